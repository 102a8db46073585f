"""A coordinator makes an edition; an urgent withdrawal makes a take-down notice. Printing itself is in `rendering`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from coordination import access, audit, clock
from coordination.access import System
from coordination.models import Prison, User
from coordination.policies import Overtaken
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory import policies
from directory.editions import copies, people, staff
from directory.editions.snapshot import changes_since, content_hash, heading, renew_on
from directory.models import Edition, Listing

# Letters and take-down notices do not wait behind directories: see CELERY_TASK_ROUTES.
RENDER = "directory.render_edition"
RENDER_FIRST = "directory.render_notice"
BUILDERS = {Edition.Kind.STAFF: staff.snapshot, Edition.Kind.PEOPLE: people.snapshot}
UNDER_WAY = (Edition.State.QUEUED, Edition.State.RENDERING)


@transaction.atomic
def make_edition(
    *,
    by: User | System,
    prison: Prison,
    kind: str,
    seen: int | None = None,
    printed_on: date | None = None,
    queue: bool = True,
) -> Edition:
    """Freezes what is approved now and queues its printing.

    `seen` is the number of the newest edition of the kind when the page was opened (0: none), so that a second
    press makes no second edition. Without `queue` the caller prints it at once. Raises Refused.
    """
    access.require(by, Permission.MAKE_EDITION, prison=prison)
    held = _held(prison)
    policies.check_make_edition(held, newest(held, kind), seen)
    day = printed_on or clock.today()
    number = _next_number(held, kind)
    snapshot, left_out = BUILDERS[Edition.Kind(kind)](held, number=number, printed_on=day)
    policies.check_has_entries(held, len(snapshot["entries"]))
    changes = changes_since(_last_printed(held, kind), snapshot) | left_out
    return _write(by, held, kind, snapshot, changes, "make_edition", queue=queue)


@transaction.atomic
def retry_edition(*, by: User, edition: Edition) -> Edition:
    """Another try for one that could not be printed: the same number, the same words."""
    access.require(by, Permission.MAKE_EDITION, prison=edition.prison)
    _held(edition.prison)
    edition = Edition.objects.select_related("prison").get(pk=edition.pk)
    policies.check_retry(edition)
    latest = newest(edition.prison, edition.kind)
    if edition.kind != Edition.Kind.TAKE_DOWN and latest is not None and latest.pk != edition.pk:
        raise Overtaken(f"Edition {latest.number} has been made since. Use that one.")
    edition.state = Edition.State.QUEUED
    edition.attempts = edition.progress = 0
    edition.progress_at = clock.now()
    edition.problem = ""
    edition.save(update_fields=["state", "attempts", "progress", "progress_at", "problem"])
    audit.record("retry_edition", by=by, on=edition, prison=edition.prison)
    queue_on_commit(task_for(edition.kind), edition.pk)
    return edition


@transaction.atomic
def make_take_down_notice(*, by: User, listing: Listing) -> Edition:
    """One page that says what to cross out and where every copy lies. Part of an urgent withdrawal.

    Directories with the entry that are being laid out at this moment are stopped.
    """
    access.require(by, Permission.DECIDE, prison=listing.prison)
    prison = _held(listing.prison)
    assert listing.entry_number is not None and listing.approved_revision is not None  # check_withdraw
    name = listing.approved_revision.name
    _stop_those_under_way(by, prison, listing.entry_number, name)
    kind = Edition.Kind.TAKE_DOWN
    head = heading(prison, kind=kind.value, number=_next_number(prison, kind), printed_on=clock.today())
    # The notice hangs about with names signed on it: of a discreet service it says the number alone.
    snapshot = copies.notice_snapshot(head, prison, listing.entry_number, "" if listing.discreet else name)
    return _write(by, prison, kind, snapshot, {}, "make_take_down_notice")


def task_for(kind: str) -> str:
    """The task that lays out a paper of this kind."""
    return RENDER_FIRST if kind == Edition.Kind.TAKE_DOWN else RENDER


def newest(prison: Prison, kind: str) -> Edition | None:
    editions = Edition.objects.filter(prison=prison, kind=kind).select_related("made_by")
    return editions.order_by("-number").first()


def _held(prison: Prison) -> Prison:
    """Numbers are given, and withdrawals wait, under the prison's lock."""
    return Prison.objects.select_for_update().get(pk=prison.pk)


def _next_number(prison: Prison, kind: str) -> int:
    """Counts up under the prison's lock, also over editions that could not be printed."""
    latest = newest(prison, kind)
    return latest.number + 1 if latest else 1


def _last_printed(prison: Prison, kind: str) -> dict[str, Any] | None:
    """The snapshot that readers have: of the newest edition that was really printed."""
    printed = Edition.objects.filter(prison=prison, kind=kind, state=Edition.State.READY)
    return printed.order_by("-number").values_list("snapshot", flat=True).first()


def _write(
    by: User | System,
    prison: Prison,
    kind: str,
    snapshot: dict[str, Any],
    changes: dict[str, Any],
    verb: str,
    *,
    queue: bool = True,
) -> Edition:
    printed_on = date.fromisoformat(snapshot["printed_on"])
    edition = Edition.objects.create(
        prison=prison,
        kind=kind,
        number=snapshot["number"],
        printed_on=printed_on,
        renew_on=renew_on(prison, printed_on),
        made_by=by if isinstance(by, User) else None,
        made_at=clock.now(),
        progress_at=clock.now(),
        snapshot=snapshot,
        content_hash=content_hash(snapshot),
        changes=changes,
    )
    audit.record(verb, by=by, on=edition, prison=prison)
    if queue:
        queue_on_commit(task_for(kind), edition.pk)
    return edition


def _stop_those_under_way(by: User, prison: Prison, entry_number: int, name: str) -> None:
    under_way = Edition.objects.filter(prison=prison, state__in=UNDER_WAY).exclude(
        kind=Edition.Kind.TAKE_DOWN
    )
    for edition in under_way:
        if any(entry["number"] == entry_number for entry in edition.snapshot["entries"]):
            edition.state = Edition.State.FAILED
            edition.problem = (
                f"Entry {entry_number}, “{name}”, was withdrawn urgently while this was being laid out."
                " Make a new edition."
            )
            edition.save(update_fields=["state", "problem"])
            audit.record("stop_edition", by=by, on=edition, prison=prison)
