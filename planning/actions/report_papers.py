"""From a report that waits for its paper to a file. State is kept in the row: a killed worker loses nothing."""

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

from coordination import access, audit
from coordination.access import System
from coordination.policies import Refused
from coordination.publishing import Printed
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory.actions.rendering import sentence_for
from planning.actions.reports import RENDER
from planning.models import GapReport
from planning.reports.older import read
from planning.reports.paper import print_report

logger = logging.getLogger(__name__)
Paper = GapReport.Paper
MOST_ATTEMPTS: Final = 3
# As with editions: the layout speaks at least every ten seconds or so; a message may be lost.
SILENT_FOR: Final = timedelta(minutes=2)
UNTOUCHED_FOR: Final = timedelta(minutes=1)
TELL_EVERY_SECONDS: Final = 1.0


class TakenOver(Exception):
    """The paper was given to another worker while this one worked on it."""


def render_report(*, by: System, pk: int) -> bool:
    """Prints a paper that waits. False where there was nothing to do, or it could not be made."""
    report = claim_paper(by=by, pk=pk)
    if report is None:
        return False
    try:
        printed = print_report(read(report.snapshot), report.content_hash, _teller(report))
        return finish_paper(by=by, report=report, printed=printed)
    except TakenOver:
        return False
    except Refused as refused:
        fail_paper(by=by, report=report, problem=str(refused))
    except Exception as error:
        logger.exception("The paper of report %s could not be made", report.pk)
        fail_paper(by=by, report=report, problem=sentence_for(error))
    return False


@transaction.atomic
def claim_paper(*, by: System, pk: int) -> GapReport | None:
    """The report, if nobody has its paper in hand; the number of attempts is the token of this claim."""
    waiting = GapReport.objects.filter(pk=pk, paper=Paper.WAITING, claimed=False)
    if not waiting.update(claimed=True, attempts=F("attempts") + 1, touched_at=timezone.now()):
        return None
    report = GapReport.objects.select_related("prison").get(pk=pk)
    access.require(by, Permission.MANAGE_PLAN, prison=report.prison)
    return report


def finish_paper(*, by: System, report: GapReport, printed: Printed) -> bool:
    """Keeps the file and says that it is ready. False where somebody else has it meanwhile: no file is kept."""
    access.require(by, Permission.MANAGE_PLAN, prison=report.prison)
    storage = report.file.storage
    # The stored name says nothing and is not guessed.
    name = storage.get_available_name(f"reports/{uuid4().hex}.pdf")
    try:
        name = storage.save(name, ContentFile(printed.pdf))
        with transaction.atomic():
            done = _mine(report).update(
                paper=Paper.READY, claimed=False, file=name, pages=printed.pages, problem="",
                touched_at=timezone.now(),
            )  # fmt: skip
            if done:
                audit.record("finish_report_paper", by=by, on=report, prison=report.prison)
    except BaseException:
        # Half a file of a full disk, or a whole one that no row names.
        storage.delete(name)
        raise
    if not done:
        storage.delete(name)
    return bool(done)


@transaction.atomic
def fail_paper(*, by: System, report: GapReport, problem: str) -> None:
    """`problem` is a sentence for whoever issued it."""
    access.require(by, Permission.MANAGE_PLAN, prison=report.prison)
    if _mine(report).update(paper=Paper.FAILED, claimed=False, problem=problem[:300]):
        audit.record("fail_report_paper", by=by, on=report, prison=report.prison)


@transaction.atomic
def sweep_papers(*, by: System) -> int:
    """Queues again what a dead worker or a lost message left behind; returns how many. Harmless when run twice."""
    now = timezone.now()
    queued = 0
    waiting = GapReport.objects.filter(paper=Paper.WAITING)
    for report in waiting.filter(claimed=True, touched_at__lt=now - SILENT_FOR).select_related("prison"):
        if report.attempts >= MOST_ATTEMPTS:
            fail_paper(
                by=by, report=report,
                problem=f"The worker died {MOST_ATTEMPTS} times while it made this paper. Ask your administrator"
                " to look at the machine’s memory, then try again.",
            )  # fmt: skip
        elif _mine(report).update(claimed=False, touched_at=now):
            queue_on_commit(RENDER, report.pk)
            queued += 1
    untouched = waiting.filter(claimed=False, touched_at__lt=now - UNTOUCHED_FOR)
    for pk in list(untouched.values_list("pk", flat=True)):
        # Asked again in the statement, so that two clocks queue it once.
        if untouched.filter(pk=pk).update(touched_at=now):
            queue_on_commit(RENDER, pk)
            queued += 1
    return queued


def _mine(report: GapReport) -> QuerySet[GapReport]:
    """The row, as long as this claim on it holds."""
    return GapReport.objects.filter(pk=report.pk, paper=Paper.WAITING, claimed=True, attempts=report.attempts)


def _teller(report: GapReport) -> Callable[[int], None]:
    """Says once a second at most that the worker lives. Raises TakenOver when the claim no longer holds."""
    last = [0.0]

    def tell(percent: int) -> None:
        if time.monotonic() - last[0] < TELL_EVERY_SECONDS:
            return
        last[0] = time.monotonic()
        if not _mine(report).update(touched_at=timezone.now()):
            raise TakenOver

    return tell
