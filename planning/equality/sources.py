"""What single sources say, for whoever may not keep them: which of their numbers of people are not told.

A source is read beside those that count, because what one says of a group can be taken from what another says of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from coordination.models import Prison
from planning.equality.characteristics import GROUPS, NONE
from planning.equality.people import people_by_group, people_of
from planning.equality.telling import hidden_people
from planning.gaps.gathering import FACTS, demand_of, said_of
from planning.gaps.hiding import Kept, Key, hidden_areas, hidden_demands
from planning.gaps.rows import Demand, Facts, Release
from planning.models import GroupCount, NeedsAssessment, PathwayNeed, ReleaseShare


def kept_back(prison: Prison, sources: Collection[NeedsAssessment], day: date) -> dict[int, Kept]:
    """{key of a source: what of it is not told}. As many queries for one source as for all."""
    facts, counted, _, _ = said_of([prison.pk], day)[prison.pk]
    held = {group: people.count for group, people in people_by_group(prison, facts.population, day).items()}
    of = {source.pk: source for source in sources}
    demands, groups, areas = defaultdict(list), defaultdict(list), defaultdict(list)
    for need in PathwayNeed.objects.filter(assessment__in=of):
        demands[need.assessment_id].append(demand_of(of[need.assessment_id], need))
    for count in GroupCount.objects.filter(assessment__in=of):
        groups[count.assessment_id].append(count)
    for share in ReleaseShare.objects.filter(assessment__in=of):
        areas[share.assessment_id].append(Release(share.area_id, Fraction(share.share) / 100))
    found = {}
    for key, source in of.items():
        known = {facts, _own_facts(source, facts)}
        found[key] = Kept(
            needs=frozenset().union(*(_needs(demands[key], counted, each) for each in known)),
            groups=frozenset().union(*(_groups(groups[key], held, each.population) for each in known)),
            areas=frozenset().union(*(hidden_areas(areas[key], each) for each in known)),
        )
    return found


def _own_facts(source: NeedsAssessment, facts: Facts) -> Facts:
    """What the source says of the prison itself, and the rest as it counts."""
    said = {name: value for name in FACTS if (value := getattr(source, name)) is not None}
    values: dict[str, Any] = {
        name: value if name == "population" else Fraction(value) for name, value in said.items()
    }
    return replace(facts, **values)


def _needs(own: list[Demand], counted: Collection[Demand], facts: Facts) -> frozenset[Key]:
    said = {(each.pathway, each.group, each.stage): each for each in (*counted, *own)}
    return hidden_demands(own, facts) | hidden_demands(said.values(), facts)


def _groups(own: list[GroupCount], held: dict[str, int | None], population: int | None) -> frozenset[str]:
    counts = {count.group_id: people_of(count, population) for count in own}
    where = [*GROUPS.items(), (NONE, tuple({*held, *counts}))]
    return hidden_people(counts, where, population) | hidden_people({**held, **counts}, where, population)
