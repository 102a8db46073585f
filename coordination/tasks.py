"""Background work of coordination; each task calls one action."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from celery import shared_task

from coordination import emails
from coordination.actions import invitations, jobs, reminders
from coordination.models import User

# A mail server that is away for an hour loses nothing; unsent invitations are queued again after that.
TRY_AGAIN: dict[str, Any] = {
    "autoretry_for": (OSError, SMTPException),
    "retry_backoff": 30,
    "retry_backoff_max": 1800,
    "max_retries": 6,
}


@shared_task(name="coordination.send_invitation", **TRY_AGAIN)
def send_invitation(invitation_pk: int) -> bool:
    return invitations.deliver_invitation(invitation_pk)


@shared_task(name="coordination.send_password_reset", **TRY_AGAIN)
def send_password_reset(user_pk: int) -> None:
    for user in User.objects.filter(pk=user_pk, is_active=True):
        emails.password_reset(user)


@shared_task(name="coordination.daily")
def daily() -> bool:
    return jobs.daily()


@shared_task(name="coordination.queue_unsent_invitations")
def queue_unsent_invitations() -> int:
    return jobs.queue_unsent_invitations()


@shared_task(name="coordination.send_reminders", **TRY_AGAIN)
def send_reminders(reminder_pk: int) -> int:
    return reminders.send_reminders(reminder_pk)
