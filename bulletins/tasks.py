"""What bulletins do in the background."""

from __future__ import annotations

from celery import current_app, shared_task
from django.conf import settings

from bulletins.sending.running import run_turn
from bulletins.sending.sweeping import anything_due, sweep


@shared_task(name="bulletins.send")
def send() -> None:
    """A turn of a lane; then the next one is queued. The clock begins again what nobody queued."""
    wait = run_turn()
    if wait is not None:
        current_app.send_task("bulletins.send", countdown=wait)


@shared_task(name="bulletins.look")
def look() -> None:
    """By the clock: what is due begins, what died is swept up, and lanes run where there is something to send."""
    sweep()
    if anything_due():
        for _ in range(settings.MAIL_LANES):
            current_app.send_task("bulletins.send")
