"""Reports of all prisons, one after the other, each issued in a transaction of its own.

Any worker may take any prison. What is done stands in the rows: a worker that is killed loses at most the prison in
hand, whose row and report are taken back together. That none is issued twice is held by the row's lock, by its state,
and by a constraint of the database.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from coordination import access, audit, clock
from coordination.access import SYSTEM, NotPermitted, System
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from planning.actions.reports import issue_report
from planning.models import ReportRun, ReportRunPrison

logger = logging.getLogger(__name__)
TASK: Final = "planning.run_reports"
State, RowState = ReportRun.State, ReportRunPrison.State
PRISONS_A_STEP: Final = 10
MOST_TRIES: Final = 3
SILENT_FOR: Final = timedelta(minutes=2)
# Whoever claims a row holds its lock a moment later. A claim that is older, of a row that nobody holds, is a dead
# worker's: only then another try is counted.
CLAIM_HOLDS: Final = timedelta(seconds=5)


@transaction.atomic
def begin_run(*, by: User) -> ReportRun:
    """For every prison that is open today."""
    access.require_everywhere(by, Permission.COMPARE_PRISONS)
    if ReportRun.objects.filter(state=State.RUNNING).exists():
        raise Overtaken("Reports are being issued already. Wait until they are done, or stop them first.")
    prisons = Prison.objects.filter(status=Prison.Status.OPEN).order_by("code")
    try:
        with transaction.atomic():
            run = ReportRun.objects.create(
                day=clock.today(), began_at=clock.now(), began_by=by, moved_at=clock.now()
            )
    except IntegrityError:
        raise Overtaken("Somebody else began this at the same moment. Nothing was begun now.") from None
    ReportRunPrison.objects.bulk_create(ReportRunPrison(run=run, prison=prison) for prison in prisons)
    audit.record("begin_report_run", by=by, on=run)
    queue_on_commit(TASK, run.pk)
    return run


@transaction.atomic
def stop_run(*, by: User, run: ReportRun) -> None:
    """The prisons in hand are finished, and no other is begun."""
    access.require_everywhere(by, Permission.COMPARE_PRISONS)
    if not ReportRun.objects.filter(pk=run.pk, state=State.RUNNING).update(state=State.STOPPED):
        raise Overtaken("This is not running any more. Nothing was stopped.")
    audit.record("stop_report_run", by=by, on=run)


@transaction.atomic
def resume_run(*, by: User, run: ReportRun) -> None:
    """Goes on with the prisons that wait, and tries those again that could not be made.

    Whoever resumes answers for the run from then on: who began it may have lost the right.
    """
    access.require_everywhere(by, Permission.COMPARE_PRISONS)
    held = ReportRun.objects.select_for_update().get(pk=run.pk)
    if held.state == State.RUNNING:
        raise Overtaken("This runs already.")
    if ReportRun.objects.filter(state=State.RUNNING).exists():
        raise Refused("Other reports are being issued. Wait until they are done, or stop them first.")
    left = held.prisons.exclude(state__in=(RowState.DONE, RowState.LEFT_OUT))
    if not left.exists():
        raise Refused("Every prison has its report. Begin anew for a newer one.")
    left.update(state=RowState.WAITING, tries=0, claimed_at=None, problem="")
    held.state, held.began_by, held.ended_at, held.moved_at = State.RUNNING, by, None, clock.now()
    try:
        with transaction.atomic():
            held.save(update_fields=["state", "began_by", "ended_at", "moved_at"])
    except IntegrityError:
        raise Overtaken("Other reports were begun at the same moment. Stop them first.") from None
    audit.record("resume_report_run", by=by, on=held)
    queue_on_commit(TASK, held.pk)


def go_on(*, pk: int, prisons: int = PRISONS_A_STEP) -> int:
    """Issues up to so many reports of a run, and queues itself for the rest. Returns how many prisons were taken up."""
    taken = 0
    while taken < prisons and _may_go_on(pk):
        row = _claim(pk)
        if row is None:
            finish_run(pk=pk)
            return taken
        _take(row)
        taken += 1
    if ReportRun.objects.filter(pk=pk, state=State.RUNNING).exists():
        queue_on_commit(TASK, pk)
    return taken


@transaction.atomic
def _may_go_on(pk: int) -> bool:
    """Whoever began it may have lost the right since: then nothing more is issued for them."""
    run = ReportRun.objects.select_related("began_by").filter(pk=pk, state=State.RUNNING).first()
    if run is None:
        return False
    try:
        access.require_everywhere(run.began_by, Permission.COMPARE_PRISONS)
    except NotPermitted:
        ReportRun.objects.filter(pk=pk, state=State.RUNNING).update(state=State.STOPPED)
        audit.record("stop_report_run", by=SYSTEM, on=run)
        return False
    return True


@transaction.atomic
def _claim(run: int) -> int | None:
    """The next prison that nobody has in hand. That it was tried is kept, whatever becomes of this worker."""
    now = timezone.now()
    waiting = ReportRunPrison.objects.filter(run=run, state=RowState.WAITING).order_by("prison__code")
    free = waiting.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_HOLDS))
    row = free.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    ReportRunPrison.objects.filter(pk=row.pk).update(tries=F("tries") + 1, claimed_at=now)
    ReportRun.objects.filter(pk=run).update(moved_at=now)
    return row.pk


def _take(pk: int) -> None:
    """Issues the report of one row, in one transaction with the row. Nothing where another worker has it."""
    try:
        with transaction.atomic():
            row = _held(pk)
            if row is None:
                return
            if row.tries > MOST_TRIES:
                _fail(row, f"The worker died {MOST_TRIES} times over it. Tell your administrator.")
                return
            # Under the prison's lock, as it closes under it.
            prison = Prison.objects.select_for_update().get(pk=row.prison_id)
            if prison.status == Prison.Status.OPEN:
                issue_report(by=SYSTEM, prison=prison, run=row.run)
                row.state, row.problem = RowState.DONE, ""
            else:
                row.state, row.problem = RowState.LEFT_OUT, ""
            row.save(update_fields=["state", "problem"])
    except OperationalError:
        # The database is away or wants it tried again: the prison is not to blame.
        raise
    except Exception as error:
        logger.exception("The report of row %s of a run could not be issued", pk)
        with transaction.atomic():
            if row := _held(pk):
                _fail(
                    row,
                    str(error)
                    if isinstance(error, Refused)
                    else f"Something went wrong with it ({type(error).__name__}). Tell your administrator.",
                )


def _held(pk: int) -> ReportRunPrison | None:
    """The row, while it waits and nobody else has it."""
    rows = ReportRunPrison.objects.select_related("prison", "run").filter(pk=pk, state=RowState.WAITING)
    return rows.select_for_update(skip_locked=True, of=("self",)).first()


def _fail(row: ReportRunPrison, problem: str) -> None:
    row.state, row.problem = RowState.FAILED, problem[:300]
    row.save(update_fields=["state", "problem"])


@transaction.atomic
def finish_run(*, pk: int) -> bool:
    """True where this call ended it. One that another worker has in hand still waits, and that worker ends the run."""
    waiting = ReportRunPrison.objects.filter(run=OuterRef("pk"), state=RowState.WAITING)
    running = ReportRun.objects.filter(pk=pk, state=State.RUNNING)
    if not running.exclude(Exists(waiting)).update(state=State.DONE, ended_at=timezone.now()):
        return False
    audit.record("finish_report_run", by=SYSTEM, on=ReportRun.objects.get(pk=pk))
    return True


@transaction.atomic
def sweep_runs(*, by: System) -> int:
    """Queues again what a dead worker or a lost message left behind. Harmless when run twice."""
    now = timezone.now()
    silent = ReportRun.objects.filter(state=State.RUNNING, moved_at__lt=now - SILENT_FOR)
    queued = 0
    for run in silent:
        access.require_everywhere(by, Permission.COMPARE_PRISONS)
        # Asked again in the statement, so that two clocks queue it once.
        if silent.filter(pk=run.pk).update(moved_at=now):
            queue_on_commit(TASK, run.pk)
            queued += 1
    return queued
