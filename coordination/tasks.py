"""Background work of coordination; each task calls one action."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from celery import shared_task

from coordination import emails
from coordination.actions import first_managers, invitations, jobs, registration_letters, reminders
from coordination.actions.telling_of_merges import tell_of_merge as tell_people_of_merge
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


@shared_task(name="coordination.remind")
def remind() -> bool:
    return jobs.remind_daily()


@shared_task(name="coordination.send_reminders", **TRY_AGAIN)
def send_reminders(reminder_pk: int) -> int:
    return reminders.send_reminders(reminder_pk)


@shared_task(name="coordination.send_registration_link", **TRY_AGAIN)
def send_registration_link(registration_pk: int) -> bool:
    return registration_letters.deliver_link(registration_pk)


@shared_task(name="coordination.tell_registration_decided", **TRY_AGAIN)
def tell_registration_decided(choice_pk: int) -> bool:
    return registration_letters.tell_contact(choice_pk)


@shared_task(name="coordination.tell_of_registration", **TRY_AGAIN)
def tell_of_registration(choice_pk: int) -> int:
    return registration_letters.tell_coordinators(choice_pk)


@shared_task(name="coordination.tell_of_join_request", **TRY_AGAIN)
def tell_of_join_request(request_pk: int) -> int:
    return registration_letters.tell_managers(request_pk)


@shared_task(name="coordination.tell_somebody_joined", **TRY_AGAIN)
def tell_somebody_joined(request_pk: int) -> int:
    return registration_letters.tell_managers_joined(request_pk)


@shared_task(name="coordination.tell_of_first_manager", **TRY_AGAIN)
def tell_of_first_manager(invitation_pk: int) -> int:
    return first_managers.tell_of_first_manager(invitation_pk)


@shared_task(name="coordination.queue_unsent_registrations")
def queue_unsent_registrations() -> int:
    return registration_letters.queue_unsent()


@shared_task(name="coordination.tell_of_merge", **TRY_AGAIN)
def tell_of_merge(merge_pk: int) -> int:
    return tell_people_of_merge(merge_pk)
