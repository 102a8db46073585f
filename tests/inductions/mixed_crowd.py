"""People of every sort at a prison, in few statements, so that thousands take seconds.

Kinds, organisations, who left or has yet to begin; training, inductions and clearances in every state; sessions. Who
has what follows from a seed, so that it can be recounted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from django.db.models import Max
from django.utils import timezone

from coordination.models import Organisation, Prison, User
from inductions.models import (
    Clearance,
    Engagement,
    InductionStep,
    ModuleRule,
    Person,
    Placement,
    StepSignature,
    TrainingRecord,
    TrainingSession,
    WorkerKind,
)

KINDS = list(WorkerKind)
MODULES = ("acct", "security", "raising_a_concern")
State, Reason = TrainingSession.State, TrainingSession.Reason


def asks_for_something(prison: Prison) -> None:
    """Three modules, of different kinds of people, one with a second person; and a checklist with a reworded step."""
    every = {f"required_of_{each}": True for each in ("staff", "volunteers", "sessional", "trainees")}
    ModuleRule.objects.bulk_create(
        [
            ModuleRule(prison=prison, module_id="acct", refresh_months=12, window_days=60, **every),
            ModuleRule(prison=prison, module_id="security", required_of_staff=True, needs_second_person=True),
            ModuleRule(
                prison=prison, module_id="raising_a_concern", refresh_months=24, required_of_volunteers=True,
                required_of_sessional=True,
            ),
        ]
    )  # fmt: skip
    old = InductionStep.objects.create(
        prison=prison, title="Tour", signed_by="coordinator", ended_on=date(2024, 1, 1)
    )
    InductionStep.objects.create(
        prison=prison, title="Tour of the prison", signed_by="coordinator", replaces=old
    )
    InductionStep.objects.create(prison=prison, title="Key talk", signed_by="person")
    InductionStep.objects.create(prison=prison, title="Tea", signed_by="person", required=False)


def fill(prison: Prison, organisations: Sequence[Organisation], by: User, count: int, seed: int = 1) -> None:
    """`count` more people. Every eighth works for two organisations, every tenth is gone, every twelfth yet to come."""
    dice, today = Random(seed), timezone.localdate()
    first = Person.objects.aggregate(last=Max("pk"))["last"] or 0
    people = Person.objects.bulk_create(
        [
            Person(name=f"Person {first + at:06}", email=f"person{first + at}@crowd.example.org", added_by=by)
            for at in range(count)
        ]
    )
    works = []
    for at, person in enumerate(people):
        for organisation in dice.sample(
            list(organisations), 2 if at % 8 == 0 and len(organisations) > 1 else 1
        ):
            kind = dice.choice(KINDS)
            works.append(
                Engagement(person=person, organisation=organisation, kind=kind, begins_on=date(2019, 1, 1))
            )
    Engagement.objects.bulk_create(works)
    Placement.objects.bulk_create([_placement(each, prison, dice, today) for each in works])
    _train(people, prison, by, dice, today)
    _sign(people, prison, by, dice, today)
    _clear(people, prison, by, dice, today)


def _placement(work: Engagement, prison: Prison, dice: Random, today: date) -> Placement:
    place = Placement(engagement=work, prison=prison, begins_on=today - timedelta(days=dice.randrange(500)))
    fate = dice.randrange(60)
    if fate < 6:
        place.ends_on = max(place.begins_on, today - timedelta(days=dice.randrange(1, 200)))
    elif fate < 11:
        place.begins_on = today + timedelta(days=dice.randrange(1, 90))
    elif fate == 11:
        place.ends_on = today
    return place


def _train(people: Sequence[Person], prison: Prison, by: User, dice: Random, today: date) -> None:
    verifier = User.objects.exclude(pk=by.pk).order_by("pk").first()
    rows = []
    for person in people:
        for code in MODULES:
            for _ in range(dice.choice((0, 1, 1, 1, 2, 3))):
                row = TrainingRecord(
                    person=person, module_id=code, done_on=today - timedelta(days=dice.randrange(900)),
                    source="earlier", prison=prison, recorded_by=by,
                )  # fmt: skip
                if dice.random() < 0.5:
                    row.verified_at, row.verified_by = timezone.now(), verifier
                if dice.random() < 0.1:
                    row.struck_at, row.struck_by, row.struck_reason = timezone.now(), by, "Typed twice"
                rows.append(row)
    TrainingRecord.objects.bulk_create(rows, batch_size=5000)


def _sign(people: Sequence[Person], prison: Prison, by: User, dice: Random, today: date) -> None:
    steps = list(InductionStep.objects.filter(prison=prison).order_by("pk"))
    rows = [
        StepSignature(
            person=person, step=step, title=step.title, signed_by=by,
            signed_on=today - timedelta(days=dice.randrange(400)),
            struck_at=timezone.now() if (struck := dice.random() < 0.1) else None,
            struck_by=by if struck else None,
        )
        for person in people
        for step in steps
        if dice.random() < 0.6
    ]  # fmt: skip
    StepSignature.objects.bulk_create(rows, batch_size=5000)


def _clear(people: Sequence[Person], prison: Prison, by: User, dice: Random, today: date) -> None:
    rows = []
    for person in people:
        asked = today - timedelta(days=dice.randrange(1, 600))
        row = Clearance(
            person=person, prison=prison, level_id="standard_plus", recorded_by=by, applied_on=asked
        )
        row.state = dice.choice(list(Clearance.State))
        if row.state in ("granted", "refused"):
            row.decided_on = min(today, asked + timedelta(days=dice.randrange(80)))
        if row.state == "granted":
            row.granted_on, row.expires_on = row.decided_on, today + timedelta(days=dice.randrange(-20, 400))
            row.expires_on = max(row.expires_on, row.granted_on)
        if dice.random() < 0.2:
            row.applied_on = None
        rows.append(row)
    Clearance.objects.bulk_create(rows, batch_size=5000)


def hold_sessions(prison: Prison, by: User, count: int, seed: int = 1) -> None:
    """Over the last two years and the weeks to come, in every state."""
    dice, now = Random(seed), timezone.now()
    rows = []
    for _ in range(count):
        begins = now + timedelta(days=dice.randrange(-700, 40), minutes=dice.randrange(1, 500))
        state = dice.choice(list(State)) if begins < now else dice.choice((State.PLANNED, State.CANCELLED))
        row = TrainingSession(
            prison=prison, module_id="acct", starts_at=begins, ends_at=begins + timedelta(hours=2), capacity=9,
            place="Chapel", planned_by=by, state=state,
        )  # fmt: skip
        if state in (State.CANCELLED, State.NOT_RUN):
            row.reason = dice.choice(list(Reason))
        if state != State.PLANNED:
            row.settled_at, row.settled_by = now, by
        rows.append(row)
    TrainingSession.objects.bulk_create(rows)
