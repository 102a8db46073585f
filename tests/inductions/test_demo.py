"""The people, training and gate of the demonstration, seeded without services and without printing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from coordination.demo.world import World
from coordination.models import Prison
from coordination.plain_text import contact_details, prison_numbers
from inductions.coming_in import Answer
from inductions.demo.stage import Stage, read
from inductions.gate import training_of, verdicts
from inductions.models import (
    AccessStop,
    Booking,
    Clearance,
    Person,
    Placement,
    PolicyDocument,
    Reliance,
    StepSignature,
    TrainingSession,
    Visit,
)
from inductions.status import Status
from tests.coordination.demonstrated import Demonstration, demonstration  # noqa: F401
from tests.coordination.test_demonstration import FICTION

PRISONS = ("EXI", "GMI", "EWI")
pytestmark = [pytest.mark.usefixtures("demonstration", "db")]


def placed_at(prison: Prison) -> dict[int, list[Placement]]:
    """{key of person: their work there today}"""
    found: dict[int, list[Placement]] = defaultdict(list)
    rows = Placement.objects.on(timezone.localdate()).filter(prison=prison)
    for placement in rows.select_related("engagement"):
        found[placement.engagement.person_id].append(placement)
    return found


def test_nobody_is_written_to_about_the_past(demonstration: Demonstration) -> None:  # noqa: F811
    assert demonstration.queued_by["inductions.demo"] == []


@pytest.mark.parametrize("code", PRISONS)
def test_the_gate_of_every_prison_gives_every_answer(code: str) -> None:
    prison, today = Prison.objects.get(code=code), timezone.localdate()
    found = verdicts(prison, placed_at(prison), today)
    assert {verdict.answer for verdict in found.values()} == set(Answer)
    assert any(verdict.keys for verdict in found.values())


@pytest.mark.parametrize("code", PRISONS)
def test_training_is_in_every_state_at_every_prison(code: str) -> None:
    prison, placements = Prison.objects.get(code=code), placed_at(Prison.objects.get(code=code))
    worths = training_of(prison, placements, set(placements), timezone.localdate())
    assert {worth.status for each in worths.values() for _, worth in each} == set(Status)


@pytest.mark.parametrize("code", PRISONS)
def test_clearances_are_in_every_state_at_every_prison_and_access_is_stopped(code: str) -> None:
    today = timezone.localdate()
    here = Clearance.objects.filter(prison__code=code)
    assert {each.state_on(today) for each in here} == {*Clearance.State.labels, "Expired"}
    assert AccessStop.objects.in_force().filter(prison__code=code).exists()


def test_a_clearance_ends_soon_and_one_is_relied_on() -> None:
    today = timezone.localdate()
    granted = Clearance.objects.filter(state="granted")
    assert granted.filter(expires_on__range=(today, today + timedelta(days=30))).exists()
    assert Reliance.objects.in_force().exists()


def test_on_whatever_day_it_is_filled_sessions_are_last_month_this_week_and_next_month() -> None:
    planned = read("sessions.toml")["sessions"]
    for number in range(3 * 366):
        day = date(2026, 1, 1) + timedelta(days=number)
        stage = Stage(World(today=day), modules={})
        on: dict[str, set[date]] = defaultdict(set)
        for given in planned:
            on[given["prison"]].add(stage.working_day(given["on"]))
        for code in PRISONS:
            months = {(each.year * 12 + each.month) - (day.year * 12 + day.month) for each in on[code]}
            weeks = {each.isocalendar()[:2] for each in on[code]}
            assert {-1, 1} <= months and day.isocalendar()[:2] in weeks, (code, day)


def test_sessions_are_behind_ahead_full_and_fallen_out() -> None:
    assert set(TrainingSession.objects.values_list("state", flat=True)) == set(TrainingSession.State.values)
    ahead = TrainingSession.objects.filter(state="planned", starts_at__gt=timezone.now())
    assert ahead.count() >= 4
    assert Booking.objects.filter(session__in=ahead, state="waiting").count() == 2


def test_two_people_work_at_two_prisons_and_one_for_two_organisations() -> None:
    counted = Person.objects.annotate(
        prisons=models.Count("engagements__placements__prison", distinct=True),
        organisations=models.Count("engagements__organisation", distinct=True),
    )
    assert counted.filter(prisons=2).count() == 2
    assert counted.filter(organisations=2).count() == 1


def test_two_policies_checklists_and_people_inside_today() -> None:
    assert PolicyDocument.objects.current().filter(prison__code="EXI").count() == 2
    assert StepSignature.objects.filter(person__name="Bethan Oldacre").count() == 5
    assert Visit.objects.filter(prison__code="EXI", left_at=None).count() == 3
    assert not Visit.objects.filter(arrived_at__gt=timezone.now()).exists()


def test_accounts_of_workers_have_their_record() -> None:
    tied = set(Person.objects.exclude(user=None).values_list("name", flat=True))
    assert tied == {"Joe Amankwah", "Jan Cottrell"}


def test_all_contact_details_are_fiction_and_no_text_holds_a_prison_number() -> None:
    stray, numbers = [], []
    for model in apps.get_app_config("inductions").get_models():
        for field in model._meta.fields:
            if isinstance(field, (models.CharField, models.TextField)) and "hash" not in field.name:
                for text in model._default_manager.values_list(field.name, flat=True):
                    stray += [d.text for d in contact_details(text or "") if not FICTION.fullmatch(d.text)]
                    numbers += [text] if prison_numbers(text or "") else []
    assert stray == []
    assert numbers == []
