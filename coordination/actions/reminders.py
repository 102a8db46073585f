"""Reminders of all features in one mail a person and day. Features offer them; rows make them happen once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from coordination import clock, emails
from coordination.models import Reminder
from coordination.offers import Due, offers
from coordination.queueing import queue_on_commit

SEND: Final = "coordination.send_reminders"
BATCH: Final = 500
KEEP_FOR: Final = timedelta(days=400)


def remind(day: date) -> int:
    """Writes down what comes due for whom and queues a mail for each person with something new.

    Run twice on one day it adds nothing: a row is unique by address, thing and number of days. Returns for how many
    people a mail is queued.
    """
    _think_again(day)
    for module in offers("reminders"):
        _write_down(module.due(day))
    Reminder.objects.filter(made_at__lt=clock.now() - KEEP_FOR).delete()
    return queue_unsent()


def _think_again(day: date) -> None:
    """What did not leave on an earlier day is worked out anew: the person may have left, or have renewed it."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    Reminder.objects.unsent().filter(made_at__lt=begins).delete()


def _write_down(due: Iterable[Due]) -> None:
    batch: list[Reminder] = []
    for each in due:
        batch.append(Reminder(made_at=clock.now(), **each.columns()))
        if len(batch) == BATCH:
            Reminder.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    Reminder.objects.bulk_create(batch, ignore_conflicts=True)


def queue_unsent() -> int:
    """Also what the queue lost. Returns for how many people."""
    first = Reminder.objects.unsent().order_by().values("email").annotate(first=Min("pk"))
    keys = list(first.order_by("first").values_list("first", flat=True))
    for key in keys:
        queue_on_commit(SEND, key)
    return len(keys)


def send_reminders(reminder_pk: int) -> int:
    """One mail with everything unsent for the address of this row. Returns how many things it tells of.

    The rows are marked before the mail is handed over. Who is killed in between loses a mail, of which the page and
    the next step say the same, rather than sending it twice; what the mail server refuses is unmarked and tried again.
    """
    rows = _take(reminder_pk)
    if not rows:
        return 0
    try:
        emails.reminders(rows)
    except Exception:
        Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=None)
        raise
    return len(rows)


@transaction.atomic
def _take(reminder_pk: int) -> list[Reminder]:
    """Another worker that asks at the same moment waits for these rows, and finds them marked."""
    first = Reminder.objects.unsent().filter(pk=reminder_pk).first()
    if first is None:
        return []
    rows = list(Reminder.objects.unsent().select_for_update().filter(email=first.email).order_by("pk"))
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=clock.now())
    today = clock.today()
    return [row for row in rows if row.comes_due_on >= today]
