"""How long the last confirmation of a listing holds: the one place for the days that reminders, marks and paper go by.

Source: the project's own rule for a directory that stays true (docs/adr/0035). A service is confirmed every ninety
days; its organisation is asked a fortnight before and on the day; after twice that time nobody prints it.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

# Asked the first time, with a fortnight left.
ASK_AFTER: Final = timedelta(days=75)
# A confirmation holds as long as this. On the last day the organisation is asked once more.
HOLDS_FOR: Final = timedelta(days=90)
# What nobody has confirmed for longer leaves the printed editions; on the screen it stays, marked.
PRINTED_FOR: Final = timedelta(days=180)
# The days after a confirmation on which a reminder is due.
REMINDERS: Final = (ASK_AFTER, HOLDS_FOR)


class Freshness(StrEnum):
    """Where the confirmation of a published listing stands on a day."""

    CONFIRMED = "confirmed"
    OVERDUE = "overdue"
    LEFT_OUT = "left_out"


def freshness_of(confirmed_on: date | None, today: date) -> Freshness:
    """A listing of which nobody ever said that it is right counts as overdue: when that began, nobody knows."""
    if confirmed_on is None:
        return Freshness.OVERDUE
    age = today - confirmed_on
    if age > PRINTED_FOR:
        return Freshness.LEFT_OUT
    return Freshness.OVERDUE if age > HOLDS_FOR else Freshness.CONFIRMED


def is_to_confirm(confirmed_on: date | None, today: date) -> bool:
    """Is it the organisation's turn?"""
    return confirmed_on is None or today - confirmed_on >= ASK_AFTER


def reminder_due(confirmed_on: date, today: date) -> timedelta | None:
    """The latest of the reminders whose day has come; earlier ones that nobody sent are not caught up with."""
    age = today - confirmed_on
    return max((after for after in REMINDERS if age >= after), default=None)
