"""What of the counts is told: numbers of people below five are not, nor those from which they could be worked out.

The page, the drill-down and both files are made from what comes out here, so that none tells more than another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from coordination.small_counts import is_small, with_neighbours
from planning.equality.characteristics import APART
from planning.equality.coverage import Covered, Need

Key = TypeVar("Key")
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
    return Hidden(_hidden_people(rows, where, population), _hidden_needs(rows))


def _hidden_people(
    rows: Mapping[str, Covered], where: Characteristics, population: int | None
) -> frozenset[str]:
    """A group that stands under two characteristics is hidden in both where it is in one."""
    found: set[str] = set()
    for characteristic, groups in where:
        known = {group: count for group in groups if (count := rows[group].people.count) is not None}
        found |= {group for group, count in known.items() if is_small(count)}
        if population is None:
            continue
        together = [list(known)] if characteristic in APART else [[group] for group in known]
        for names in together:
            found |= _in_whole({name: known[name] for name in names}, population)
    return frozenset(found)


def _in_whole(parts: Mapping[Key, int], whole: int) -> set[Key]:
    """Parts that are not told beside the whole: those in no part are one more, which the whole would give away."""
    rest = whole - sum(parts.values())
    counts = [*parts.values(), rest] if rest >= 0 else list(parts.values())
    told = with_neighbours(counts)
    return {name for name, count in zip(parts, told, strict=False) if count is None}


def _hidden_needs(rows: Mapping[str, Covered]) -> frozenset[tuple[str, str, str]]:
    """Groups on one pathway and stage stand beside each other, and beside what everybody there needs."""
    by_place: dict[tuple[str, str], dict[tuple[str, str, str], int]] = defaultdict(dict)
    whole: dict[tuple[str, str], int] = {}
    for group, row in rows.items():
        for need in row.needs:
            if need.smallest is None:
                continue
            place = (need.demand.pathway, need.demand.stage)
            if group:
                by_place[place][need.demand.pathway, group, need.demand.stage] = need.smallest
            else:
                whole[place] = need.smallest
    found: set[tuple[str, str, str]] = set()
    for place, parts in by_place.items():
        everybody = whole.get(place, sum(parts.values()))
        found |= _in_whole(parts, everybody)
        # People may be in several groups, so that each stands beside the whole on its own too.
        for key, count in parts.items() if place in whole else ():
            found |= _in_whole({key: count}, everybody)
    return frozenset(found)
