"""A whole record leaves as one file; who left long ago is named nowhere, and still counts."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from coordination import access
from coordination.actions import accounts
from coordination.models import AuditEntry, Invitation, Posting, Reminder, User
from coordination.models.immutable import ImmutableError, anonymising
from coordination.policies import Refused
from inductions.actions import anonymising as privacy_job
from inductions.actions import people, privacy, whole_record
from inductions.actions.anonymising import CLEARED, anonymise, models_of_a_person, over_for
from inductions.models import (
    Acknowledgement,
    Booking,
    CalendarFeed,
    Clearance,
    ClearanceEvent,
    ClearanceLevel,
    Engagement,
    InductionStep,
    Objection,
    Person,
    Placement,
    PolicyDocument,
    Reliance,
    StepSignature,
    StoredFile,
    TrainingModule,
    TrainingRecord,
    TrainingSession,
    Visit,
)
from tests.cast import Cast

LONG_AGO = date(2021, 5, 31)
SECRETS = (
    "Walid",
    "worker@cast.example.org",
    "01632 960777",
    "Adviser",
    "Wendy Wing",
    "REF 17",
    "Office of X",
    "cert.pdf",
)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def full(cast: Cast) -> Person:
    """The worker's record with a row of every kind, each with something that names them."""
    person, user, now = cast.worker_person, cast.worker, timezone.now()
    Person.objects.filter(pk=person.pk).update(phone="01632 960777")
    Placement.objects.filter(engagement__person=person).update(line_contact="Wendy Wing")
    step = InductionStep.objects.create(prison=cast.exeter, title="A tour", signed_by="person")
    StepSignature.objects.create(person=person, step=step, title="A tour", signed_by=user)
    document = PolicyDocument.objects.create(
        prison=cast.exeter, title="Keys", text="Keep them.", published_by=cast.coordinator
    )
    Acknowledgement.objects.create(person=person, document=document, by=user)
    file = StoredFile(
        kind="certificate", name="Walid cert.pdf", content_type="application/pdf", bytes=3,
        content_hash="a" * 64, person=person, stored_by=user,
    )  # fmt: skip
    file.file.save("certificate.pdf", ContentFile(b"abc"), save=False)
    file.save()
    module = TrainingModule.objects.get(pk="acct")
    TrainingRecord.objects.create(
        person=person, module=module, done_on=date(2020, 3, 1), source="earlier", prison=cast.exeter,
        evidence=file, recorded_by=cast.coordinator, struck_at=now, struck_by=cast.coordinator,
        struck_reason="Walid was not there",
    )  # fmt: skip
    session = TrainingSession.objects.create(
        prison=cast.exeter, module=module, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=1),
        place="Library", capacity=3, planned_by=cast.coordinator,
    )  # fmt: skip
    Booking.objects.create(session=session, person=person, state="booked", booked_by=user)
    for prison, by in ((cast.exeter, cast.coordinator), (cast.guys_marsh, cast.other_coordinator)):
        clearance = Clearance.objects.create(
            person=person, prison=prison, level=ClearanceLevel.objects.first(), reference="REF 17",
            granted_by="Office of X", state="refused", recorded_by=by,
        )  # fmt: skip
        ClearanceEvent.objects.create(clearance=clearance, state="refused", by=by)
        Reliance.objects.create(clearance=clearance, prison=cast.exeter, confirmed_by=cast.coordinator)
    Visit.objects.create(
        person=person, prison=cast.exeter, arrived_at=now - timedelta(days=900), left_at=now - timedelta(days=899),
        recorded_by=cast.gate,
    )  # fmt: skip
    CalendarFeed.objects.create(token_hash="t" * 64, person=person, made_by=user)
    Objection.objects.create(person=person, what="wrong", words="My name is Walid with one l")
    Reminder.objects.create(
        key="k", days=7, email=person.email, name="Walid", sentence="Walid", path="/", comes_due_on=LONG_AGO
    )
    return Person.objects.get(pk=person.pk)


