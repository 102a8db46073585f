"""When a session takes place next. Times are those of a clock on a wall in England and Wales."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from directory.models import Session

LONDON: Final = ZoneInfo("Europe/London")
# Every pattern comes round within five weeks; after a first day that is still to come, one round more.
_ROUND: Final = timedelta(days=36)


class When(Protocol):
    """What says when sessions take place: a Session's own columns, and the first and last day of its text."""

    @property
    def pattern(self) -> str: ...
    @property
    def weekday(self) -> int: ...
    @property
    def week_of_month(self) -> int | None: ...
    @property
    def counted_from(self) -> date | None: ...
    @property
    def begins(self) -> time: ...


def next_session(
    when: When, after: datetime, *, starts_on: date | None = None, ends_on: date | None = None
) -> datetime | None:
    """The first beginning at or after the moment, as an aware time; None where the text has come to its end."""
    local = after.astimezone(LONDON)
    day = max(local.date(), starts_on) if starts_on else local.date()
    last = min(day + _ROUND, ends_on) if ends_on else day + _ROUND
    day += timedelta(days=(when.weekday - day.weekday()) % 7)
    while day <= last:
        if takes_place(when, day):
            begins = datetime.combine(day, when.begins, tzinfo=LONDON)
            if begins >= local:
                return begins
        day += timedelta(days=7)
    return None


def takes_place(when: When, day: date) -> bool:
    """Whether a day of the right weekday is one of the pattern's."""
    if when.pattern == Session.Pattern.FORTNIGHTLY:
        return when.counted_from is not None and (day - when.counted_from).days % 14 == 0
    if when.pattern == Session.Pattern.MONTHLY:
        if when.week_of_month == Session.WeekOfMonth.LAST:
            return (day + timedelta(days=7)).month != day.month
        return (day.day - 1) // 7 + 1 == when.week_of_month
    return True
