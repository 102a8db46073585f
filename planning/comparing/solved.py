"""Who has solved it: services at prisons of the same kind that fill a gap, and the coordinator to ask.

What is told of another prison is what its directory says of a service, and the name and mailbox of its coordinator:
of nobody else there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from coordination.models import Posting, Prison
from coordination.roles import Role
from directory.models import Listing
from planning.gaps.alike import Place, alike, places_of
from planning.gaps.matrix import Cell, Key, State, cell, parts_of
from planning.gaps.rows import Inputs, Offer


@dataclass(frozen=True)
class Solved:
    """A prison with services that are for the place in the matrix by name. `near`: as `alike` has it."""

    place: Place
    near: bool
    cell: Cell
    offers: tuple[Offer, ...]

    @property
    def met(self) -> bool:
        return self.cell.state == State.MET


def candidates(prison: Prison, key: Key) -> list[Place]:
    """Open prisons of the same kind with a published listing that names the pathway, the group and the stage."""
    pathway, group, stage = key
    listings = Listing.objects.published().filter(approved_revision__pathways=pathway)
    if group:
        listings = listings.filter(approved_revision__groups=group)
    if stage:
        listings = listings.filter(approved_revision__stages=stage)
    there = Prison.objects.filter(status=Prison.Status.OPEN, pk__in=listings.order_by().values("prison"))
    own, *others = places_of([prison, *there.exclude(pk=prison.pk).order_by("name")])
    return alike(own, others)


def solved(own: Place, place: Place, key: Key, inputs: Inputs) -> Solved | None:
    """Pure. None where none of the services runs on the day."""
    pathway, group, stage = key
    running = [offer for offer in inputs.offers if offer.runs_on(inputs.day)]
    fitting = tuple(
        offer
        for offer in running
        if pathway in offer.pathways
        and (not group or group in offer.groups)
        and (not stage or stage in offer.stages)
    )
    if not fitting:
        return None
    demands = {(each.pathway, each.group, each.stage): each for each in inputs.demands}
    parts = [part for offer in running for part in parts_of(offer) if part.key[0] == pathway]
    return Solved(place, own.is_near(place), cell(key, demands.get(key), parts, inputs), fitting)


def prisons_of(places: Iterable[Place]) -> list[Prison]:
    """Of every scope: what is told of them is no more than `Solved` and the coordinator."""
    return list(Prison.objects.filter(pk__in=[place.key for place in places]))


def coordinators(prisons: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """{key of a prison: (name, mailbox) of each voluntary sector coordinator}."""
    found = defaultdict(list)
    rows = Posting.objects.current().filter(role=Role.COORDINATOR, prison__in=prisons)
    for prison, name, email in rows.order_by("user__name").values_list("prison", "user__name", "user__email"):
        found[prison].append((name, email))
    return found
