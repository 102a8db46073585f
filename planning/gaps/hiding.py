"""Which numbers of people are told to nobody but whoever keeps the sources: the one place that decides it for a prison.

A number of people below five is not told, a month or at any one time, nor one from which it could be worked out: by
taking groups or stages from their whole, or by the conversion, or out of a share. Sums hold before this: nothing here
changes a number. Places are no people and are always told, and so is a state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeVar

from coordination.small_counts import Number, beside_whole, is_small, worked_out
from planning.gaps.conversion import needed, receptions, stay_months
from planning.gaps.rows import Demand, Facts, Release

# (pathway, group, stage); "" is everybody, and any stage.
Key = tuple[str, str, str]
Name = TypeVar("Name", bound=Hashable)
NOT_SHOWN: Final = "Not shown"
EXPLAINED: Final = (
    "Numbers of people below five are not shown, nor those from which they could be worked out. Nobody at all is shown"
    " as 0."
)
# Beside shortfalls, of which one of two people is told where the need and the places are.
FEW_NEED: Final = (
    "Where fewer than five people need something, how many is not shown, nor any number from which it could be worked"
    " out."
)


@dataclass(frozen=True)
class Kept:
    """What of one source is not told: needs, groups by how many are held, and areas on release."""

    needs: frozenset[Key] = frozenset()
    groups: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()

    @property
    def something(self) -> bool:
        return bool(self.needs or self.groups or self.areas)


def hidden_demands(demands: Iterable[Demand], facts: Facts) -> frozenset[Key]:
    """Of one pathway, group and stage at most one demand. Order makes no difference."""
    said = sorted(demands, key=_key)
    amounts = [
        {_key(each): value for each in said if (value := measure(each, facts)) is not None}
        for measure in (a_month, at_once)
    ]
    gone = {key for each in amounts for key, value in each.items() if is_small(value)}
    before = -1
    # What is hidden in one sum is missing in another one.
    while len(gone) != before:
        before = len(gone)
        for each in amounts:
            for whole, parts in _sums(each):
                gone |= beside_whole(
                    each[whole], {key: each[key] for key in parts}, gone, whole_is_told=whole not in gone
                )
            gone |= _behind(each, gone)
    return frozenset(gone)


def _behind(amounts: Mapping[Key, Fraction], gone: set[Key]) -> set[Key]:
    """The smallest number that has to go as well where several sums together give a small one away."""
    closed = [
        (whole, parts)
        for whole, parts in _sums(amounts)
        if parts and sum(amounts[key] for key in parts) == amounts[whole]
    ]
    hidden = sorted(key for key in gone if any(key == whole or key in parts for whole, parts in closed))
    out = {key[0] for key in worked_out(hidden, closed) if is_small(amounts[key])} if hidden else set()
    others = {
        key for whole, parts in closed for key in (whole, *parts)
        if key[0] in out and amounts[key] and key not in gone
    }  # fmt: skip
    return {min(others, key=lambda key: (amounts[key], key))} if others else set()


def _key(demand: Demand) -> Key:
    return (demand.pathway, demand.group, demand.stage)


def a_month(demand: Demand, facts: Facts) -> Fraction | None:
    return needed(demand, facts).a_month


def at_once(demand: Demand, facts: Facts) -> Fraction | None:
    """People at any one time; of a share of those who come in as large a share of those held."""
    if demand.needing is not None:
        return Fraction(demand.needing)
    stay, month = stay_months(facts), a_month(demand, facts)
    if stay is not None and month is not None:
        return month * stay
    if demand.share is not None and facts.population is not None:
        return demand.share * facts.population
    return None


def _sums(amounts: Mapping[Key, Fraction]) -> Iterator[tuple[Key, list[Key]]]:
    """(whole, its parts): all its groups, all its stages, and each part alone, as people may be in several groups."""
    by_pathway: dict[str, list[Key]] = defaultdict(list)
    for key in amounts:
        by_pathway[key[0]].append(key)
    for keys in by_pathway.values():
        for whole in keys:
            _, group, stage = whole
            if not group:
                yield whole, [key for key in keys if key[1] and key[2] == stage]
            if not stage:
                yield whole, [key for key in keys if key[2] and key[1] == group]
            for key in keys:
                if key != whole and group in ("", key[1]) and stage in ("", key[2]):
                    yield whole, [key]


def hidden_parts(parts: Mapping[Name, Number], whole: Number | None, *, apart: bool) -> frozenset[Name]:
    """Groups by how many people they are, of a population that is told where it is known.

    `apart`: nobody is in two of them, so that they may be taken from the whole together.
    """
    gone = {name for name, count in parts.items() if is_small(count)}
    if whole is None:
        return frozenset(gone)
    for names in [list(parts)] if apart else [[name] for name in parts]:
        gone |= beside_whole(whole, {name: parts[name] for name in names}, gone)
    return frozenset(gone)


def hidden_areas(releases: Iterable[Release], facts: Facts) -> frozenset[str]:
    """Areas to which fewer than five go a month, with neighbours: their shares together are told."""
    leave = receptions(facts)
    if leave is None:
        return frozenset()
    people = {each.area: each.share * leave for each in sorted(releases, key=lambda each: each.area)}
    return hidden_parts(people, sum(people.values()), apart=True)