def left(person: Person, day: date = LONG_AGO) -> Person:
    Engagement.objects.filter(person=person).update(ends_on=day)
    Posting.objects.filter(user=person.user_id, role="worker").update(ends_on=day)
    Person.objects.filter(pk=person.pk).update(left_on=day)
    return Person.objects.get(pk=person.pk)


# --- The whole record -----------------------------------------------------------------------------


def opened(by: User, person: Person) -> tuple[dict[str, Any], dict[str, bytes]]:
    with privacy.export_person(by=by, person=person) as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    assert archive.testzip() is None
    files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files.pop("record.json")), files


def test_every_model_that_hangs_on_a_person_is_in_the_export() -> None:
    """Also what hangs on such a row, to any depth. A policy is a prison’s, though its file lies with people’s."""
    found: set[Any] = set()
    ahead: list[Any] = [Person]
    while ahead:
        for field in ahead.pop()._meta.get_fields(include_hidden=True):
            model = field.related_model if field.auto_created and not field.concrete else None
            if model not in (None, PolicyDocument) and model not in found:
                found.add(model)
                ahead.append(model)
    assert found == {model for model, _ in whole_record.SECTIONS.values()}
    assert set(models_of_a_person()) == found - {Placement, ClearanceEvent, Reliance}


def test_a_person_takes_out_everything_with_the_files(cast: Cast, full: Person) -> None:
    record, files = opened(cast.worker, full)
    assert record["complete"] is True
    empty = [heading for heading in whole_record.SECTIONS if not record[heading]]
    assert empty == ["access_stopped"]
    assert record["person"]["phone"] == "01632 960777"
    assert [row["prison"] for row in record["clearances"]] == [cast.exeter.name, cast.guys_marsh.name]
    assert record["account"]["roles"][0]["place"] == "Harbour Housing"
    assert list(files.values()) == [b"abc"]
    assert record["files"][0]["stands_in"] in files


def test_other_people_are_left_out_of_it(cast: Cast, full: Person) -> None:
    words = json.dumps(opened(cast.worker, full)[0])
    for name in (cast.coordinator.name, cast.gate.name, cast.other_coordinator.name):
        assert name not in words
    signed = opened(cast.worker, full)[0]["induction"][0]
    assert signed["signed_by"] == "the person"


def test_a_coordinator_hands_out_what_they_may_see_and_it_is_written_down(cast: Cast, full: Person) -> None:
    record, files = opened(cast.coordinator, full)
    assert record["complete"] is False
    assert [row["prison"] for row in record["clearances"]] == [cast.exeter.name]
    # That Exeter relies on Guys Marsh is Exeter's own; what became of it there is not.
    assert len(record.pop("clearances_relied_on")) == 2
    assert cast.guys_marsh.name not in json.dumps(record)
    assert files
    entry = AuditEntry.objects.filter(verb="export_person").latest("pk")
    assert (entry.object, entry.prison_code) == (f"inductions.person:{full.pk}", "EXI")


@pytest.mark.parametrize("who", ["governor", "manager", "gate", "other_coordinator", "national"])
def test_nobody_else_takes_it_out(cast: Cast, full: Person, who: str) -> None:
    with pytest.raises(access.NotPermitted):
        privacy.export_person(by=getattr(cast, who), person=full)


def test_a_file_that_is_gone_from_the_storage_is_said_and_the_rest_leaves(cast: Cast, full: Person) -> None:
    stored = full.files.get()
    stored.file.storage.delete(stored.file.name)
    record, files = opened(cast.worker, full)
    assert files == {}
    assert record["files_not_found"] == [stored.name]


