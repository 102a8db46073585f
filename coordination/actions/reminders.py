"""Reminders of all features in one mail a person and day. Features offer them; rows make them happen once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from coordination import clock, emails
from coordination.models import Reminder
from coordination.offers import Due, offers
from coordination.queueing import queue_on_commit

SEND: Final = "coordination.send_reminders"
BATCH: Final = 500
KEEP_FOR: Final = timedelta(days=400)


def remind(day: date) -> int:
    """Writes down what comes due for whom and queues a mail for each person with something new.

    Run twice on one day it adds nothing: a row is unique by address, thing and number of days.
    """
    for module in offers("reminders"):
        _write_down(module.due(day))
    Reminder.objects.filter(made_at__lt=clock.now() - KEEP_FOR).delete()
    return queue_unsent()


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
    addresses = Reminder.objects.unsent().order_by("email").values_list("email", flat=True).distinct()
    count = 0
    for address in addresses.iterator():
        first = Reminder.objects.unsent().filter(email=address).order_by("pk").values_list("pk", flat=True)[0]
        queue_on_commit(SEND, first)
        count += 1
    return count


@transaction.atomic
def send_reminders(reminder_pk: int) -> int:
    """One mail with everything unsent for the address of this row. Returns how many things it tells of.

    The rows are held while the mail is handed over: another worker finds nothing left to send.
    """
    first = Reminder.objects.filter(pk=reminder_pk).first()
    if first is None:
        return 0
    rows = list(
        Reminder.objects.unsent()
        .select_for_update()
        .filter(email=first.email, comes_due_on__gte=clock.today())
    )
    Reminder.objects.unsent().filter(email=first.email, comes_due_on__lt=clock.today()).update(
        sent_at=clock.now()
    )
    if not rows:
        return 0
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=clock.now())
    emails.reminders(rows)
    return len(rows)
