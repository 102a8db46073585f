"""Of somebody who works for two organisations each sees its own prisons alone; training belongs to the person."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import Prison, User
from inductions.actions.people import add_person, place_at
from inductions.models import (
    Acknowledgement,
    Booking,
    Engagement,
    InductionStep,
    Person,
    Placement,
    StepSignature,
    StoredFile,
    TrainingModule,
    TrainingRecord,
    TrainingSession,
)
from tests.cast import Cast
from tests.directory.typing_in import signed_in
from tests.inductions.inducting import file_of, policy, policy_elsewhere

pytestmark = pytest.mark.django_db
LONG_AGO = date(2024, 3, 1)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shared(cast: Cast) -> Person:
    """The worker of Harbour Housing at Exeter, who now works for Lantern Trust at Guys Marsh too."""
    person = cast.worker_person
    work = add_person(
        by=cast.other_manager, organisation=cast.lantern, same_as=person,
        values={"name": person.name, "email": person.email, "kind": "staff", "begins_on": LONG_AGO},
    )  # fmt: skip
    place_at(by=cast.other_manager, engagement=work, prison=cast.guys_marsh, values={"begins_on": LONG_AGO})
    return person


def rows_at(cast: Cast, person: Person, prison: Prison, by: User, day: date = LONG_AGO) -> dict[str, Any]:
    """One row of each kind that tells where somebody works, and one training record, on that day."""
    at = timezone.make_aware(timezone.datetime.combine(day, timezone.datetime.min.time()))
    module = TrainingModule.objects.get(pk="acct")
    session = TrainingSession.objects.create(
        prison=prison, module=module, starts_at=at + timedelta(hours=9), ends_at=at + timedelta(hours=11),
        place="Chapel", capacity=5, planned_by=by,
    )  # fmt: skip
    step = InductionStep.objects.create(
        prison=prison, title=f"Tour {prison.pk} {day}", signed_by="coordinator"
    )
    return {
        "booking": Booking.objects.create(session=session, person=person, state="booked", booked_by=by),
        "signature": StepSignature.objects.create(
            person=person, step=step, title="Tour", signed_by=by, signed_on=day
        ),
        "record": TrainingRecord.objects.create(
            person=person, module=module, done_on=day, source="earlier", prison=prison, recorded_by=by
        ),
    }


def seen(user: User, row: Any) -> bool:
    return bool(type(row).objects.visible_to(user).filter(pk=row.pk).exists())


def what_is_seen(user: User, rows: dict[str, Any]) -> set[str]:
    return {name for name, row in rows.items() if seen(user, row)}


def test_each_organisation_sees_its_own_prisons_and_every_training_record(cast: Cast, shared: Person) -> None:
    here = rows_at(cast, shared, cast.exeter, cast.coordinator)
    there = rows_at(cast, shared, cast.guys_marsh, cast.other_coordinator)
    assert what_is_seen(cast.manager, here) == {"booking", "signature", "record"}
    assert what_is_seen(cast.manager, there) == {"record"}
    assert what_is_seen(cast.other_manager, here) == {"record"}
    assert what_is_seen(cast.other_manager, there) == {"booking", "signature", "record"}
    assert what_is_seen(cast.worker, here | {"there": there["booking"]}) == {*here, "there"}


def test_signed_papers_and_acknowledged_policies_stay_with_the_prison_and_certificates_do_not(
    cast: Cast, shared: Person
) -> None:
    by = cast.other_coordinator
    register = file_of(cast, shared, cast.guys_marsh, "register", by=by)
    certificate = file_of(cast, shared, cast.guys_marsh, "certificate", by=by)
    read = Acknowledgement.objects.create(person=shared, document=policy_elsewhere(cast), by=cast.worker)
    read_here = Acknowledgement.objects.create(person=shared, document=policy(cast), by=cast.worker)
    for row, both in ((register, False), (read, False), (certificate, True)):
        assert seen(cast.other_manager, row)
        assert seen(cast.worker, row)
        assert seen(cast.manager, row) is both
    assert seen(cast.manager, read_here)
    assert seen(cast.coordinator, read_here)
    assert not seen(cast.coordinator, read)
    client = signed_in(cast.manager)
    assert client.get(reverse("stored_file", args=[register.pk])).status_code == 404
    assert client.get(reverse("stored_file", args=[certificate.pk])).status_code == 200


def test_what_happened_after_the_last_day_is_nothing_to_the_organisation(cast: Cast, shared: Person) -> None:
    last = date(2024, 6, 30)
    Engagement.objects.filter(person=shared, organisation=cast.harbour).update(ends_on=last)
    Placement.objects.filter(engagement__person=shared, prison=cast.exeter).update(ends_on=last)
    before = rows_at(cast, shared, cast.exeter, cast.coordinator, last)
    after = rows_at(cast, shared, cast.exeter, cast.coordinator, last + timedelta(days=1))
    assert what_is_seen(cast.manager, before) == {"booking", "signature", "record"}
    assert what_is_seen(cast.manager, after) == set()
    assert what_is_seen(cast.coordinator, after) == {"booking", "signature", "record"}
    certificate: StoredFile = file_of(cast, shared, cast.exeter)
    assert not seen(cast.manager, certificate)


def test_what_was_signed_before_the_work_for_the_organisation_began_counts_there_and_is_seen(
    cast: Cast, shared: Person
) -> None:
    earlier = rows_at(cast, shared, cast.guys_marsh, cast.other_coordinator, date(2019, 1, 8))
    assert what_is_seen(cast.other_manager, earlier) == {"booking", "signature", "record"}


def test_nobody_is_seen_twice_by_two_ways(cast: Cast, shared: Person) -> None:
    booking = rows_at(cast, shared, cast.exeter, cast.coordinator)["booking"]
    work = Engagement.objects.get(person=shared, organisation=cast.harbour)
    Placement.objects.create(
        engagement=work, prison=cast.exeter, begins_on=date(2018, 1, 1), ends_on=date(2019, 1, 1)
    )
    assert list(Booking.objects.visible_to(cast.manager)) == [booking]
