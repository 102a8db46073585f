"""Which groups of our list belong to which protected characteristic of the Equality Act 2010, as data.

A group may belong to two. Where a characteristic has none, nothing is known of it by groups, and the page says so.
Nationality is part of race (section 9); learning disabilities and neurodivergence are told with disability (section 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "age": ("young_adults", "older"),
    "disability": ("disabled", "learning_disabilities", "neurodivergent"),
    "gender_reassignment": ("lgbt",),
    "marriage": (),
    "pregnancy": ("mothers",),
    "race": ("minority_ethnic", "gypsy_roma_traveller", "foreign_nationals"),
    "religion": ("muslim",),
    "sex": ("women",),
    "sexual_orientation": ("lgbt",),
}
# Nobody is in two of these at once, so that the prison's population less their sum is those in neither.
APART: Final = frozenset({"age"})
# Groups of the list that belong to no protected characteristic.
NONE: Final = ""


def groups_by_characteristic(
    characteristics: tuple[str, ...], groups: tuple[str, ...]
) -> list[tuple[str, tuple[str, ...]]]:
    """In the order of either list; last the groups that belong to none, under ""."""
    placed = {group for named in GROUPS.values() for group in named}
    found = [
        (code, tuple(group for group in groups if group in GROUPS.get(code, ()))) for code in characteristics
    ]
    return [*found, (NONE, tuple(group for group in groups if group not in placed))]
