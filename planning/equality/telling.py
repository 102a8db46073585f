"""What of the counts is told: numbers of people below five are not, nor those from which they could be worked out.

The page, the drill-down and both files are made from what comes out here, so that none tells more than another. Needs
are decided with the matrix (`planning/gaps/hiding.py`), how many people of a group are held is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planning.equality.characteristics import APART
from planning.equality.coverage import Covered, Need
from planning.gaps.hiding import hidden_parts

Characteristics = list[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Hidden:
    """Groups whose number of people is not told; and (pathway, group, stage) whose need is not."""

    people: frozenset[str]
    needs: frozenset[tuple[str, str, str]]

    def of(self, need: Need) -> bool:
        demand = need.demand
        return (demand.pathway, demand.group, demand.stage) in self.needs


def hidden(rows: Mapping[str, Covered], where: Characteristics, population: int | None) -> Hidden:
    """A group that stands under two characteristics is hidden in both where it is in one."""
    people = hidden_people({group: row.people.count for group, row in rows.items()}, where, population)
    needs = [need.demand for group, row in rows.items() if group for need in row.needs if need.hidden]
    return Hidden(people, frozenset((each.pathway, each.group, each.stage) for each in needs))


def hidden_people(
    counts: Mapping[str, int | None], where: Characteristics, population: int | None
) -> frozenset[str]:
    """Groups whose number is not told. `counts`: None where it is not known."""
    found: set[str] = set()
    for characteristic, groups in where:
        known = {group: count for group in groups if (count := counts.get(group)) is not None}
        found |= hidden_parts(known, population, apart=characteristic in APART)
    return frozenset(found)
