"""How far a number on needs may be trusted: by what it comes from, and how old that is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from planning.gaps.rows import Demand

# Kinds of sources that counted everybody, or asked enough of them; the others heard some.
COUNTED: Final = frozenset({"analysis", "survey", "inspection"})
FRESH_DAYS: Final = 366
OLD_DAYS: Final = 731


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


def confidence(demand: Demand | None, day: date) -> Confidence:
    """High: counted, within a year. Low: older than two years, without a date, or heard from some more than a year ago.

    No source at all is NONE.
    """
    if demand is None:
        return Confidence.NONE
    if demand.on is None:
        return Confidence.LOW
    age, counted = (day - demand.on).days, demand.kind in COUNTED
    if age > OLD_DAYS:
        return Confidence.LOW
    if age > FRESH_DAYS:
        return Confidence.MEDIUM if counted else Confidence.LOW
    return Confidence.HIGH if counted else Confidence.MEDIUM
