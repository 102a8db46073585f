"""Clearances of other prisons that one prison may rely on: that one is in force, its level and its end (docs/adr/0055).

What was applied for, refused, withdrawn, stopped or has expired looks the same from outside: there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef

from coordination import clock
from coordination.models import Prison
from inductions.models import AccessStop, Clearance, Person


@dataclass(frozen=True)
class Elsewhere:
    """`key` of the clearance; `relied_on` where the asking prison does so already."""

    key: int
    prison: Prison
    level: str
    expires_on: date
    relied_on: bool = False


def in_force_elsewhere(person: Person, prison: Prison) -> list[Elsewhere]:
    """Soonest ending last. Only for a prison at which the person works; the caller has asked the permission."""
    state = Clearance.State
    stopped = AccessStop.objects.in_force().filter(person=person, prison=OuterRef("prison"))
    refused_since = Clearance.objects.filter(
        person=person, prison=OuterRef("prison"), state=state.REFUSED, decided_on__gt=OuterRef("granted_on")
    )
    rows = (
        Clearance.objects.granted_on(clock.today())
        .filter(~Exists(stopped), ~Exists(refused_since), person=person)
        .exclude(prison=prison)
        .select_related("prison", "level")
        .order_by(F("expires_on").desc(), "pk")
    )
    relied_on = set(
        rows.filter(reliances__prison=prison, reliances__ended_at=None).values_list("pk", flat=True)
    )
    found = []
    for row in rows:
        assert row.expires_on is not None  # clearance_granted_from_and_until
        found.append(Elsewhere(row.pk, row.prison, row.level.label, row.expires_on, row.pk in relied_on))
    return found
