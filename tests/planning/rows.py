"""Rows for the functions that find gaps, made by hand: no database."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from typing import Any, Final

from planning.gaps.rows import Demand, Facts, Inputs, Meets, Offer, Places

DAY: Final = date(2026, 11, 1)
PATHWAYS: Final = ("accommodation", "family")
GROUPS: Final = ("veterans", "older")
STAGES: Final = ("reception", "release")
# 560 people, 140 come in a month, so they stay four months.
STEADY: Final = Facts(population=560, receptions_a_month=Fraction(140))


def offer(key: int = 1, places: int | None = None, **changes: Any) -> Offer:
    values: dict[str, Any] = {
        "key": key, "service": key, "name": f"Service {key}", "organisation": f"Organisation {key}",
        "pathways": frozenset({"accommodation"}), "every_wing": True, "confirmed_on": DAY,
        "places": Places(None if places is None else Fraction(places)),
    }  # fmt: skip
    for name, value in changes.items():
        values[name] = frozenset(value) if isinstance(value, set) else value
    return Offer(**values)


def inputs(*offers: Offer, demands: tuple[Demand, ...] = (), **changes: Any) -> Inputs:
    values = {
        "day": DAY, "facts": STEADY, "demands": demands, "offers": offers, "pathways": PATHWAYS,
        "groups": GROUPS, "stages": STAGES,
    }  # fmt: skip
    return Inputs(**(values | changes))


def meets(weekday: int = 1, begins: int = 10, ends: int = 12, **changes: Any) -> Meets:
    return Meets(
        **({"weekday": weekday, "begins": time(begins), "ends": time(ends), "place": "Chapel"} | changes)
    )
