"""The rows from which a report was counted, as plain JSON and back: whoever doubts a number can count it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from fractions import Fraction
from typing import Any, Final

from planning.gaps.rows import Demand, Facts, Inputs, Meets, Offer, Places, Release, Told

FRACTIONS: Final = frozenset({"receptions_a_month", "stay_days", "share", "a_month"})
DAYS: Final = frozenset({"day", "on", "room_on", "starts_on", "ends_on", "funded_until", "confirmed_on"})
TIMES: Final = frozenset({"begins", "ends"})
SETS: Final = frozenset(
    {"pathways", "groups", "stages", "ways", "languages", "wings", "areas", "led_by"}
)  # Of an offer; those of `Inputs` are in an order.
ROWS: Final[Mapping[str, type]] = {
    "facts": Facts, "demands": Demand, "offers": Offer, "releases": Release, "places": Places, "meets": Meets,
    "told": Told,
}  # fmt: skip


def to_plain(value: Any) -> Any:
    """Dataclasses as dicts, sets sorted, fractions and days as text."""
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    if isinstance(value, Fraction):
        return str(value)
    return value.isoformat() if isinstance(value, date | time) else value


def from_plain(plain: dict[str, Any], row: type = Inputs) -> Any:
    """What `to_plain` was given."""
    return row(**{name: _value(name, value, row) for name, value in plain.items()})


def _value(name: str, value: Any, row: type) -> Any:
    if value is None:
        return None
    if name in ROWS:
        kind = ROWS[name]
        return (
            tuple(from_plain(each, kind) for each in value)
            if isinstance(value, list)
            else from_plain(value, kind)
        )
    if isinstance(value, list):
        return frozenset(value) if row is Offer and name in SETS else tuple(value)
    if name in FRACTIONS:
        return Fraction(value)
    if name in DAYS:
        return date.fromisoformat(value)
    return time.fromisoformat(value) if name in TIMES else value
