"""Moments of meetings and events in words, in Europe/London on either side of the clock change."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from directory.models.listing_state import day_in_words


def moment_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """“Tuesday 4 May 2026, 10:00 to 12:00”."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{day_in_words(end)}, {end:%H:%M}"
    return f"{start:%A} {day_in_words(start)}, {start:%H:%M} to {last}"
