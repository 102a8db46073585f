"""Need beside places, a pathway a row: two bars and their numbers in one table. Whole units.

An outlined bar is need and a filled one is places, so that it reads without colour and on a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from planning.reports import told

WIDTH: Final = 160
FULL: Final = 156


@dataclass(frozen=True)
class Bar:
    """`need` and `places`: lengths; None where it is not known, and then there is no bar. `title`: both in words."""

    label: str
    need_words: str
    places_words: str
    missing: str
    state: str
    need: int | None
    places: int | None
    title: str


def bars(sheet: dict[str, Any]) -> list[Bar]:
    cells = told.totals(sheet)
    longest = max(
        (value for cell in cells for value in (_need(cell), _places(cell)) if value), default=Fraction(0)
    )
    named = told.labels(sheet)
    return [_bar(cell, named[cell["pathway"]], longest) for cell in cells]


def _bar(cell: dict[str, Any], label: str, longest: Fraction) -> Bar:
    need, places = told.words(cell["needed"], hidden=cell["hidden"]), told.places(cell["own"])
    return Bar(
        label, need, places, told.missing(cell), cell["word"], _length(_need(cell), longest),
        _length(_places(cell), longest), f"{label}: need {need.lower()}, places {places.lower()}",
    )  # fmt: skip


def _need(cell: dict[str, Any]) -> Fraction | None:
    return Fraction(cell["needed"]["exact"]) if cell["needed"] else None


def _places(cell: dict[str, Any]) -> Fraction | None:
    """What is known of them. Of everybody who asks there is no length."""
    own = cell["own"]
    known = Fraction(own["places"]["exact"])
    return None if own["unlimited"] or (own["unknown"] and not known) else known


def _length(value: Fraction | None, longest: Fraction) -> int | None:
    """Nought has a length of nought; whatever is more has one that is seen."""
    if value is None:
        return None
    return max(int(value * FULL / longest), 2) if value else 0
