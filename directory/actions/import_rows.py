"""The rows of an import, one after the other, each in a transaction of its own.

Any worker may take any row: what is done stands in the rows, so that one that is killed loses at most the row in hand,
which is taken back with its transaction. A dry run does all that the import does, and takes it back.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from coordination import access, audit
from coordination.access import SYSTEM, NotPermitted, System
from coordination.actions.jobs import once_a_day
from coordination.models import User
from coordination.policies import Refused
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory.actions.import_services import RefusedEverywhere, Taker
from directory.actions.importing import TASK, require_everywhere
from directory.imports.tried import Tried
from directory.models import ImportRow, ImportRun, Service

logger = logging.getLogger(__name__)

State, Fate = ImportRun.State, ImportRow.Fate
ROWS_A_STEP: Final = 500
SILENT_FOR: Final = timedelta(minutes=2)
KEPT_FOR: Final = timedelta(weeks=4)
# Any number that nothing else of the portal locks by.
LOCK: Final = 7_203_041
LONGEST_REASON: Final = 500
CLEARED: Final = "The reason was deleted with the cells of the file."


class Taken(Exception):
    """Raised to take back what a dry run did."""


def go_on(*, pk: int, rows: int = ROWS_A_STEP) -> bool:
    """Works on up to so many rows, and queues itself for the rest. False where there was nothing to do."""
    run = ImportRun.objects.filter(pk=pk).first()
    if run is None or not run.is_under_way:
        return False
    step = Step(run)
    done = 0
    while done < rows and step.next_row():
        done += 1
    run.refresh_from_db(fields=["state"])
    if run.is_under_way:
        queue_on_commit(TASK, run.pk)
    return done > 0


class Step:
    """What one worker keeps in mind between two rows of one run."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.by: User | System = run.begun_by or SYSTEM
        self.prisons = list(run.prisons.order_by("code"))
        self.taker = Taker(self.by, run, self.prisons)
        self.tried = Tried(run, self.taker.words)

    def next_row(self) -> bool:
        """One row, all or nothing. False where none waits, or where the run was stopped or is no longer allowed."""
        with transaction.atomic():
            one_at_a_time()
            self.run = _held(self.run.pk)
            if not self.run.is_under_way:
                return False
            if not self.allowed():
                return False
            row = self.run.rows.filter(state=ImportRow.State.WAITING).order_by("number").first()
            if row is None:
                self.finish()
                return False
            if self.run.state == State.CHECKING:
                self.try_out(row)
            else:
                self.take(row)
                self.keep(row)
        # Only now: had the transaction failed, there would be no such organisation.
        self.taker.remember_added()
        return True

    def allowed(self) -> bool:
        """Whoever began it may have lost the right since: then nothing more is written in their name."""
        try:
            require_everywhere(self.by, [self.run.prison, *self.prisons])
        except NotPermitted:
            self.run.state = State.STOPPED if self.run.state == State.RUNNING else State.MAPPING
            self.run.save(update_fields=["state"])
            audit.record("stop_import", by=SYSTEM, on=self.run, prison=self.run.prison)
            return False
        return True

    def try_out(self, row: ImportRow) -> None:
        """Says what the import will do: where earlier rows may speak of the same service, they are done again first."""
        owner = self.take_and_take_back(row, after=[])
        if earlier := self.tried.like(row, owner):
            self.take_and_take_back(row, after=earlier)
        self.keep(row)
        self.tried.add(row, owner)

    def take_and_take_back(self, row: ImportRow, *, after: list[int]) -> int | None:
        """The key of the organisation that the service is of, where it was there before."""
        try:
            with transaction.atomic():
                for earlier in self.run.rows.filter(pk__in=after).order_by("number") if after else ():
                    self.take(earlier)
                    earlier.save(update_fields=["service"])
                self.take(row)
                raise Taken
        except Taken:
            owner = None if self.taker.added else self.taker.owner
            self.taker.added = None
            row.service = Service.objects.filter(pk=row.service_id).first()  # None where it was only tried.
            row.outcomes = {code: outcome | {"listing": None} for code, outcome in row.outcomes.items()}
        return owner

    def take(self, row: ImportRow) -> None:
        """Sets what became of the row on it; what it changes is written."""
        row.outcomes, row.flags, row.reason, row.service = {}, [], "", None
        self.taker.added = None
        try:
            with transaction.atomic():
                self.taker.take(row)
        except RefusedEverywhere as refused:
            self.refuse(row, str(refused), refused.outcomes)
        except Refused as refused:
            self.refuse(row, str(refused))
        except OperationalError:
            # The database is away or wants it tried again: the row is not to blame.
            raise
        except Exception as error:
            logger.exception("Row %s of import %s could not be taken", row.number, self.run.pk)
            self.refuse(
                row, f"Something went wrong with it ({type(error).__name__}). Tell your administrator."
            )

    def refuse(self, row: ImportRow, reason: str, outcomes: dict[str, Any] | None = None) -> None:
        self.taker.added = None
        row.fate, row.reason, row.service = Fate.REFUSED, reason[:LONGEST_REASON], None
        row.outcomes = outcomes or {}

    def keep(self, row: ImportRow) -> None:
        row.state, row.done_at = ImportRow.State.DONE, timezone.now()
        row.flags = [flag[:300] for flag in row.flags]
        row.save()
        ImportRun.objects.filter(pk=self.run.pk).update(moved_at=row.done_at)

    def finish(self) -> None:
        dry = self.run.state == State.CHECKING
        self.run.state = State.CHECKED if dry else State.FINISHED
        self.run.finished_at = None if dry else timezone.now()
        self.run.save(update_fields=["state", "finished_at"])
        verb = "finish_dry_run" if dry else "finish_import"
        audit.record(verb, by=self.by, on=self.run, prison=self.run.prison)


