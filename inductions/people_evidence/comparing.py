"""One prison as a row beside others."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from coordination.models import Prison
from coordination.small_counts import is_small
from inductions.models import Placement
from inductions.people_evidence.figures import Evidence
from inductions.people_evidence.tables import (
    NOT_KNOWN,
    NOT_SHOWN,
    Cell,
    count,
    month_told,
    percent,
    told,
)

COLUMNS: Final = (
    "Prison", "People", "Required training current", "Clearances waiting", "Oldest, in days",
    "Median days to decide", "Sessions that ran", "Did not run or were cancelled",
)  # fmt: skip


def with_people(prisons: QuerySet[Prison], day: date) -> QuerySet[Prison]:
    """Where anybody is recorded as working that day, by name."""
    return prisons.filter(pk__in=Placement.objects.on(day).values("prison")).order_by("name", "pk")


def row_of(found: Evidence, *, hide: bool) -> list[Cell]:
    """Cells for `COLUMNS`, small numbers kept back where the reader may not open the lists of this prison."""
    known, sessions = found.clearances, found.sessions
    held, asked = month_told(found.months[-1], hide)

    def days(number: float | None, of: int) -> Cell:
        if hide and is_small(of):
            return Cell(NOT_SHOWN)
        return Cell(NOT_KNOWN) if number is None else Cell(number)

    return [
        Cell(found.prison.name, reverse("people_evidence", args=[found.prison.code])),
        count(told(found.people, hide)),
        percent(held, asked),
        count(told(known.waiting, hide)),
        days(known.oldest_days, known.waiting),
        days(known.median_days, known.decided),
        count(sessions.run),
        count(sessions.not_run + sessions.cancelled),
    ]
