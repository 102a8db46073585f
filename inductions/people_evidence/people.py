"""Who works at a prison, one person after another, with what their training and induction are worth on given days.

Three queries, read side by side in the order of people: neither their number nor the memory grows with the prison.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import Q

from coordination.models import Prison
from inductions import status
from inductions.models import InductionStep, ModuleRule, Placement, StepSignature, TrainingRecord

PART: Final = 2000
# {module: days of the records that count}, and {step of today: the day it was signed}.
Done = dict[str, list[date]]
Signed = dict[int, date]


class Whole(StrEnum):
    """All the training that is required of somebody, taken together."""

    CURRENT = "current"
    LACKING = "lacking"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> str:
        return {
            Whole.CURRENT: "All required training is current",
            Whole.LACKING: "Some of it has expired or was never recorded",
            Whole.NOT_ASKED: "No training is required of them",
        }[self]


class Induction(StrEnum):
    COMPLETE = "complete"
    BEGUN = "begun"
    NOTHING = "nothing"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> str:
        return {
            Induction.COMPLETE: "Complete: every required step is signed",
            Induction.BEGUN: "Begun: some steps are signed",
            Induction.NOTHING: "Nothing is recorded",
            Induction.NOT_ASKED: "This prison has no checklist",
        }[self]


@dataclass(frozen=True)
class Asked:
    """What a prison asks today. `steps`: keys of those of the checklist that are required."""

    prison: Prison
    rules: list[ModuleRule]
    steps: frozenset[int]
    now_called: dict[int, int]


@dataclass(frozen=True)
class OnDay:
    """One person on one day: {organisation: kinds of work} here, and each rule that is asked of them with its worth."""

    person: int
    day: date
    work: dict[int, set[str]]
    training: list[tuple[ModuleRule, status.Worth]]
    induction: Induction

    @property
    def kinds(self) -> set[str]:
        return set().union(*self.work.values())

    def has(self, state: status.Status) -> bool:
        return any(worth.status == state for _, worth in self.training)

    @property
    def whole(self) -> Whole:
        if not self.training:
            return Whole.NOT_ASKED
        return Whole.CURRENT if all(worth.status.holds for _, worth in self.training) else Whole.LACKING


def asked_at(prison: Prison) -> Asked:
    """Three queries."""
    steps = InductionStep.objects.current().filter(prison=prison, required=True)
    return Asked(
        prison=prison,
        rules=list(ModuleRule.objects.filter(prison=prison, active=True).select_related("module")),
        steps=frozenset(steps.values_list("pk", flat=True)),
        now_called=InductionStep.now_called(prison),
    )


def people_at(days: Sequence[date], asked: Asked) -> Iterator[OnDay]:
    """Everybody who works there on any of `days`, once for each of them."""
    placed = _placed(asked.prison, days)
    rows = placed.order_by("engagement__person_id", "pk").values_list(
        "engagement__person", "engagement__organisation", "engagement__kind",
        "begins_on", "ends_on", "engagement__begins_on", "engagement__ends_on",
    )  # fmt: skip
    records, signatures = _records(placed, asked.rules), _signatures(placed, asked)
    required = cache(partial(_required, asked.rules))
    for person, its in groupby(rows.iterator(chunk_size=PART), key=itemgetter(0)):
        work, done, signed = list(its), _done(records(person)), _signed(signatures(person), asked)
        for day in days:
            here: dict[int, set[str]] = defaultdict(set)
            for _, works_for, kind, *period in work:
                if _runs(period, day):
                    here[works_for].add(kind)
            if here:
                kinds: frozenset[str] = frozenset().union(*here.values())
                worths = [
                    (rule, status.worth(ask, done.get(rule.module_id, ()), day))
                    for rule, ask in required(kinds)
                ]
                yield OnDay(person, day, dict(here), worths, _induction(asked, signed, day))


def _placed(prison: Prison, days: Sequence[date]) -> Any:
    first, last = min(days), max(days)
    return Placement.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=first),
        Q(engagement__ends_on=None) | Q(engagement__ends_on__gte=first),
        prison=prison, begins_on__lte=last, engagement__begins_on__lte=last,
    )  # fmt: skip


def _runs(period: Sequence[date | None], day: date) -> bool:
    begins, ends, engaged, leaves = period
    assert begins is not None and engaged is not None  # only last days may be open
    return max(begins, engaged) <= day and all(last is None or day <= last for last in (ends, leaves))


def _required(rules: Sequence[ModuleRule], kinds: frozenset[str]) -> list[tuple[ModuleRule, status.Rule]]:
    """Of whoever does these kinds of work; asked once for each mixture, since most people do the same."""
    return [
        (rule, status.Rule(True, rule.refresh_months, rule.window_days))
        for rule in rules
        if any(rule.is_required_of(kind) for kind in kinds)
    ]


def _induction(asked: Asked, signed: Signed, day: date) -> Induction:
    if not asked.steps:
        return Induction.NOT_ASKED
    known = {step for step, on in signed.items() if on <= day}
    if asked.steps <= known:
        return Induction.COMPLETE
    return Induction.BEGUN if known & asked.steps else Induction.NOTHING


# --- What is read beside the people -----------------------------------------------------------------

Rows = list[tuple[Any, ...]]


def _side_by_side(rows: Any) -> Callable[[int], Rows]:
    """The rows of a person, whose key comes first in each; read once. Ask for people in the order of their keys."""
    groups = groupby(rows.iterator(chunk_size=PART), key=itemgetter(0))
    ahead: list[Any] = [next(groups, None)]

    def of(person: int) -> Rows:
        # Of somebody who was taken on between the two queries: they are not among the people.
        while ahead[0] is not None and ahead[0][0] < person:
            ahead[0] = next(groups, None)
        if ahead[0] is None or ahead[0][0] != person:
            return []
        found = list(ahead[0][1])
        ahead[0] = next(groups, None)
        return found

    return of


def _records(placed: Any, rules: Sequence[ModuleRule]) -> Callable[[int], Rows]:
    """Those that count: not struck out, and looked at by a second person where the prison asks for one."""
    second = {rule.module_id for rule in rules if rule.needs_second_person}
    counting = TrainingRecord.objects.standing().filter(
        Q(verified_at__isnull=False) | ~Q(module__in=second),
        person__in=placed.order_by().values("engagement__person"),
        module__in=[rule.module_id for rule in rules],
    )
    return _side_by_side(counting.order_by("person_id", "pk").values_list("person", "module", "done_on"))


def _done(rows: Rows) -> Done:
    found: Done = defaultdict(list)
    for _, module, done_on in rows:
        found[module].append(done_on)
    return found


def _signatures(placed: Any, asked: Asked) -> Callable[[int], Rows]:
    standing = StepSignature.objects.filter(
        step__prison=asked.prison, struck_at=None, person__in=placed.order_by().values("engagement__person")
    )
    return _side_by_side(standing.order_by("person_id", "pk").values_list("person", "step", "signed_on"))


def _signed(rows: Rows, asked: Asked) -> Signed:
    """A reworded step counts as signed by whoever signed the one that it replaces."""
    found: Signed = {}
    first: int
    for _, first, on in rows:
        step = asked.now_called.get(first, first)
        found[step] = min(on, found.get(step, on))
    return found