def one_at_a_time() -> None:
    """Held until the transaction ends: no two rows, of whatever import, make the same organisation or service.

    SQLite has one writer at a time by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _held(pk: int) -> ImportRun:
    rows = ImportRun.objects.select_related("prison", "source", "begun_by").select_for_update(of=("self",))
    return rows.get(pk=pk)


@transaction.atomic
def sweep_imports(*, by: System) -> int:
    """Queues again what a dead worker or a lost message left behind; returns how many. Harmless when run twice."""
    now = timezone.now()
    silent = ImportRun.objects.filter(
        state__in=(State.CHECKING, State.RUNNING), moved_at__lt=now - SILENT_FOR
    )
    queued = 0
    for run in silent.select_related("prison"):
        access.require(by, Permission.IMPORT_SERVICES, prison=run.prison)
        # Asked again in the statement, so that two clocks queue it once.
        if silent.filter(pk=run.pk).update(moved_at=now):
            audit.record("requeue_import", by=by, on=run, prison=run.prison)
            queue_on_commit(TASK, run.pk)
            queued += 1
    return queued


def clear_imports_daily() -> bool:
    return once_a_day("directory.clear_imports", lambda: clear_imports(by=SYSTEM))


@transaction.atomic
def clear_imports(*, by: System) -> int:
    """Four weeks after the end, or after the last move of one that nobody went on with, the cells are deleted.

    What became of each row stays, without what it quoted.
    """
    before = timezone.now() - KEPT_FOR
    old = ImportRun.objects.filter(cleared_at=None, moved_at__lt=before).exclude(
        state__in=(State.CHECKING, State.RUNNING)
    )
    cleared = 0
    for run in old.select_related("prison"):
        access.require(by, Permission.IMPORT_SERVICES, prison=run.prison)
        # Reasons quote the file as well; the count of each fate stays.
        run.rows.update(cells={}, flags=[], outcomes={})
        run.rows.exclude(reason="").update(reason=CLEARED)
        finished = run.state == State.FINISHED
        ImportRun.objects.filter(pk=run.pk).update(
            cleared_at=timezone.now(), state=State.FINISHED if finished else State.STOPPED
        )
        audit.record("clear_import", by=by, on=run, prison=run.prison)
        cleared += 1
    return cleared
