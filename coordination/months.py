"""What was done again and again, told as evidence by the month: how often, and when last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from coordination.offers import Evidence


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def by_month(
    days: Iterable[date], first: date, *, kind: str, source: str, words: str, **more: Any
) -> list[Evidence]:
    """One for each month that has something on or after `first`, dated by its last day of it.

    A month is counted whole, also before `first`: two windows a day apart never tell one person's day. Give `days` from
    the first of that month on. `words`: what it was, to which the month is added.
    """
    found: dict[date, list[date]] = {}
    for day in days:
        found.setdefault(first_of_month(day), []).append(day)
    return [
        Evidence(
            kind=kind, source=f"{source}.{month:%Y-%m}", words=f"{words}, {month:%B %Y}", on=max(its),
            count=len(its), **more,
        )
        for month, its in sorted(found.items(), reverse=True)
        if max(its) >= first
    ]  # fmt: skip


def newest_first(found: Iterable[Evidence]) -> list[Evidence]:
    return sorted(found, key=lambda each: (each.on, each.source), reverse=True)
