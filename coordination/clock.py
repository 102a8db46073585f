"""The moment that actions stamp on what they write.

It is the real time, except where a demonstration is filled: there the past is played through the actions,
each at its own moment. Pages never ask this clock; what they show is compared with the real day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """An aware moment."""
    return _set_to.get() or timezone.now()


def today() -> date:
    """The day of `now()` in the portal's time zone."""
    return timezone.localdate(now())


def next_fortnightly(counted_from: date | None, on_or_after: date) -> date | None:
    """The next day of a two-weekly rhythm that is known by one of its days."""
    if counted_from is None:
        return None
    return on_or_after + timedelta(days=(counted_from - on_or_after).days % 14)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block, `now()` is this moment. ValueError for one that is naive or still to come."""
    if timezone.is_naive(moment):
        raise ValueError("The clock needs a moment with a time zone.")
    if moment > timezone.now():
        raise ValueError(f"{moment:%Y-%m-%d %H:%M} is still to come.")
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
