"""The same thing offered several times, while something else is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import Final

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
    """Three or more services each of which overlaps another of them. The same services stand once, at their first key.

    Two overlap where they share a wing (or reach every wing), and meet on the same weekday at overlapping times or in
    one place. A service without sessions may be had at any time: it overlaps by its wings alone.
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
        offers = [each for each in alike[key] if _overlaps_any(each, alike[key])]
        if len(offers) >= LEAST:
            offers.sort(key=lambda offer: offer.key)
            found.setdefault(tuple(offer.key for offer in offers), Duplication(*key, offers=tuple(offers)))
    return sorted(
        found.values(), key=lambda each: (-len(each.offers), each.pathway, each.group, each.stage, each.way)
    )


def _overlaps_any(offer: Offer, others: list[Offer]) -> bool:
    return any(overlap(offer, other) for other in others if other.key != offer.key)


def overlap(one: Offer, other: Offer) -> bool:
    same_wings = one.every_wing or other.every_wing or bool(one.wings & other.wings)
    if not one.meets or not other.meets:
        return same_wings
    places = {meets.place.strip().casefold() for meets in one.meets if meets.place.strip()}
    if any(meets.place.strip().casefold() in places for meets in other.meets):
        return True
    return same_wings and any(
        a.weekday == b.weekday and a.begins < b.ends and b.begins < a.ends
        for a, b in product(one.meets, other.meets)
    )
