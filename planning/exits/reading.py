"""What the impact of a closing prison is worked out from, read from the database."""

from __future__ import annotations

from datetime import date
from typing import Any

from coordination.models import Prison
from directory.models import Listing
from planning.exits.impact import impact
from planning.exits.nearby import Nearby, nearby
from planning.gaps.alike import alike, places_of
from planning.gaps.gathering import gather
from planning.reports.live import labels


def impact_of(prison: Prison, day: date) -> dict[str, Any]:
    """As it is today; frozen by whoever begins the exit."""
    inputs = gather([prison], day)[prison.pk].inputs
    return impact(inputs, organisations_elsewhere(prison), labels())


def organisations_elsewhere(prison: Prison) -> set[str]:
    """Names of organisations of this prison's services that offer one at another prison, too."""
    published = Listing.objects.published().order_by()
    here = published.filter(prison=prison).values("service__organisation")
    there = published.exclude(prison=prison).filter(prison__in=Prison.objects.taking_services())
    names = there.filter(service__organisation__in=here).values_list("service__organisation__name", flat=True)
    return set(names.distinct())


def nearby_of(prison: Prison, pathways: list[str], day: date) -> list[Nearby]:
    """Open prisons of the same kind where what is lost here is short, or not known."""
    running = Prison.objects.filter(status=Prison.Status.OPEN).exclude(pk=prison.pk).order_by("name")
    own, *others = places_of([prison, *running])
    like = alike(own, others)
    by_key = {each.pk: each for each in running}
    gathered = gather([by_key[each.key] for each in like], day)
    return nearby(own, pathways, like, {key: each.inputs for key, each in gathered.items()})
