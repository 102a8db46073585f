"""What the clock sets off in coordination, each job once a day however many clocks there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from coordination import audit
from coordination.access import SYSTEM
from coordination.actions import reminders
from coordination.actions.mail_addresses import clear_old_events
from coordination.actions.registrations import clear_old_registrations
from coordination.actions.retention import hide_addresses_daily
from coordination.models import Invitation, JobRun
from coordination.queueing import queue_on_commit

# A run that has not finished by then was killed, and another may take it over.
TAKEN_OVER_AFTER: Final = timedelta(hours=1)
KEEP_FOR: Final = timedelta(days=30)


def once_a_day(job: str, work: Callable[[], object]) -> bool:
    """Runs `work` unless this day's run is done or under way. Returns whether it ran.

    If `work` fails, its day stays unfinished, and a later call of the same day tries again.
    """
    now = timezone.now()
    row, created = JobRun.objects.get_or_create(job=job, day=timezone.localdate(now))
    if not created:
        stale = JobRun.objects.filter(pk=row.pk, finished_at=None, started_at__lte=now - TAKEN_OVER_AFTER)
        if not stale.update(started_at=now):
            return False
    work()
    JobRun.objects.filter(pk=row.pk).update(finished_at=timezone.now())
    return True


def clear_expired_sessions() -> int:
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def clear_sign_in_attempts() -> int:
    """Addresses and accounts of failed sign-ins are kept for thirty days."""
    before = timezone.now() - KEEP_FOR
    models = (AccessAttempt, AccessFailureLog, AccessLog)
    return sum(model.objects.filter(attempt_time__lt=before).delete()[0] for model in models)


@transaction.atomic
def clear_old_invitations() -> int:
    """Names and addresses of people who never came are not kept: thirty days after the link's end they go."""
    before = timezone.now() - KEEP_FOR
    cleared = Invitation.objects.filter(accepted_at=None, expires_at__lt=before).delete()[0]
    if cleared:
        audit.record("clear_old_invitations", by=SYSTEM, changes={"invitations": [cleared, 0]})
    return cleared


def daily() -> bool:
    """Everything of coordination's that is done once a day."""

    def work() -> None:
        clear_expired_sessions()
        clear_sign_in_attempts()
        clear_old_invitations()
        clear_old_registrations()
        clear_old_events()
        hide_addresses_daily()

    return once_a_day("coordination.daily", work)


def remind_daily() -> bool:
    """Apart from the rest: what hinders one hinders not the other, and letters leave by day."""
    return once_a_day("coordination.remind", lambda: reminders.remind(timezone.localdate()))


def queue_unsent_invitations() -> int:
    """E-mails that the queue lost are queued again: the rows know what was sent."""
    overdue = timezone.now() - timedelta(minutes=5)
    unsent = Invitation.objects.open().filter(sent_at=None, invited_at__lt=overdue)
    keys = list(unsent.values_list("pk", flat=True))
    for key in keys:
        queue_on_commit("coordination.send_invitation", key)
    return len(keys)
