"""Prisons side by side, a row each. No sum stands below: it would give small numbers away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from coordination.models import Prison
from inductions.models import Placement
from inductions.people_evidence import telling
from inductions.people_evidence.figures import Evidence
from inductions.people_evidence.tables import (
    NOT_KNOWN,
    Cell,
    Table,
    count,
    median_days,
    oldest_days,
    percent,
)

COLUMNS: Final = (
    "Prison", "People", "Induction complete", "Required training current", "People with all of it current",
    "Clearances waiting", "Days the oldest waits", "Median days to decide", "Sessions that took place",
    "Did not run", "Cancelled",
)  # fmt: skip


def with_people(prisons: QuerySet[Prison], day: date) -> QuerySet[Prison]:
    """Where anybody is recorded as working that day, by name."""
    return prisons.filter(pk__in=Placement.objects.on(day).values("prison")).order_by("name", "pk")


def table_of(found: Iterable[tuple[Evidence, bool]]) -> Table:
    """Of each prison, and whether small numbers are kept back from the reader there."""
    return Table("prisons", "Your prisons", COLUMNS, [row_of(each, hide=hide) for each, hide in found])


def row_of(found: Evidence, *, hide: bool) -> list[Cell]:
    known, sessions = found.clearances, found.sessions
    inducted = telling.induction_told(found, hide)[1]
    return [
        Cell(found.prison.name, reverse("people_evidence", args=[found.prison.code])),
        count(telling.number(found.people, hide)),
        percent(inducted) if found.has_checklist else Cell(NOT_KNOWN),
        percent(telling.total_told(found, found.months[-1], hide)),
        percent(telling.whole_told(found, hide)[1]),
        count(telling.number(known.waiting, hide)),
        oldest_days(found, hide),
        median_days(found, hide),
        count(sessions.run),
        count(sessions.not_run),
        count(sessions.cancelled),
    ]
