"""Findings as plain values (text, whole numbers, lists): the live page, the frozen report, its paper and its tables are
all made from them, so that they cannot say different things.

Amounts are texts of fractions ("56", "3/2") beside their rounded words; days are ISO 8601; None is "not known".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from planning.gaps.confidence import confidence
from planning.gaps.conversion import receptions, stay_days
from planning.gaps.findings import Findings
from planning.gaps.losing import Losing
from planning.gaps.matrix import FORMULA, Cell, State, Supply
from planning.gaps.rows import Demand, Meets, Offer, Places
from planning.gaps.urgent import Labels, rounded, urgent

# A word and a pattern for each state: nothing is told by colour alone, and a copy of a copy still reads.
STATES: Final = {
    State.UNMET: "Unmet", State.PARTLY: "Partly met", State.UNKNOWN: "Not known", State.MET: "Met",
}  # fmt: skip


def sheet(found: Findings, labels: Labels) -> dict[str, Any]:
    """{"formula", "day", "facts", "pathways", "groups", "stages", "ways", "languages", "cells", "offers", "too_long",
    "broken", "wings",
    "clashes", "duplications", "losing", "releases", "market", "urgent"}. Offers are named elsewhere by their key.
    """
    inputs = found.inputs
    return {
        "formula": FORMULA, "day": inputs.day.isoformat(),
        "facts": {
            "population": inputs.facts.population,
            "receptions_a_month": amount(receptions(inputs.facts)), "stay_days": amount(stay_days(inputs.facts)),
        },
        "pathways": _named(inputs.pathways, labels.pathways), "groups": _named(inputs.groups, labels.groups),
        "stages": _named(inputs.stages, labels.stages),
        "ways": _used((offer.ways for offer in inputs.offers), labels.ways),
        "languages": _used((offer.languages for offer in inputs.offers), labels.languages),
        "cells": [_cell(each, found) for each in found.cells.values()],
        "offers": {str(offer.key): _offer(offer, found) for offer in inputs.offers},
        "too_long": None if found.too_long is None else [
            {"offer": each.offer.key, "wait": each.wait, "least": each.least, "stay": amount(each.stay)}
            for each in found.too_long
        ],
        "broken": [offer.key for offer in found.broken],
        "wings": [
            {
                "wing": each.wing, "own": list(each.own), "everywhere": each.everywhere,
                "not_known": each.not_known, "by_nothing": each.by_nothing,
            }
            for each in found.wings
        ],
        "clashes": [
            {
                "first": each.first.key, "second": each.second.key, "weekday": each.weekday,
                "first_meets": _meets(each.first_meets), "second_meets": _meets(each.second_meets),
                "place": each.place, "wings": list(each.wings),
            }
            for each in found.clashes
        ],
        "duplications": [
            {
                "pathway": each.pathway, "group": each.group, "stage": each.stage, "way": each.way,
                "offers": [offer.key for offer in each.offers],
            }
            for each in found.duplications
        ],
        "losing": [_losing(each) for each in found.losing],
        "releases": None if found.releases is None else [
            {
                "area": each.code, "label": labels.areas.get(each.code, each.code), "hidden": each.hidden,
                "share": None if each.hidden else amount(each.share * 100),
                "people": None if each.hidden else amount(each.people_a_month), "offers": list(each.offers),
            }
            for each in found.releases
        ],
        "market": _market(found, labels),
        "urgent": [
            {"key": each.key, "sentence": each.sentence, "about": each.about} for each in urgent(found, labels)
        ],
    }  # fmt: skip


def amount(value: Fraction | None) -> dict[str, str] | None:
    """{"exact", "words"}; None where it is not known."""
    return None if value is None else {"exact": str(value), "words": rounded(value)}


def _named(codes: tuple[str, ...], labels: Any) -> list[dict[str, str]]:
    return [{"code": code, "label": labels[code]} for code in codes]


def _used(of_offers: Iterable[frozenset[str]], labels: Mapping[str, str]) -> dict[str, str]:
    """{code: words}, of what some service names."""
    return {code: labels.get(code, code) for code in sorted(frozenset().union(*of_offers))}


def _cell(whole: Cell, found: Findings) -> dict[str, Any]:
    """`hidden`: its numbers of people are None because they are not told, and not because nobody knows them.

    `single`: how many single needs are open there; reports of before it was counted have none.
    """
    each = whole.told
    return {
        "pathway": each.pathway, "group": each.group, "stage": each.stage,
        "state": each.state.value, "word": STATES[each.state],
        "hidden": each.hidden, "single": each.single,
        "demand": _demand(each.demand), "needed": amount(each.needed.a_month) if each.needed else None,
        "confidence": confidence(whole.demand, found.inputs.day).value,
        "own": _supply(each.own), "shared": _supply(each.shared),
        "at_least": amount(each.at_least), "at_most": amount(each.at_most), "services": list(each.services),
    }  # fmt: skip


def _demand(demand: Demand | None) -> dict[str, Any] | None:
    if demand is None:
        return None
    return {
        "needing": demand.needing,
        "share": None if demand.share is None else amount(demand.share * 100),
        "a_month": amount(demand.a_month),
        "source": demand.source, "kind": demand.kind, "on": demand.on.isoformat() if demand.on else None,
    }  # fmt: skip


def _supply(supply: Supply) -> dict[str, Any]:
    return {
        "services": supply.services, "places": amount(supply.places), "unknown": supply.unknown,
        "unlimited": supply.unlimited,
    }  # fmt: skip


def _offer(offer: Offer, found: Findings) -> dict[str, Any]:
    return {
        "name": offer.name, "organisation": offer.organisation, "runs": offer.runs_on(found.inputs.day),
        "pathways": sorted(offer.pathways), "groups": sorted(offer.groups), "stages": sorted(offer.stages),
        "ways": sorted(offer.ways), "languages": sorted(offer.languages), "wings": sorted(offer.wings),
        "every_wing": offer.every_wing, "meets": [_meets(each) for each in offer.meets],
        "places": _places(offer.places), "room": offer.room,
        "room_on": offer.room_on.isoformat() if offer.room_on else None,
        "starts_on": offer.starts_on.isoformat() if offer.starts_on else None,
        "ends_on": offer.ends_on.isoformat() if offer.ends_on else None,
        "funded_until": offer.funded_until.isoformat() if offer.funded_until else None,
        "confirmed_on": offer.confirmed_on.isoformat() if offer.confirmed_on else None,
    }  # fmt: skip


def _places(places: Places) -> dict[str, Any]:
    return {"a_month": amount(places.a_month), "unlimited": places.unlimited, "derived": places.derived}


def _meets(meets: Meets) -> dict[str, Any]:
    return {
        "weekday": meets.weekday, "begins": f"{meets.begins:%H:%M}", "ends": f"{meets.ends:%H:%M}",
        "place": meets.place, "pattern": meets.pattern,
    }  # fmt: skip


def _losing(each: Losing) -> dict[str, Any]:
    return {
        "offer": each.offer.key, "why": each.why.value, "on": each.on.isoformat() if each.on else None,
        "only": list(each.only),
    }  # fmt: skip


def _market(found: Findings, labels: Labels) -> dict[str, Any]:
    market = found.market
    return {
        "organisations": list(market.organisations), "voluntary": list(market.voluntary),
        "small": list(market.small), "size_not_known": list(market.size_not_known),
        "share_of_small": None if market.share_of_small is None else amount(market.share_of_small * 100),
        "single_provider": [
            {"pathway": pathway, "label": labels.pathways[pathway], "organisation": name}
            for pathway, name in market.single_provider
        ],
        "led_by_lived_experience": list(market.led_by_lived_experience),
        "led_by_groups": [
            {"group": group, "label": labels.groups[group], "organisations": list(names)}
            for group, names in market.led_by_groups
        ],
    }  # fmt: skip
