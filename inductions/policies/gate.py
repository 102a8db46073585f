"""Who is known at a gate, and that nobody is in twice."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from coordination.models import Prison
from coordination.policies import Overtaken, Refused
from inductions.models import (
    Person,
    Placement,
    Visit,
)


def check_known_at(person: Person, prison: Prison) -> None:
    """The gate of a prison knows who works there, worked there or soon will, and nobody else."""
    if not Placement.objects.filter(engagement__person=person, prison=prison).exists():
        raise Refused(f"No work of {person} at {prison} is recorded. Ask the coordinator to add it.")


def check_arrives(
    person: Person, prison: Prison, arrived_at: datetime, left_at: datetime | None, *, but: int | None = None
) -> None:
    """Nobody is in twice at once: neither signed in twice nor typed in from paper over what the screen holds.

    `but`: the visit that is being changed.
    """
    others = Visit.objects.filter(person=person, prison=prison).exclude(pk=but)
    goes_on = others.filter(Q(left_at=None) | Q(left_at__gt=arrived_at) | Q(arrived_at=arrived_at))
    begun = Q(arrived_at__lt=left_at) | Q(arrived_at=arrived_at)
    there = (goes_on.filter(begun) if left_at else goes_on).order_by("arrived_at").first()
    if there is None:
        return
    since = timezone.localtime(there.arrived_at)
    words = f"{since:%H:%M} on {since.day} {since:%B}"
    if there.left_at is None:
        raise Overtaken(f"{person} has been in the prison since {words}. Nothing was changed.")
    raise Overtaken(
        f"{person} is recorded from {words} to {timezone.localtime(there.left_at):%H:%M} already. Nothing was changed."
    )
