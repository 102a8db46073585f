"""Asks organisations to confirm: notes once a day who is due, and writes each manager one letter with everything due.

The rows are what makes it happen once: a second clock finds them written, and a letter that was lost leaves its row
open, so that the next sweep sends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from smtplib import SMTPException
from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q, QuerySet

from coordination import audit, clock
from coordination.access import SYSTEM
from coordination.actions.jobs import once_a_day
from coordination.models import Posting, User
from coordination.queueing import queue_on_commit
from coordination.roles import Role
from directory import emails
from directory.models import ConfirmationReminder, Listing
from directory.models.freshness import reminder_due

SEND: Final = "directory.send_confirmation_reminders"
# A letter that could not be sent in a week is not sent later: the home page has said it all the time.
TRIED_FOR: Final = timedelta(days=7)
# A worker that took a letter and died gives it up after this many seconds; a sent one is remembered longer.
TAKEN_FOR: Final = 600
REMEMBERED_FOR: Final = int(timedelta(days=30).total_seconds())
SENT: Final = "sent"
# The link in a letter names every service in it, and an address may not grow for ever.
MOST_IN_A_LETTER: Final = 100


def remind_daily() -> bool:
    return once_a_day("directory.remind_to_confirm", note_due)


@transaction.atomic
def note_due() -> int:
    """How many reminders fell due. Of two that are both due, as after days without a clock, only the later is noted."""
    today = clock.today()
    due = [
        ConfirmationReminder(
            listing=listing, confirmed_on=listing.confirmed_on, after_days=after.days, due_on=today
        )
        for listing in _worth_asking_about(today)
        if listing.confirmed_on and (after := reminder_due(listing.confirmed_on, today))
    ]
    noted = set(
        ConfirmationReminder.objects.filter(listing__in=[row.listing_id for row in due]).values_list(
            "listing", "confirmed_on", "after_days"
        )
    )
    new = [row for row in due if (row.listing_id, row.confirmed_on, row.after_days) not in noted]
    if new:
        ConfirmationReminder.objects.bulk_create(new, ignore_conflicts=True)
        audit.record("remind_to_confirm", by=SYSTEM, changes={"reminders": [0, len(new)]})
        queue_on_commit(SEND)
    return len(new)


def _worth_asking_about(today: date) -> QuerySet[Listing]:
    """Whom a last day that has passed does not answer already."""
    return Listing.objects.unconfirmed(today).exclude(approved_revision__ends_on__lt=today)


def send_reminders() -> int:
    """How many letters left. Raises the mail server's refusal after everybody else has theirs, to be tried again."""
    waiting = list(_waiting())
    managers = _managers_of({row.listing.service.organisation_id for row in waiting})
    unsettled: set[int] = set()
    letters, problem = 0, None
    for manager, organisations in managers.items():
        rows = [row for row in waiting if row.listing.service.organisation_id in organisations]
        try:
            sent, taken = _write_to(manager, rows)
        except (OSError, SMTPException) as refused:
            problem, sent, taken = refused, 0, {row.pk for row in rows}
        letters += sent
        unsettled |= taken
    reached = {organisation for organisations in managers.values() for organisation in organisations}
    settled = [
        row.pk for row in waiting
        if row.listing.service.organisation_id in reached and row.pk not in unsettled
    ]  # fmt: skip
    ConfirmationReminder.objects.filter(pk__in=settled, sent_at=None).update(sent_at=clock.now())
    if problem:
        raise problem
    return letters


def _waiting() -> QuerySet[ConfirmationReminder]:
    """Reminders that nobody got yet and that still speak of something: the newest of each listing first."""
    still = Q(confirmed_on=F("listing__confirmed_on"), listing__withdrawn_at=None)
    rows = ConfirmationReminder.objects.filter(still, sent_at=None, due_on__gte=clock.today() - TRIED_FOR)
    related = ("listing__prison", "listing__service__organisation", "listing__approved_revision")
    return rows.select_related(*related).order_by("listing__prison__name", "listing_id", "-after_days")


def _managers_of(organisations: set[int]) -> dict[User, set[int]]:
    """Those who may be asked, each with the organisations they answer for."""
    found: dict[User, set[int]] = {}
    current = Posting.objects.current().filter(role=Role.MANAGER, organisation__in=organisations)
    for posting in current.select_related("user").order_by("user"):
        if posting.organisation_id:
            found.setdefault(posting.user, set()).add(posting.organisation_id)
    return found


def _write_to(manager: User, rows: list[ConfirmationReminder]) -> tuple[int, set[int]]:
    """(letters that left, rows with which another worker is busy). What this manager got already is not sent again."""
    keys = {row.pk: f"reminded:{row.pk}:{manager.pk}" for row in rows}
    mine = [row for row in rows if cache.add(keys[row.pk], "taken", TAKEN_FOR)]
    taken = {row.pk for row in rows if row not in mine and cache.get(keys[row.pk]) != SENT}
    letters = 0
    asked = list(_newest_of_each(mine))
    for begins in range(0, len(asked), MOST_IN_A_LETTER):
        letter = asked[begins : begins + MOST_IN_A_LETTER]
        try:
            emails.still_right(manager, letter)
        except Exception:
            cache.delete_many(keys[row.pk] for row in mine if cache.get(keys[row.pk]) != SENT)
            raise
        said = {row.listing_id for row in letter}
        cache.set_many({keys[row.pk]: SENT for row in mine if row.listing_id in said}, REMEMBERED_FOR)
        letters += 1
    return letters, taken


def _newest_of_each(rows: Iterable[ConfirmationReminder]) -> Iterator[ConfirmationReminder]:
    """One row a listing, where the first reminder never left before the second fell due."""
    seen: set[int] = set()
    for row in rows:
        if row.listing_id not in seen:
            seen.add(row.listing_id)
            yield row
