"""Background work of planning; each task calls one action."""

from __future__ import annotations

from celery import shared_task

from coordination.access import SYSTEM
from coordination.tasks import TRY_AGAIN
from planning.actions import call_letters, calls, report_papers, report_runs


@shared_task(name="planning.tell_of_call", **TRY_AGAIN)
def tell_of_call(told_pk: int) -> int:
    return call_letters.tell_of_call(told_pk)


@shared_task(name="planning.tell_of_decision", **TRY_AGAIN)
def tell_of_decision(expression_pk: int) -> int:
    return call_letters.tell_of_decision(expression_pk)


@shared_task(name="planning.queue_owed_letters")
def queue_owed_letters() -> int:
    return call_letters.queue_owed()


@shared_task(name="planning.close_calls")
def close_calls() -> int:
    return calls.close_calls()


@shared_task(name="planning.render_report")
def render_report(report_pk: int) -> bool:
    return report_papers.render_report(by=SYSTEM, pk=report_pk)


@shared_task(name="planning.run_reports")
def run_reports(run_pk: int) -> int:
    """Some prisons of a run; the rest is queued anew."""
    return report_runs.go_on(pk=run_pk)


@shared_task(name="planning.sweep_reports")
def sweep_reports() -> int:
    """Papers and runs that a dead worker or a lost message left behind."""
    return report_papers.sweep_papers(by=SYSTEM) + report_runs.sweep_runs(by=SYSTEM)
