"""From a paper that waits to a file. State is kept in the row, so a killed worker loses nothing: the clock finds it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from bulletins.actions.papers import RENDER, supersede
from bulletins.actions.sending import held, require_for
from bulletins.models import BulletinPaper
from bulletins.papers import newsletter, notice_board
from coordination import audit
from coordination.access import System
from coordination.files import take_away
from coordination.policies import Refused
from coordination.publishing import Printed
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory.actions.rendering import sentence_for

logger = logging.getLogger(__name__)
Kind, State = BulletinPaper.Kind, BulletinPaper.State
PRINTERS: Final = {
    Kind.NOTICE_BOARD: notice_board.print_notice_board,
    Kind.WINGS: newsletter.print_newsletter,
}
MOST_ATTEMPTS: Final = 3
# As with editions: the layout speaks at least every ten seconds or so; a message may be lost.
SILENT_FOR: Final = timedelta(minutes=2)
UNTOUCHED_FOR: Final = timedelta(minutes=1)
TELL_EVERY_SECONDS: Final = 1.0


class TakenOver(Exception):
    """The paper was given to another worker while this one worked on it."""


def render_paper(*, by: System, pk: int) -> bool:
    """Prints a paper that waits. False where there was nothing to do, or it could not be made."""
    paper = claim_paper(by=by, pk=pk)
    if paper is None:
        return False
    try:
        printed = PRINTERS[Kind(paper.kind)](paper.snapshot, _teller(paper))
        return finish_paper(by=by, paper=paper, printed=printed)
    except TakenOver:
        return False
    except Refused as refused:
        fail_paper(by=by, paper=paper, problem=str(refused))
    except Exception as error:
        logger.exception("Paper %s of a bulletin could not be made", paper.pk)
        fail_paper(by=by, paper=paper, problem=sentence_for(error))
    return False


@transaction.atomic
def claim_paper(*, by: System, pk: int) -> BulletinPaper | None:
    """The paper, if nobody has it; its number of attempts is the token of this claim."""
    waiting = BulletinPaper.objects.filter(pk=pk, state=State.WAITING, claimed=False)
    if not waiting.update(claimed=True, attempts=F("attempts") + 1, touched_at=timezone.now()):
        return None
    paper = BulletinPaper.objects.select_related("issue__prison", "issue__prison_set").get(pk=pk)
    require_for(by, Permission.MANAGE_BULLETINS, paper.issue)
    return paper


def finish_paper(*, by: System, paper: BulletinPaper, printed: Printed) -> bool:
    """Keeps the file and says that it is ready; those of before are superseded. False where somebody else has it."""
    require_for(by, Permission.MANAGE_BULLETINS, paper.issue)
    storage = paper.file.storage
    # The stored name says nothing and is not guessed.
    name = storage.get_available_name(f"bulletins/{uuid4().hex}.pdf")
    try:
        name = storage.save(name, ContentFile(printed.pdf))
        with transaction.atomic():
            issue = held(paper.issue)
            done = _mine(paper).update(
                state=State.READY,
                claimed=False,
                file=name,
                pages=printed.pages,
                problem="",
                touched_at=timezone.now(),
            )
            if done:
                supersede(issue, paper.kind)
                audit.record("finish_bulletin_paper", by=by, on=paper, prison=issue.prison)
    except BaseException:
        # Half a file of a full disk, or a whole one that no row names.
        take_away(storage, name)
        raise
    if not done:
        take_away(storage, name)
    return bool(done)


@transaction.atomic
def fail_paper(*, by: System, paper: BulletinPaper, problem: str) -> None:
    """`problem` is a sentence for whoever asked for it."""
    require_for(by, Permission.MANAGE_BULLETINS, paper.issue)
    if _mine(paper).update(state=State.FAILED, claimed=False, problem=problem[:300]):
        audit.record("fail_bulletin_paper", by=by, on=paper, prison=paper.issue.prison)


@transaction.atomic
def sweep_papers(*, by: System) -> int:
    """Queues again what a dead worker or a lost message left behind; returns how many. Harmless when run twice."""
    now = timezone.now()
    queued = 0
    waiting = BulletinPaper.objects.filter(state=State.WAITING)
    dead = waiting.filter(claimed=True, touched_at__lt=now - SILENT_FOR)
    for paper in dead.select_related("issue__prison", "issue__prison_set"):
        if paper.attempts >= MOST_ATTEMPTS:
            fail_paper(
                by=by, paper=paper,
                problem=f"The worker died {MOST_ATTEMPTS} times while it made this paper. Ask your administrator"
                " to look at the machine’s memory, then try again.",
            )  # fmt: skip
        elif _mine(paper).update(claimed=False, touched_at=now):
            queue_on_commit(RENDER, paper.pk)
            queued += 1
    for pk in list(
        waiting.filter(claimed=False, touched_at__lt=now - UNTOUCHED_FOR).values_list("pk", flat=True)
    ):
        if waiting.filter(pk=pk, claimed=False).update(touched_at=now):
            queue_on_commit(RENDER, pk)
            queued += 1
    return queued


def _mine(paper: BulletinPaper) -> QuerySet[BulletinPaper]:
    """The row, as long as this claim on it holds."""
    return BulletinPaper.objects.filter(
        pk=paper.pk, state=State.WAITING, claimed=True, attempts=paper.attempts
    )


def _teller(paper: BulletinPaper) -> Callable[[int], None]:
    """Says once a second at most that the worker lives. Raises TakenOver when the claim no longer holds."""
    last = [0.0]

    def tell(percent: int) -> None:
        if time.monotonic() - last[0] < TELL_EVERY_SECONDS:
            return
        last[0] = time.monotonic()
        if not _mine(paper).update(touched_at=timezone.now()):
            raise TakenOver

    return tell