def test_reading_somebody_else_s_record_is_written_down_where_the_reader_looks_after_them(cast: Cast) -> None:
    for by in (cast.coordinator, cast.manager):
        privacy.read_person(by=by, person=cast.worker_person)
    privacy.read_person(by=cast.worker, person=cast.worker_person)
    entries = AuditEntry.objects.filter(verb="read_person").order_by("pk")
    assert [(entry.prison_code, entry.organisation_slug) for entry in entries] == [
        ("EXI", ""), ("", "harbour-housing"),
    ]  # fmt: skip


# --- Made anonymous -------------------------------------------------------------------------------


def test_the_last_day_counts_in_full_also_on_29_february(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.RETENTION_YEARS == 2
    for day, over, not_over in (
        (date(2022, 5, 31), date(2024, 6, 1), date(2024, 5, 31)),
        (date(2024, 2, 29), date(2026, 3, 1), date(2026, 2, 28)),
        (date(2022, 2, 28), date(2024, 2, 29), date(2024, 2, 28)),
    ):
        left(cast.volunteer, day)
        assert cast.volunteer in over_for(over), day
        assert cast.volunteer not in over_for(not_over), day


def texts_of(person: Person) -> str:
    """Every value of every row that hangs on the person, and of who is named there, as one text."""
    rows: list[Any] = [person]
    for model, path in whole_record.SECTIONS.values():
        rows += model._default_manager.filter(**{path: person})
    found = []
    for row in rows:
        for field in row._meta.concrete_fields:
            value = getattr(row, field.name)
            found.append(f"{value} {value.email}" if isinstance(value, User) else str(value))
    return "\n".join(found)


def test_nothing_that_names_them_stays_and_every_row_does(cast: Cast, full: Person) -> None:
    assert all(secret in texts_of(full) for secret in SECRETS)
    left(full)
    counted = {model: model._default_manager.count() for model, _ in whole_record.SECTIONS.values()}
    name = full.files.get().file.name
    assert privacy_job.anonymise_daily()
    person = Person.objects.get(pk=full.pk)
    assert (person.name, person.email, person.phone, person.user) == ("Somebody", "", "", None)
    assert [secret for secret in SECRETS if secret in texts_of(person)] == []
    kept = {model: model._default_manager.count() for model in counted}
    assert kept == counted | {CalendarFeed: counted[CalendarFeed] - 1}
    file = person.files.get()
    assert (file.file.name, bool(file.deleted_at)) == ("", True)
    assert not file._meta.get_field("file").storage.exists(name)
    assert not Reminder.objects.filter(email="worker@cast.example.org").exists()
    assert AuditEntry.objects.filter(verb="anonymise", object=f"inductions.person:{full.pk}").count() == 1


def test_every_text_of_a_person_s_rows_is_cleared_or_known_to_name_nobody() -> None:
    """A new text column of such a model fails here until somebody decides."""
    names_nobody = {
        "StepSignature.title", "TrainingRecord.version", "StoredFile.content_type", "StoredFile.file",
        "TrainingRecord.struck_reason", "CalendarFeed.token_hash",
    }  # fmt: skip
    text = (models.CharField, models.TextField, models.JSONField, models.FileField)
    found = {
        f"{model.__name__}.{field.name}"
        for model in {*models_of_a_person(), Placement}
        for field in model._meta.concrete_fields
        if isinstance(field, text) and not field.choices and field.name not in CLEARED.get(model, {})
    }
    assert found <= names_nobody, found - names_nobody
    assert "Engagement.role_title" not in found


def test_the_account_of_somebody_who_only_worked_for_organisations_is_forgotten(
    cast: Cast, full: Person
) -> None:
    Invitation.objects.create(
        email="worker@cast.example.org", name="Walid", role="worker", organisation=cast.harbour,
        token_hash="w" * 64, invited_by=cast.manager, expires_at=timezone.now(),
    )  # fmt: skip
    anonymise(person=left(full))
    user = User.objects.get(pk=cast.worker.pk)
    assert (user.name, user.is_active, user.has_usable_password()) == ("Somebody", False, False)
    assert "worker" not in user.email
    assert not Invitation.objects.filter(email="worker@cast.example.org").exists()


def test_an_account_with_another_role_stays_and_is_named_by_none_of_the_rows(
    cast: Cast, full: Person
) -> None:
    Posting.objects.create(user=cast.worker, role="staff", prison=cast.guys_marsh)
    anonymise(person=left(full))
    assert User.objects.get(pk=cast.worker.pk).name == "Walid Worker"
    assert not StepSignature.objects.filter(signed_by=cast.worker).exists()
    assert StepSignature.objects.get(person=full.pk).signed_by == accounts.somebody()
    assert Booking.objects.get(person=full.pk).booked_by == accounts.somebody()


def test_who_works_somewhere_or_left_lately_is_kept(cast: Cast, full: Person) -> None:
    assert privacy_job.anonymise_daily()
    assert Person.objects.get(pk=full.pk).name == "Walid Worker"
    with pytest.raises(Refused, match="is not over"):
        anonymise(person=full)


def test_who_was_taken_on_again_is_kept(cast: Cast, full: Person) -> None:
    left(full)
    people.add_person(
        by=cast.other_manager, organisation=cast.lantern, same_as=full,
        values={"name": "Walid", "email": full.email, "kind": "staff"},
    )  # fmt: skip
    assert over_for(timezone.localdate()) == []


def test_one_who_fails_keeps_nobody_else_and_the_day_is_tried_again(
    cast: Cast, full: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(full)
    left(cast.volunteer)
    real = privacy_job.anonymise

    def fails_for_the_worker(*, person: Person) -> Person:
        if person == full:
            raise OSError("the disk is full")
        return real(person=person)

    monkeypatch.setattr(privacy_job, "anonymise", fails_for_the_worker)
    with pytest.raises(OSError, match="the disk is full"):
        privacy_job.anonymise_daily()
    assert Person.objects.get(pk=cast.volunteer.pk).anonymised_at
    assert not Person.objects.get(pk=full.pk).anonymised_at


def test_a_file_that_could_not_be_deleted_goes_with_the_next_run(
    cast: Cast, full: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = StoredFile._meta.get_field("file").storage
    with monkeypatch.context() as broken:
        broken.setattr(type(storage), "delete", lambda *args: (_ for _ in ()).throw(OSError("away")))
        left(full)
        with pytest.raises(OSError, match="away"):
            privacy_job.anonymise_daily()
    assert Person.objects.get(pk=full.pk).anonymised_at
    assert full.files.get().file
    assert privacy_job.delete_files() == 1
    assert not full.files.get().file


# --- What is written once, on either database -----------------------------------------------------


def test_outside_of_anonymising_the_rows_are_held_again(cast: Cast, full: Person) -> None:
    anonymise(person=left(full))
    with pytest.raises(ImmutableError, match="written once"):
        StoredFile.objects.update(name="Another")
    with pytest.raises(ImmutableError, match="cannot be deleted"), anonymising():
        StepSignature.objects.all().delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite relies on the ORM alone")
def test_the_triggers_let_go_within_the_block_and_hold_after_it(cast: Cast, full: Person) -> None:
    change = "UPDATE inductions_stepsignature SET title = title || 'x'"
    with anonymising(), connection.cursor() as cursor:
        cursor.execute(change)
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite relies on the ORM alone")
def test_the_triggers_hold_again_after_a_block_that_failed(cast: Cast, full: Person) -> None:
    with pytest.raises(ZeroDivisionError), anonymising():
        raise ZeroDivisionError
    with pytest.raises(ImmutableError):
        StoredFile.objects.update(name="Another")
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE inductions_stepsignature SET title = 'x'")


def test_only_the_job_takes_the_permitted_route() -> None:
    using = [
        str(path) for app in settings.OUR_APPS for path in Path(app).rglob("*.py")
        if "import anonymising" in path.read_text() and "immutable" in path.read_text()
    ]  # fmt: skip
    assert using == ["inductions/actions/anonymising.py"]
