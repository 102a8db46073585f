"""Who works at a prison, one person after another, with what their training is worth on given days.

Two queries, read side by side in the order of people: neither their number nor the memory grows with the prison.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import Q

from coordination.models import Organisation, Prison
from inductions import status
from inductions.models import ModuleRule, Placement, TrainingRecord

PART: Final = 2000
Days = dict[str, list[date]]


@dataclass(frozen=True)
class OnDay:
    """One person on one day: {organisation: kinds of work} here, and each rule that is asked of them with its worth."""

    person: int
    day: date
    work: dict[int, set[str]]
    training: list[tuple[ModuleRule, status.Worth]]

    @property
    def kinds(self) -> set[str]:
        return set().union(*self.work.values())

    def has(self, state: status.Status) -> bool:
        return any(worth.status == state for _, worth in self.training)


def rules_of(prison: Prison) -> list[ModuleRule]:
    return list(ModuleRule.objects.filter(prison=prison, active=True).select_related("module"))


def people_at(
    prison: Prison,
    days: Sequence[date],
    rules: Sequence[ModuleRule],
    organisation: Organisation | None = None,
) -> Iterator[OnDay]:
    """Everybody who works there on any of `days`, once for each of them. `organisation`: its people alone."""
    placed = _placed(prison, days, organisation)
    rows = placed.order_by("engagement__person_id", "pk").values_list(
        "engagement__person", "engagement__organisation", "engagement__kind",
        "begins_on", "ends_on", "engagement__begins_on", "engagement__ends_on",
    )  # fmt: skip
    records = _Records(placed, rules)
    for person, its in groupby(rows.iterator(chunk_size=PART), key=itemgetter(0)):
        work, done = list(its), records.of(person)
        for day in days:
            here: dict[int, set[str]] = defaultdict(set)
            for _, works_for, kind, *period in work:
                if _runs(period, day):
                    here[works_for].add(kind)
            if here:
                yield OnDay(person, day, dict(here), _worths(rules, set().union(*here.values()), done, day))


def _placed(prison: Prison, days: Sequence[date], organisation: Organisation | None) -> Any:
    first, last = min(days), max(days)
    rows = Placement.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=first),
        Q(engagement__ends_on=None) | Q(engagement__ends_on__gte=first),
        prison=prison, begins_on__lte=last, engagement__begins_on__lte=last,
    )  # fmt: skip
    return rows if organisation is None else rows.filter(engagement__organisation=organisation)


def _runs(period: Sequence[date | None], day: date) -> bool:
    begins, ends, engaged, leaves = period
    assert begins is not None and engaged is not None  # only last days may be open
    return max(begins, engaged) <= day and all(last is None or day <= last for last in (ends, leaves))


def _worths(
    rules: Sequence[ModuleRule], kinds: set[str], done: Days, day: date
) -> list[tuple[ModuleRule, status.Worth]]:
    found = []
    for rule in rules:
        if any(rule.is_required_of(kind) for kind in kinds):
            asked = status.Rule(True, rule.refresh_months, rule.window_days)
            found.append((rule, status.worth(asked, done.get(rule.module_id, ()), day)))
    return found


class _Records:
    """Days of the records that count, read once from the first person to the last."""

    def __init__(self, placed: Any, rules: Sequence[ModuleRule]) -> None:
        second = {rule.module_id for rule in rules if rule.needs_second_person}
        counting = TrainingRecord.objects.standing().filter(
            Q(verified_at__isnull=False) | ~Q(module__in=second),
            person__in=placed.order_by().values("engagement__person"),
            module__in=[rule.module_id for rule in rules],
        )
        rows = counting.order_by("person_id", "pk").values_list("person", "module", "done_on")
        self._people = groupby(rows.iterator(chunk_size=PART), key=itemgetter(0))
        self._next = next(self._people, None)

    def of(self, person: int) -> Days:
        """Ask for people in the order of their keys."""
        found: Days = defaultdict(list)
        if self._next is not None and self._next[0] == person:
            for _, module, done_on in self._next[1]:
                found[module].append(done_on)
            self._next = next(self._people, None)
        return found
