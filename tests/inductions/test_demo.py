"""The people, training and gate of the demonstration, seeded without services and without printing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from coordination.demo import seed as seed_coordination
from coordination.demo.world import World
from coordination.models import Prison
from coordination.plain_text import contact_details, prison_numbers
from inductions.coming_in import Answer
from inductions.demo import seed
from inductions.gate import verdicts
from inductions.models import (
    AccessStop,
    Booking,
    Clearance,
    Person,
    Placement,
    PolicyDocument,
    StepSignature,
    TrainingSession,
    Visit,
)
from tests.coordination.demonstrated import empty
from tests.coordination.test_demonstration import FICTION

pytestmark = [pytest.mark.usefixtures("seeded", "db")]


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Any]]:
    """What was queued while the past was played."""
    with django_db_blocker.unblock(), transaction.atomic():
        empty()
        world = World(today=timezone.localdate())
        seed_coordination(world)
        before = len(connection.run_on_commit)
        seed(world)
        yield connection.run_on_commit[before:]
        transaction.set_rollback(True)


def test_nobody_is_written_to_about_the_past(seeded: list[Any]) -> None:
    assert seeded == []


def test_the_gate_gives_every_answer() -> None:
    exeter, today = Prison.objects.get(code="EXI"), timezone.localdate()
    here = Placement.objects.on(today).filter(prison=exeter).values_list("engagement__person", flat=True)
    found = verdicts(exeter, here, today)
    assert {verdict.answer for verdict in found.values()} == set(Answer)
    assert any(verdict.keys for verdict in found.values())


def test_clearances_are_in_every_state_and_one_runs_out_soon() -> None:
    today = timezone.localdate()
    assert set(Clearance.objects.values_list("state", flat=True)) == set(Clearance.State.values)
    granted = Clearance.objects.filter(state="granted")
    assert granted.filter(expires_on__lt=today).exists()
    assert granted.filter(expires_on__range=(today, today + timedelta(days=30))).exists()
    assert AccessStop.objects.in_force().exists()


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
