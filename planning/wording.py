"""Words that letters and pages of planning share."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from planning.models import Call


def day_in_words(day: date | datetime) -> str:
    """“4 May 2026”."""
    if isinstance(day, datetime):
        day = timezone.localdate(day)
    return f"{day.day} {day:%B %Y}"


def pounds(amount: int) -> str:
    return f"£{amount:,}"


def money_of(call: Call) -> str:
    """“£1,500 for each of 3 offers”; says it where there is no money in it."""
    if call.lot_size is None:
        return (
            "No money goes with it."
            if call.lots == 1
            else f"{call.lots} offers are looked for, without money."
        )
    if call.lots == 1:
        return f"{pounds(call.lot_size)} for one offer."
    return f"{pounds(call.lot_size)} for each of {call.lots} offers."
