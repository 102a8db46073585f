"""What is asked of whom and what counts, from the rows: both countings against a slow reading of the same rows."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from inductions.gate import training_of
from inductions.models import Engagement, ModuleRule, Person, Placement, TrainingRecord, WorkerKind
from inductions.people_evidence.figures import figures
from inductions.status import Rule, Status
from tests.cast import Cast
from tests.inductions.test_status import slowly
from tests.inductions.trained import a_record, a_rule

pytestmark = pytest.mark.django_db
MODULES = ("acct", "security", "key_talk")
FLAGS = {
    WorkerKind.STAFF: "required_of_staff",
    WorkerKind.VOLUNTEER: "required_of_volunteers",
    WorkerKind.SESSIONAL: "required_of_sessional",
    WorkerKind.TRAINEE: "required_of_trainees",
}


def works(cast: Cast, person: Person, kind: str, first: date | None = None, last: date | None = None) -> None:
    """With a contract that ends on `last` or goes on, as the person has it."""
    begins_on = first or date(2020, 1, 1)
    organisation = cast.lantern if person.engagements.exists() else cast.harbour
    engagement = Engagement.objects.create(
        person=person, organisation=organisation, kind=kind, begins_on=begins_on, ends_on=last
    )
    Placement.objects.create(engagement=engagement, prison=cast.exeter, begins_on=begins_on, ends_on=last)


def statuses(cast: Cast, person: Person, day: date) -> dict[str, Status]:
    placed = Placement.objects.on(day).filter(engagement__person=person, prison=cast.exeter)
    found = training_of(cast.exeter, {person.pk: list(placed.select_related("engagement"))}, {person.pk}, day)
    return {rule.module_id: worth.status for rule, worth in found[person.pk]}


@pytest.mark.parametrize("kind", WorkerKind)
def test_each_kind_of_worker_is_asked_for_what_the_prison_asks_of_that_kind(
    cast: Cast, kind: WorkerKind
) -> None:
    a_rule(cast, **{flag: flag == FLAGS[kind] for flag in FLAGS.values()})
    today = timezone.localdate()
    for each in WorkerKind:
        person = Person.objects.create(name=each.label)
        works(cast, person, each)
        wanted = Status.NEVER if each == kind else Status.NOT_REQUIRED
        assert statuses(cast, person, today) == {"acct": wanted}


def test_who_does_two_kinds_of_work_is_asked_for_both_and_only_while_they_last(cast: Cast) -> None:
    a_rule(cast, required_of_staff=True, required_of_volunteers=False)
    today = timezone.localdate()
    person = Person.objects.create(name="Two")
    works(cast, person, WorkerKind.VOLUNTEER)
    works(cast, person, WorkerKind.STAFF, last=today)
    assert statuses(cast, person, today)["acct"] == Status.NEVER
    assert statuses(cast, person, today + timedelta(days=1))["acct"] == Status.NOT_REQUIRED


def test_each_prison_sets_its_own_period_for_the_same_record(cast: Cast) -> None:
    a_rule(cast, refresh_months=12)
    ModuleRule.objects.create(prison=cast.guys_marsh, module_id="acct", required_of_volunteers=True)
    Placement.objects.create(engagement=cast.volunteer.engagements.get(), prison=cast.guys_marsh)
    day = timezone.localdate()
    a_record(cast, cast.volunteer, day - timedelta(days=400))
    found = {}
    for prison in (cast.exeter, cast.guys_marsh):
        placed = list(Placement.objects.filter(prison=prison).select_related("engagement"))
        of = {cast.volunteer.pk: [each for each in placed if each.engagement.person_id == cast.volunteer.pk]}
        ((_, worth),) = training_of(prison, of, {cast.volunteer.pk}, day)[cast.volunteer.pk]
        found[prison.code] = worth.status
    assert found == {"EXI": Status.EXPIRED, "GMI": Status.CURRENT}


# --- Against a slow reading -----------------------------------------------------------------------


def near(chance: random.Random, day: date) -> date:
    """Mostly at an edge: a year or two before, a window before that, a leap day, a clock change."""
    years = chance.choice((0, 0, 365, 366, 730, 731))
    edges = [day, day - timedelta(days=60), date(2024, 2, 29), date(2026, 3, 29), date(2025, 10, 26)]
    return chance.choice(edges) - timedelta(days=years) + timedelta(days=chance.randint(-2, 2))


def fill(cast: Cast, chance: random.Random, day: date) -> None:
    for module in MODULES:
        refresh = chance.choice((None, 6, 12, 24))
        ModuleRule.objects.create(
            prison=cast.exeter, module_id=module, refresh_months=refresh, window_days=chance.choice((0, 30, 60)),
            needs_second_person=chance.random() < 0.4, active=chance.random() < 0.9,
            **{flag: chance.random() < 0.6 for flag in FLAGS.values()},
        )  # fmt: skip
    for number in range(10):
        person = Person.objects.create(name=f"Person {number}")
        for _ in range(chance.choice((1, 1, 2))):
            last = chance.choice((None, None, day, day - timedelta(days=1)))
            first = chance.choice((date(2020, 1, 1), day - timedelta(days=1)))
            works(cast, person, chance.choice(list(WorkerKind)), first, last)
        for module in MODULES:
            for _ in range(chance.randint(0, 3)):
                record(cast, chance, person, module, near(chance, day))


def record(cast: Cast, chance: random.Random, person: Person, module: str, done_on: date) -> None:
    verified, struck = chance.random() < 0.5, chance.random() < 0.2
    now = timezone.now()
    TrainingRecord.objects.create(
        person=person, module_id=module, done_on=done_on, source="earlier", recorded_by=cast.coordinator,
        **({"verified_at": now, "verified_by": cast.second_coordinator} if verified else {}),
        **({"struck_at": now, "struck_by": cast.coordinator, "struck_reason": "Wrong"} if struck else {}),
    )  # fmt: skip


def read_slowly(cast: Cast, person: Person, rule: ModuleRule, day: date) -> Status | None:
    """None for somebody who does not work there that day."""
    kinds = {
        each.kind
        for each in person.engagements.all()
        if each.begins_on <= day
        and (each.ends_on is None or day <= each.ends_on)
        and any(
            placed.prison_id == cast.exeter.pk
            and placed.begins_on <= day
            and (placed.ends_on is None or day <= placed.ends_on)
            for placed in each.placements.all()
        )
    }
    if not kinds:
        return None
    done_on = [
        each.done_on
        for each in person.training_records.all()
        if each.module_id == rule.module_id
        and not each.struck_at
        and (each.verified_at or not rule.needs_second_person)
    ]
    asked = any(getattr(rule, FLAGS[WorkerKind(kind)]) for kind in kinds)
    return slowly(Rule(asked, rule.refresh_months, rule.window_days), done_on, day)


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2026, 3, 29), date(2026, 10, 25), date(2027, 2, 28)])
def test_gate_and_evidence_count_as_the_slow_reading_does(cast: Cast, day: date) -> None:
    chance = random.Random(day.toordinal())
    fill(cast, chance, day)
    rules = list(ModuleRule.objects.filter(prison=cast.exeter, active=True))
    counted: Counter[tuple[str, Status]] = Counter()
    for person in Person.objects.all():
        slow = {rule.module_id: read_slowly(cast, person, rule, day) for rule in rules}
        here = {module: state for module, state in slow.items() if state is not None}
        if here:
            assert statuses(cast, person, day) == here
        counted.update((module, state) for module, state in here.items() if state != Status.NOT_REQUIRED)
    quick = {
        (each.rule.module_id, state): number
        for each in figures(cast.exeter, day).modules
        for state, number in each.counts.items()
    }
    assert quick == dict(counted)
    assert len(counted) > len(MODULES)  # several states, or nothing was compared
