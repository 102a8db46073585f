"""Reports are issued, and what the governor is asked to decide is asked and settled."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.access import System
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission
from directory.editions.snapshot import content_hash
from planning.models import AskedDecision, GapReport, ReportRun
from planning.policies import check_words
from planning.reports.snapshot import last_report, snapshot_of

RENDER: Final = "planning.render_report"
Paper = GapReport.Paper


@transaction.atomic
def issue_report(
    *, by: User | System, prison: Prison, seen: int | None = None, run: ReportRun | None = None
) -> GapReport:
    """Freezes what is found today, under the next number, and queues its paper.

    `seen`: the number of the last report when the page was opened (0: none), so that a second press issues no second
    one. With `run` the portal issues it, in a run over all prisons.
    """
    access.require(by, Permission.MANAGE_PLAN, prison=prison)
    # Numbers are given under the prison's lock.
    prison = Prison.objects.select_for_update().get(pk=prison.pk)
    last = last_report(prison)
    newest = last.number if last else 0
    if seen is not None and seen != newest:
        raise Overtaken(f"Report {newest} was issued meanwhile. Nothing was issued now.")
    day, number = clock.today(), newest + 1
    snapshot = snapshot_of(
        prison, day, number=number, last=last, issued_by=by.name if isinstance(by, User) else ""
    )
    silent = is_silent()
    report = GapReport.objects.create(
        prison=prison, number=number, day=day, formula=snapshot["sheet"]["formula"], snapshot=snapshot,
        content_hash=content_hash(snapshot), issued_at=clock.now(), issued_by=by if isinstance(by, User) else None,
        run=run, paper=Paper.NONE if silent else Paper.WAITING,
    )  # fmt: skip
    audit.record("issue_report", by=by, on=report, prison=prison)
    if not silent:
        queue_on_commit(RENDER, report.pk)
    return report


@transaction.atomic
def make_paper_again(*, by: User, report: GapReport) -> None:
    """Of a report whose paper failed, was never made, or is not where it was kept: the same words."""
    access.require(by, Permission.MANAGE_PLAN, prison=report.prison)
    held = GapReport.objects.select_for_update().get(pk=report.pk)
    if held.paper == Paper.WAITING:
        raise Overtaken("This paper is being made already.")
    if held.file.name and held.paper == Paper.READY and held.file.storage.exists(held.file.name):
        raise Overtaken("This paper is there already.")
    GapReport.objects.filter(pk=held.pk).update(
        paper=Paper.WAITING, problem="", claimed=False, attempts=0, touched_at=clock.now()
    )
    audit.record("make_report_paper", by=by, on=held, prison=held.prison)
    queue_on_commit(RENDER, held.pk)


@transaction.atomic
def ask_decision(*, by: User, prison: Prison, question: str) -> AskedDecision:
    """It stands on every report until it is settled."""
    access.require(by, Permission.MANAGE_PLAN, prison=prison)
    question = one_line(question)
    if not question:
        raise Refused("Write what is to be decided.")
    check_words({"what is to be decided": question})
    if AskedDecision.objects.open().filter(prison=prison, question__iexact=question).exists():
        raise Refused("This is asked already, and not settled yet.")
    asked = AskedDecision.objects.create(prison=prison, question=question, asked_at=clock.now(), asked_by=by)
    audit.record("ask_decision", by=by, on=asked, prison=prison)
    return asked


@transaction.atomic
def settle_decision(*, by: User, asked: AskedDecision, answer: str) -> AskedDecision:
    """Whoever may adopt priorities says what was decided. It is said once."""
    access.require(by, Permission.ADOPT_PRIORITY, prison=asked.prison)
    answer = one_line(answer)
    if not answer:
        raise Refused("Write what was decided.")
    check_words({"what was decided": answer})
    held = AskedDecision.objects.select_for_update().get(pk=asked.pk)
    if held.settled_at:
        raise Overtaken(f"{held.settled_by} settled this meanwhile: {held.answer}")
    held.answer, held.settled_at, held.settled_by = answer, clock.now(), by
    held.save(update_fields=["answer", "settled_at", "settled_by"])
    audit.record("settle_decision", by=by, on=held, prison=held.prison)
    return held
