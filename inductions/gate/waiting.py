"""How long a prison takes to decide on clearances, what waits, and what ends soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final

from django.db.models import F, QuerySet

from coordination.models import Prison
from inductions.models import Clearance, Placement

State = Clearance.State
# A median over years says nothing of how it goes now.
LOOKED_BACK: Final = timedelta(days=365)
SOON: Final = timedelta(days=60)
LATELY: Final = timedelta(days=90)


@dataclass(frozen=True)
class Waiting:
    """Days are calendar days from application to decision, or to today. Unknown is None or counted apart, never zero.

    `decided` are the decisions of the last year that the median stands on; `decided_unknown` those without a day of
    application. `oldest_days` is of the application that has waited longest among those whose day is known.
    """

    waiting: int
    waiting_unknown: int
    oldest_days: int | None
    median_days: float | None
    decided: int
    decided_unknown: int


def figures(prison: Prison, today: date) -> Waiting:
    """Of one prison; two queries. What was withdrawn before a decision is none."""
    applied = list(_applied(prison).values_list("applied_on", flat=True))
    known = [day for day in applied if day]
    decisions = Clearance.objects.filter(
        prison=prison, state__in=[State.GRANTED, State.REFUSED], decided_on__gt=today - LOOKED_BACK
    ).values_list("applied_on", "decided_on")
    took = [(decided - asked).days for asked, decided in decisions if asked and decided]
    return Waiting(
        waiting=len(applied),
        waiting_unknown=len(applied) - len(known),
        oldest_days=(today - min(known)).days if known else None,
        median_days=median(took) if took else None,
        decided=len(took),
        decided_unknown=len(decisions) - len(took),
    )


def _applied(prison: Prison) -> QuerySet[Clearance]:
    return Clearance.objects.filter(prison=prison, state=State.APPLIED, person__anonymised_at=None)


def longest_first(prison: Prison) -> list[Clearance]:
    """What waits for a decision. Without a day of application it may have waited longest of all: first."""
    rows = _applied(prison).select_related("person", "level")
    return list(rows.order_by(F("applied_on").asc(nulls_first=True), "recorded_at", "pk"))


def ending(prison: Prison, today: date) -> list[Clearance]:
    """In force and ending within 60 days, or ended within the last 90, of those who still work here.

    Only each person's latest of a level: what was renewed is no worry.
    """
    here = Placement.objects.on(today).filter(prison=prison).values("engagement__person")
    rows = Clearance.objects.filter(
        prison=prison, state=State.GRANTED, person__in=here, person__anonymised_at=None
    )
    latest: dict[tuple[int, str], Clearance] = {}
    for row in rows.select_related("person", "level").order_by("expires_on", "pk"):
        latest[row.person_id, row.level_id] = row
    window = (today - LATELY, today + SOON)
    found = [row for row in latest.values() if row.expires_on and window[0] <= row.expires_on <= window[1]]
    return sorted(found, key=lambda row: (row.expires_on or today, row.person.name.casefold()))
