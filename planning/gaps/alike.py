"""Prisons of the same kind, so that like is compared with like: pure, and how they are read.

The same kind: they hold the same people (women, or men) and share a function. Near: in the same region; among women's
prisons, which lie far apart, in the same chosen set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coordination.models import Prison, PrisonSet


class Holds(StrEnum):
    MEN = "men"
    WOMEN = "women"
    BOTH = "men and women"
    NOT_KNOWN = ""


@dataclass(frozen=True)
class Place:
    """A prison as far as likeness goes."""

    key: int
    code: str
    name: str
    region: str = ""
    functions: frozenset[str] = frozenset()
    holds: Holds = Holds.NOT_KNOWN
    sets: frozenset[int] = frozenset()

    def is_like(self, other: Place) -> bool:
        """What is not known of either makes nothing alike."""
        return (
            self.holds != Holds.NOT_KNOWN
            and self.holds == other.holds
            and bool(self.functions & other.functions)
        )

    def is_near(self, other: Place) -> bool:
        if self.holds == Holds.WOMEN:
            return bool(self.sets & other.sets)
        return bool(self.region) and self.region == other.region


def alike(place: Place, others: Iterable[Place]) -> list[Place]:
    """Near ones first, then by name."""
    like = [each for each in others if each.key != place.key and place.is_like(each)]
    return sorted(like, key=lambda each: (not place.is_near(each), each.name, each.key))


def places_of(prisons: Iterable[Prison]) -> list[Place]:
    """In the order given; two queries for any number of prisons."""
    prisons = list(prisons)
    keys = [prison.pk for prison in prisons]
    functions, sets = defaultdict(set), defaultdict(set)
    for prison, code in Prison.functions.through.objects.filter(prison__in=keys).values_list(
        "prison", "prisonfunction"
    ):
        functions[prison].add(code)
    for prison, chosen in PrisonSet.prisons.through.objects.filter(prison__in=keys).values_list(
        "prison", "prisonset"
    ):
        sets[prison].add(chosen)
    return [
        Place(
            prison.pk, prison.code, prison.name, prison.region, frozenset(functions[prison.pk]), holds_of(prison),
            frozenset(sets[prison.pk]),
        )
        for prison in prisons
    ]  # fmt: skip


def holds_of(prison: Prison) -> Holds:
    if prison.holds_men and prison.holds_women:
        return Holds.BOTH
    if prison.holds_women:
        return Holds.WOMEN
    return Holds.MEN if prison.holds_men else Holds.NOT_KNOWN
