"""The figures of one prison on a day, and of the ends of the months before it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, QuerySet
from django.utils import timezone

from coordination.models import Organisation, Prison
from inductions.gate.waiting import Waiting
from inductions.gate.waiting import figures as clearances_at
from inductions.models import ModuleRule, TrainingSession, WorkerKind
from inductions.people_evidence.people import Induction, OnDay, Whole, asked_at, people_at
from inductions.status import Status

MONTHS: Final = 12
YEAR: Final = timedelta(days=365)
# What somebody who must have a module can stand at, in the order of the page.
STATES: Final = (Status.CURRENT, Status.DUE_SOON, Status.EXPIRED, Status.NEVER)


@dataclass
class Module:
    """Of those of whom a prison asks a module: how many stand at each of the four states."""

    rule: ModuleRule
    counts: Counter[Status] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        return self.counts.total()

    @property
    def parts(self) -> list[int]:
        return [self.counts[state] for state in STATES]


@dataclass
class OfOrganisation:
    """People of one organisation here: how many, and how many of them with any of each."""

    name: str
    people: int = 0
    expired: int = 0
    never: int = 0
    due_soon: int = 0
    not_inducted: int = 0

    @property
    def overdue(self) -> bool:
        return bool(self.expired or self.never or self.not_inducted)


@dataclass
class Month:
    """On its last day, or today: of all that was asked of everybody, how much was held. Modules, not people.

    `inducted` are people.
    """

    day: date
    people: int = 0
    inducted: int = 0
    asked: int = 0
    held: int = 0


@dataclass(frozen=True)
class Sessions:
    """Of the 12 months before today. `waits`: begun, and nobody has recorded yet who came.

    `reasons`: (code of the reason, code of the state, how many), the most frequent first.
    """

    run: int
    not_run: int
    cancelled: int
    waits: int
    reasons: list[tuple[str, str, int]]


@dataclass(frozen=True)
class Evidence:
    prison: Prison
    day: date
    people: int
    kinds: dict[WorkerKind, int]
    whole: Counter[Whole]
    # How many people have any module that stands at it.
    with_any: Counter[Status]
    induction: Counter[Induction]
    has_checklist: bool
    modules: list[Module]
    organisations: dict[int, OfOrganisation]
    months: list[Month]
    clearances: Waiting
    sessions: Sessions


def month_ends(day: date) -> list[date]:
    """The last days of the eleven months before, and the day itself; oldest first."""
    found = [day]
    for _ in range(MONTHS - 1):
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return found[::-1]


def figures(prison: Prison, day: date) -> Evidence:
    """With the trend. As many queries for twenty people as for two thousand."""
    return _figures(prison, day, month_ends(day))


def today_at(prison: Prison, day: date) -> Evidence:
    """Without the trend: its one month is the day."""
    return _figures(prison, day, [day])


def _figures(prison: Prison, day: date, days: list[date]) -> Evidence:
    asked = asked_at(prison)
    found = Counted({each: Month(each) for each in days})
    for each in people_at(days, asked):
        found.add_to_month(each)
        if each.day == day:
            found.add(each)
    modules = [found.modules[rule.module_id] for rule in asked.rules if rule.module_id in found.modules]
    return Evidence(
        prison=prison, day=day, people=found.months[day].people,
        kinds={kind: found.kinds[kind] for kind in WorkerKind}, whole=found.whole, with_any=found.with_any,
        induction=found.induction, has_checklist=bool(asked.steps), modules=modules,
        organisations=_named(found.organisations), months=list(found.months.values()),
        clearances=clearances_at(prison, day), sessions=sessions_at(prison, day),
    )  # fmt: skip


@dataclass
class Counted:
    """Adds people up, one after another."""

    months: dict[date, Month]
    kinds: Counter[str] = field(default_factory=Counter)
    whole: Counter[Whole] = field(default_factory=Counter)
    with_any: Counter[Status] = field(default_factory=Counter)
    induction: Counter[Induction] = field(default_factory=Counter)
    modules: dict[str, Module] = field(default_factory=dict)
    organisations: dict[int, OfOrganisation] = field(
        default_factory=lambda: defaultdict(lambda: OfOrganisation(""))
    )

    def add_to_month(self, each: OnDay) -> None:
        month = self.months[each.day]
        month.people += 1
        month.asked += len(each.training)
        month.held += sum(worth.status.holds for _, worth in each.training)
        month.inducted += each.induction == Induction.COMPLETE

    def add(self, each: OnDay) -> None:
        self.kinds.update(each.kinds)
        self.whole[each.whole] += 1
        self.induction[each.induction] += 1
        self.with_any.update(state for state in STATES if each.has(state))
        for rule, worth in each.training:
            self.modules.setdefault(rule.module_id, Module(rule)).counts[worth.status] += 1
        for organisation in each.work:
            line = self.organisations[organisation]
            line.people += 1
            line.expired += each.has(Status.EXPIRED)
            line.never += each.has(Status.NEVER)
            line.due_soon += each.has(Status.DUE_SOON)
            line.not_inducted += each.induction in (Induction.BEGUN, Induction.NOTHING)


def _named(lines: dict[int, OfOrganisation]) -> dict[int, OfOrganisation]:
    """In the order of what is most to do."""
    for key, name in Organisation.objects.filter(pk__in=list(lines)).values_list("pk", "name"):
        lines[key].name = name

    def most_first(item: tuple[int, OfOrganisation]) -> tuple[int, int, int, str]:
        line = item[1]
        return (-line.expired, -line.never, -line.not_inducted, line.name.casefold())

    return dict(sorted(lines.items(), key=most_first))


def sessions_of_the_year(prison: Prison, day: date) -> QuerySet[TrainingSession]:
    """Begun in the 365 days up to this one. A session that lies ahead is neither run nor not run."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    begin = timezone.make_aware(datetime.combine(day + timedelta(days=1) - YEAR, time()))
    return TrainingSession.objects.filter(
        prison=prison, starts_at__gte=begin, starts_at__lt=min(end, timezone.now())
    )


def sessions_at(prison: Prison, day: date) -> Sessions:
    """One query."""
    begun = sessions_of_the_year(prison, day)
    rows = list(begun.order_by().values_list("state", "reason").annotate(Count("pk")))
    states: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    State = TrainingSession.State
    for state, reason, count in rows:
        states[state] += count
        if state in (State.NOT_RUN, State.CANCELLED):
            reasons[reason, state] += count
    return Sessions(
        run=states[State.RUN], not_run=states[State.NOT_RUN], cancelled=states[State.CANCELLED],
        waits=states[State.PLANNED],
        reasons=[(reason, state, count) for (reason, state), count in reasons.most_common()],
    )  # fmt: skip
