"""The same thing offered several times, while something else is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import Final

from planning.gaps.meeting import same_place, same_time
from planning.gaps.rows import Inputs, Offer

LEAST: Final = 3


@dataclass(frozen=True)
class Duplication:
    """Services with one pathway, group, stage and way of delivery, at overlapping times or in the same places."""

    pathway: str
    group: str
    stage: str
    way: str
    offers: tuple[Offer, ...]


def duplications(inputs: Inputs) -> list[Duplication]:
    """Three or more services, each linked to the others by overlaps. The same services stand once, at their first key.

    Two overlap where sessions of both are held in one place, or where they share a wing (or reach every wing) and meet
    at overlapping times. A service without sessions may be had at any time: it overlaps by its wings alone.
    """
    alike: dict[tuple[str, str, str, str], list[Offer]] = defaultdict(list)
    for offer in inputs.offers:
        if offer.runs_on(inputs.day):
            for key in product(
                sorted(offer.pathways), sorted(offer.groups) or [""], sorted(offer.stages) or [""], sorted(offer.ways)
            ):  # fmt: skip
                alike[key].append(offer)
    found: dict[tuple[int, ...], Duplication] = {}
    for key in sorted(alike):
        for offers in _linked(sorted(alike[key], key=lambda offer: offer.key)):
            if len(offers) >= LEAST:
                found.setdefault(tuple(offer.key for offer in offers), Duplication(*key, offers=offers))
    return sorted(
        found.values(), key=lambda each: (-len(each.offers), each.pathway, each.group, each.stage, each.way)
    )


def _linked(offers: list[Offer]) -> list[tuple[Offer, ...]]:
    """Those that overlap, and those that overlap these: two pairs that have nothing to do with each other stay two."""
    left, found = list(offers), []
    while left:
        together = [left.pop(0)]
        for one in together:
            near = [other for other in left if overlap(one, other)]
            together += near
            left = [other for other in left if other not in near]
        found.append(tuple(sorted(together, key=lambda offer: offer.key)))
    return found


def overlap(one: Offer, other: Offer) -> bool:
    same_wings = one.every_wing or other.every_wing or bool(one.wings & other.wings)
    if not one.meets or not other.meets:
        return same_wings
    pairs = list(product(one.meets, other.meets))
    if any(same_place(a, b) for a, b in pairs):
        return True
    return same_wings and any(same_time(a, b) for a, b in pairs)
