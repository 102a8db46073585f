"""How many people of each group the sources say that the prison holds: the one that counts, with its date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from coordination.models import Prison
from planning.equality.coverage import People
from planning.gaps.sources import counted_groups
from planning.models import GroupCount

HALF = Decimal("0.5")


def people_by_group(prison: Prison, population: int | None, day: date) -> dict[str, People]:
    """{code of a group: people}; a group of which nobody says anything is not there."""
    return {
        group: _people(row, population) for group, row in counted_groups([prison], day)[prison.pk].items()
    }


def _people(row: GroupCount, population: int | None) -> People:
    return People(people_of(row, population), row.number_in_words, str(row.assessment))


def people_of(row: GroupCount, population: int | None) -> int | None:
    """As it says, or its share of a population that is known; a half is counted as one."""
    if row.people is None and population is not None and row.share is not None:
        return int(row.share * population / 100 + HALF)
    return row.people
