"""What is lost when a prison closes: one pure function over its rows. What it returns is frozen with the decision.

All plain values, so that it is kept as JSON and read the same later. Places are people a month; what nobody said is
counted as not known and never as nought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from planning.gaps.matrix import Part, Supply, find, parts_of, totals
from planning.gaps.rows import Inputs, Offer
from planning.gaps.urgent import Labels
from planning.reports.sheet import STATES, amount

# Raised with every change of what comes out for the same rows.
FORMULA: Final = 1


def impact(inputs: Inputs, elsewhere: Collection[str], labels: Labels) -> dict[str, Any]:
    """{"formula", "day", "population", "places", "services", "organisations", "pathways", "groups"}.

    Services are those that run on the day or begin later. `elsewhere`: names of organisations that offer services at
    another prison too. A service of several pathways stands under each, with the part of its places that is theirs.
    """
    offers = [offer for offer in inputs.offers if lasts(offer, inputs)]
    parts = [part for offer in offers for part in parts_of(offer)]
    states = {cell.pathway: STATES[cell.state] for cell in totals(find(inputs))}
    return {
        "formula": FORMULA, "day": inputs.day.isoformat(), "population": inputs.facts.population,
        "places": places_of(offers),
        "services": [_service(offer) for offer in sorted(offers, key=lambda each: (each.name, each.key))],
        "organisations": _organisations(offers, elsewhere),
        "pathways": [
            {"code": code, "label": labels.pathways[code], "state": states[code], **_supply(of)}
            for code in inputs.pathways
            if (of := [part for part in parts if part.key[0] == code])
        ],
        "groups": [
            {"code": code, "label": labels.groups[code], **_supply(of)}
            for code in inputs.groups
            if (of := [part for part in parts if part.key[1] == code])
        ],
    }  # fmt: skip


def lasts(offer: Offer, inputs: Inputs) -> bool:
    """Neither ended. What is paused, or begins later, is lost too."""
    return not offer.ends_on or offer.ends_on >= inputs.day


def places_of(offers: Iterable[Offer]) -> dict[str, Any]:
    """{"services", "places": amount, "unknown": services without a number, "unlimited"}."""
    return _supply([part for offer in offers for part in parts_of(offer)])


def _supply(parts: Iterable[Part]) -> dict[str, Any]:
    supply = Supply.of(parts)
    return {
        "services": supply.services, "places": amount(supply.places), "unknown": supply.unknown,
        "unlimited": supply.unlimited,
    }  # fmt: skip


def _service(offer: Offer) -> dict[str, Any]:
    return {
        "key": offer.key, "name": offer.name, "organisation": offer.organisation,
        "places": amount(offer.places.a_month), "unlimited": offer.places.unlimited,
        "funded_until": offer.funded_until.isoformat() if offer.funded_until else None,
    }  # fmt: skip


def _organisations(offers: Iterable[Offer], elsewhere: Collection[str]) -> list[dict[str, Any]]:
    """Those that lose their only prison first."""
    by_name: Mapping[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        by_name[offer.organisation].append(offer)
    rows = [
        {
            "name": name, "services": len(own), "voluntary": own[0].voluntary, "size": own[0].size,
            "nowhere_else": name not in elsewhere,
        }
        for name, own in by_name.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (not row["nowhere_else"], row["name"]))
