"""What a person's training is worth at a prison on a day. Plain data in, one of five words out; no database inside.

The rule, in full:

- A module that the prison does not ask of any kind of work that the person does there is *not required*.
- A record counts from the day it was done, unless it was struck out, and where the prison asks for a second
  person, from when one has verified it.
- Without a refresh period a record holds for good. With one it holds for so many calendar months: until the same day of
  the month, or the month's last day where that is shorter (29 February plus 12 months is 28 February). That day still
  counts.
- A renewal on or within the window's days before the end extends from the old end, so that renewing early loses
  nothing; any other one counts from its own day. One more record never shortens what was there: where leaving one out
  gives a later end, that end holds (somebody trained a day too early and again inside the window has lost nothing).
- From the window's first day on, what is current is *due soon*.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class Status(StrEnum):
    CURRENT = "current"
    DUE_SOON = "due_soon"
    EXPIRED = "expired"
    NEVER = "never"
    NOT_REQUIRED = "not_required"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def holds(self) -> bool:
        """True where somebody may rely on it that day."""
        return self in (Status.CURRENT, Status.DUE_SOON)


LABELS = {
    Status.CURRENT: "Current",
    Status.DUE_SOON: "Due soon",
    Status.EXPIRED: "Expired",
    Status.NEVER: "Never recorded",
    Status.NOT_REQUIRED: "Not required",
}


@dataclass(frozen=True)
class Rule:
    """What a prison asks of a module. `refresh_months` None: once is enough. `window_days`: of renewal."""

    required: bool
    refresh_months: int | None = None
    window_days: int = 60


@dataclass(frozen=True)
class Worth:
    """`expires_on` is the last day on which it counts; None where it never ends, or where nothing is recorded."""

    status: Status
    done_on: date | None = None
    expires_on: date | None = None


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of that month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def expiry(done_on: Iterable[date], refresh_months: int, window_days: int) -> date | None:
    """The last day on which any of the records counts; None without records."""
    return _last_end(tuple(sorted(set(done_on))), refresh_months, window_days)


# A trend asks of the same person's records for one month after another.
@lru_cache(maxsize=256)
def _last_end(done_on: tuple[date, ...], refresh_months: int, window_days: int) -> date | None:
    """`done_on`: each day once, in order. Recorded twice, a day still renews once."""
    ends: set[date] = set()
    for day in done_on:
        renewed = {end for end in ends if end - timedelta(days=window_days) <= day <= end}
        ends |= {months_after(begins, refresh_months) for begins in (day, *renewed)}
    return max(ends, default=None)


def worth(rule: Rule | None, done_on: Iterable[date], day: date) -> Worth:
    """`done_on`: days of the records that count. Those after `day` are not known on that day."""
    known = tuple(sorted({each for each in done_on if each <= day}))
    last = known[-1] if known else None
    if rule is None or not rule.required:
        return Worth(Status.NOT_REQUIRED, last)
    if last is None:
        return Worth(Status.NEVER)
    if rule.refresh_months is None:
        return Worth(Status.CURRENT, last)
    end = _last_end(known, rule.refresh_months, rule.window_days)
    assert end is not None  # there is a record
    if day > end:
        return Worth(Status.EXPIRED, last, end)
    soon = day >= end - timedelta(days=rule.window_days)
    return Worth(Status.DUE_SOON if soon else Status.CURRENT, last, end)
