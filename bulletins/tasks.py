"""What bulletins do in the background."""

from __future__ import annotations

from celery import current_app, shared_task

from bulletins.actions import forgetting, joining, lost_files, rendering, trying
from bulletins.actions.scheduling import begin_due
from bulletins.sending.lanes import idle
from bulletins.sending.running import run_turn
from bulletins.sending.sweeping import anything_due, sweep
from coordination.access import SYSTEM
from coordination.tasks import TRY_AGAIN


@shared_task(name="bulletins.send")
def send() -> None:
    """A turn of a lane; then the next one is queued. The clock begins again what nobody queued."""
    wait = run_turn()
    if wait is not None:
        current_app.send_task("bulletins.send", countdown=wait)


@shared_task(name="bulletins.send_test", **TRY_AGAIN)
def send_test(issue_pk: int, user_pk: int) -> bool:
    return trying.send_test(issue_pk, user_pk)


@shared_task(name="bulletins.look")
def look() -> None:
    """By the clock: what is due begins, what died is swept up, and lanes run where there is something to send."""
    begin_due()
    sweep()
    if anything_due():
        for _ in range(idle()):
            current_app.send_task("bulletins.send")


@shared_task(name="bulletins.send_joining_link", **TRY_AGAIN)
def send_joining_link(reader_pk: int, prisons: list[str], pathways: list[str]) -> bool:
    return joining.send_link(reader_pk, prisons, pathways)


@shared_task(name="bulletins.clear_old_deliveries")
def clear_old_deliveries() -> bool:
    return forgetting.clear_old_deliveries_daily()


@shared_task(name="bulletins.clear_unconfirmed")
def clear_unconfirmed() -> bool:
    return joining.clear_unconfirmed_daily()


@shared_task(name="bulletins.render_paper")
def render_paper(paper_pk: int) -> bool:
    return rendering.render_paper(by=SYSTEM, pk=paper_pk)


@shared_task(name="bulletins.sweep_files")
def sweep_files() -> bool:
    return lost_files.sweep_daily()


@shared_task(name="bulletins.sweep_papers")
def sweep_papers() -> int:
    return rendering.sweep_papers(by=SYSTEM)
