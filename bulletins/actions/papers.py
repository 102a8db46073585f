"""Somebody asks for a paper of an issue; a worker lays it out (`rendering`). What a paper says is frozen in its row."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction

from bulletins import policies
from bulletins.actions.sending import held, require_for
from bulletins.models import BulletinContent, BulletinIssue, BulletinPaper
from bulletins.papers import newsletter, notice_board
from coordination import audit, clock
from coordination.models import User
from coordination.policies import Overtaken, Refused
from coordination.private_files import StoreAway
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory.editions.snapshot import content_hash

RENDER: Final = "bulletins.render_paper"
# They move with the day on which a paper is asked for: without them two papers say the same.
DAYS: Final = ("printed_on", "renew_on")
Kind, State = BulletinPaper.Kind, BulletinPaper.State


@transaction.atomic
def make_paper(*, by: User, issue: BulletinIssue, kind: str) -> BulletinPaper:
    """Freezes what the issue says now and queues its printing. What says the same is made once: Overtaken.

    One that failed, or whose file is lost, is made again with the same words. Raises Refused for words that may not
    be printed.
    """
    require_for(by, Permission.MANAGE_BULLETINS, issue)
    issue = held(issue)
    policies.check_may_be_printed(issue)
    snapshot = snapshot_of(issue, kind, clock.today())
    paper = next((each for each in issue.papers.filter(kind=kind) if says(each, snapshot)), None)
    if paper is None:
        paper = BulletinPaper(issue=issue, kind=kind, snapshot=snapshot, content_hash=content_hash(snapshot))
    elif paper.state == State.WAITING:
        raise Overtaken("This paper is being made already.")
    elif paper.state == State.READY and is_there(paper):
        _take_its_place_again(by, paper)
        return paper
    _queue(by, paper)
    return paper


def snapshot_of(issue: BulletinIssue, kind: str, printed_on: date) -> dict[str, Any]:
    """What a paper of that day would print."""
    if kind == Kind.WINGS:
        return newsletter.snapshot(issue.pk, printed_on)
    content = BulletinContent.objects.filter(issue=issue).first()
    if content is None:
        raise Refused("This issue says nothing yet. Add an item, then send or schedule it.")
    return notice_board.snapshot(content, issue.number, printed_on)


def says_now(issue: BulletinIssue, kind: str) -> tuple[dict[str, Any] | None, str]:
    """(what a paper of today would print, ""), or (None, the sentence why there cannot be one)."""
    try:
        policies.check_may_be_printed(issue)
        return snapshot_of(issue, kind, clock.today()), ""
    except Refused as refused:
        return None, str(refused)


def says(paper: BulletinPaper, snapshot: dict[str, Any]) -> bool:
    """Whether the paper says these words, and does not yet tell its readers to ask for a new one."""
    if paper.snapshot.get("renew_on", snapshot["printed_on"]) < snapshot["printed_on"]:
        return False
    return _words(paper.snapshot) == _words(snapshot)


def _words(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in snapshot.items() if name not in DAYS}


def is_there(paper: BulletinPaper) -> bool:
    """Whether its file lies where it was kept. A store that does not answer is no reason to make it again."""
    try:
        return bool(paper.file) and paper.file.storage.exists(str(paper.file.name))
    except StoreAway:
        return True


def _take_its_place_again(by: User, paper: BulletinPaper) -> None:
    """The issue says again what it said before a newer paper was made."""
    if paper.superseded_at is None:
        raise Overtaken("This paper is there already, and nothing that it says has changed.")
    paper.asked_at, paper.asked_by = clock.now(), by
    paper.save(update_fields=["asked_at", "asked_by"])
    supersede(paper.issue, paper.kind)
    audit.record("make_bulletin_paper", by=by, on=paper, prison=paper.issue.prison)


def _queue(by: User, paper: BulletinPaper) -> None:
    paper.state, paper.problem, paper.claimed, paper.attempts = State.WAITING, "", False, 0
    paper.asked_at, paper.asked_by, paper.touched_at, paper.superseded_at = clock.now(), by, clock.now(), None
    paper.save()
    audit.record("make_bulletin_paper", by=by, on=paper, prison=paper.issue.prison)
    queue_on_commit(RENDER, paper.pk)


def supersede(issue: BulletinIssue, kind: str) -> None:
    """Of the finished papers of a kind the one that was asked for last stands. Call with the issue's row held."""
    ready = BulletinPaper.objects.filter(issue=issue, kind=kind, state=State.READY)
    newest = ready.order_by("-asked_at", "-pk").first()
    if newest:
        ready.filter(pk=newest.pk).update(superseded_at=None)
        ready.exclude(pk=newest.pk).filter(superseded_at=None).update(superseded_at=clock.now())
