"""Clearances and placements as tests need them, through the actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from coordination.models import Prison, User
from inductions.actions import clearances, people
from inductions.models import Clearance, ClearanceLevel, Person, Placement

State = Clearance.State


def level(code: str = "standard_plus") -> ClearanceLevel:
    return ClearanceLevel.objects.get(code=code)


def today() -> date:
    return timezone.localdate()


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def granted(by: User, person: Person, prison: Prison, until: date | None = None, **changes: Any) -> Clearance:
    values = {
        "state": State.GRANTED, "granted_on": ago(100), "decided_on": ago(100),
        "expires_on": until or today() + timedelta(days=300),
    } | changes  # fmt: skip
    code = values.pop("level", "standard_plus")
    return clearances.record_clearance(by=by, person=person, prison=prison, level=level(code), values=values)


def applied(
    by: User, person: Person, prison: Prison, on: date | None = None, code: str = "standard_plus"
) -> Clearance:
    values = {"state": State.APPLIED, "applied_on": on}
    return clearances.record_clearance(by=by, person=person, prison=prison, level=level(code), values=values)


def refused(by: User, person: Person, prison: Prison, code: str = "standard_plus") -> Clearance:
    row = applied(by, person, prison, ago(30), code)
    return clearances.decide_clearance(by=by, clearance=row, values={"state": State.REFUSED})


def move_alone(by: User, person: Person, prison: Prison) -> None:
    """Escorted no longer: only whoever is cleared comes in."""
    for placement in Placement.objects.filter(engagement__person=person, prison=prison):
        people.change_placement(
            by=by, placement=placement, values={"movement": Placement.Movement.UNESCORTED}
        )


def also_at(by: User, person: Person, prison: Prison) -> Placement:
    """The person works at this prison, too."""
    engagement = person.engagements.get()
    return people.place_at(
        by=by, engagement=engagement, prison=prison, values={"begins_on": date(2020, 1, 1)}
    )
