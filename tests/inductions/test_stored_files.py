"""Files and their rows: one is never there without the other, and nobody gets one who may not."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from coordination.files.keeping import forget_unless_committed
from coordination.models import AuditEntry
from coordination.policies import Refused
from coordination.views.handing_out import disposition
from inductions.actions import documents
from inductions.models import PolicyDocument, StoredFile
from tests.cast import Cast
from tests.directory.typing_in import signed_in
from tests.inductions.handed_in import HTML, PDF, PNG, ZIP
from tests.inductions.inducting import file_of, policy, policy_elsewhere

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.DATA_DIR) / "private" / "inductions"


class Stopped(Exception):
    pass


def on_disk() -> set[str]:
    return {each.name for each in FOLDER.iterdir()} if FOLDER.exists() else set()


@pytest.fixture(autouse=True)
def no_files_of_others() -> None:
    for name in on_disk():
        (FOLDER / name).unlink()


# --- Together or not at all -----------------------------------------------------------------------


def test_a_row_that_is_kept_has_its_file(cast: Cast) -> None:
    row = file_of(cast, cast.volunteer, cast.exeter)
    assert on_disk() == {Path(str(row.file.name)).name}
    assert row.file.read() == PDF
    assert (row.bytes, row.content_type, row.name) == (len(PDF), "application/pdf", "ACCT certificate.pdf")


def test_the_stored_name_says_nothing_and_two_of_one_content_are_two_files(cast: Cast) -> None:
    rows = [file_of(cast, cast.volunteer, cast.exeter) for _ in range(2)]
    assert len(on_disk()) == 2
    for row in rows:
        assert "certificate" not in str(row.file.name)
        assert row.content_hash[:8] not in str(row.file.name)


def test_a_later_rollback_takes_the_file_away(cast: Cast) -> None:
    with pytest.raises(Stopped), transaction.atomic():
        file_of(cast, cast.volunteer, cast.exeter)
        assert len(on_disk()) == 1
        raise Stopped
    assert (on_disk(), StoredFile.objects.count()) == (set(), 0)


def test_a_rollback_far_outside_takes_the_file_away_too(cast: Cast) -> None:
    with pytest.raises(Stopped), transaction.atomic():
        with transaction.atomic():
            policy(cast, file_name="policy.pdf", content=PDF)
        assert len(on_disk()) == 1
        raise Stopped
    assert (on_disk(), PolicyDocument.objects.count()) == (set(), 0)


def test_what_was_kept_before_stays_when_a_later_savepoint_is_rolled_back(cast: Cast) -> None:
    with transaction.atomic():
        kept = file_of(cast, cast.volunteer, cast.exeter)
        with pytest.raises(Stopped), transaction.atomic():
            file_of(cast, cast.volunteer, cast.exeter)
            raise Stopped
    assert on_disk() == {Path(str(kept.file.name)).name}


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_stays_even_if_other_work_after_the_commit_fails(cast: Cast) -> None:
    def fails() -> None:
        raise Stopped

    with pytest.raises(Stopped), transaction.atomic():
        transaction.on_commit(fails)
        file_of(cast, cast.volunteer, cast.exeter)
    row = StoredFile.objects.get()
    assert on_disk() == {Path(str(row.file.name)).name}


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_forgotten(cast: Cast) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "loose.pdf").write_bytes(PDF)
    forget_unless_committed(storages["private"], "inductions/loose.pdf")
    assert on_disk() == {"loose.pdf"}


@pytest.mark.parametrize("content", [ZIP, HTML, b""])
def test_a_refused_file_leaves_neither_row_nor_file_nor_policy(cast: Cast, content: bytes) -> None:
    first = policy(cast)
    with pytest.raises(Refused):
        documents.store(
            by=cast.coordinator,
            kind=StoredFile.Kind.POLICY,
            name="x.pdf",
            content=content,
            prison=cast.exeter,
        )
    if content:
        with pytest.raises(Refused):
            policy(cast, version="2", replaces=first, file_name="x.pdf", content=content)
    first.refresh_from_db()
    assert (on_disk(), StoredFile.objects.count(), first.ended_on) == (set(), 0, None)
    assert PolicyDocument.objects.get() == first


def test_a_policy_that_fails_after_its_file_was_stored_leaves_none(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        assert len(on_disk()) == 1
        raise Stopped

    monkeypatch.setattr(documents.audit, "record", fails)
    with pytest.raises(Stopped):
        policy(cast, file_name="policy.pdf", content=PDF)
    assert (on_disk(), StoredFile.objects.count()) == (set(), 0)


def test_a_full_disk_is_a_sentence_and_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(storage: Any, name: str, content: Any) -> str:
        storage_path = Path(storage.path(name))
        storage_path.parent.mkdir(parents=True, exist_ok=True)
        storage_path.write_bytes(b"%PDF")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coordination.private_files.PrivateStorage._save", full)
    with pytest.raises(Refused, match="no room for it"):
        policy(cast, file_name="policy.pdf", content=PDF)
    assert (on_disk(), StoredFile.objects.count()) == (set(), 0)


def test_what_a_killed_process_left_is_swept_a_day_later_and_nothing_else(cast: Cast) -> None:
    kept = Path(str(file_of(cast, cast.volunteer, cast.exeter).file.name)).name
    for name in ("old.pdf", "young.pdf"):
        (FOLDER / name).write_bytes(PDF)
    long_ago = time.time() - 2 * 24 * 3600
    for name in ("old.pdf", kept):
        os.utime(FOLDER / name, (long_ago, long_ago))
    assert documents.sweep_files() == 1
    assert on_disk() == {kept, "young.pdf"}
    assert documents.sweep_files() == 0


# --- Where they lie -------------------------------------------------------------------------------


def test_a_file_lies_where_no_address_leads_and_only_the_portal_reads(cast: Cast) -> None:
    row = file_of(cast, cast.volunteer, cast.exeter)
    path = Path(row.file.path)
    assert not path.is_relative_to(default_storage.location)
    assert not path.is_relative_to(settings.STATIC_ROOT)
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert oct(path.parent.stat().st_mode)[-3:] == "700"
    with pytest.raises(ValueError, match="has no address"):
        assert row.file.url
    client = signed_in(cast.coordinator)
    for address in (f"/{row.file.name}", f"/media/{row.file.name}", f"/private/{row.file.name}"):
        assert client.get(address).status_code == 404


# --- Who gets one ---------------------------------------------------------------------------------

EVERYBODY = (
    "coordinator", "second_coordinator", "governor", "staff", "gate", "lead", "national", "manager", "worker",
    "other_coordinator", "other_manager",
)  # fmt: skip
LOOK_AFTER = {"coordinator", "second_coordinator", "governor"}
READ_POLICIES = LOOK_AFTER | {"staff", "gate", "lead", "national", "manager", "worker"}


def who_gets(cast: Cast, row: StoredFile) -> set[str]:
    """Those who get it; each of the rest gets 404, and a visitor is sent to sign in."""
    address = reverse("stored_file", args=[row.pk])
    answers = {who: signed_in(getattr(cast, who)).get(address).status_code for who in EVERYBODY}
    assert set(answers.values()) <= {200, 404}
    visitor = Client().get(address)
    assert (visitor.status_code, visitor["Location"]) == (302, f"{reverse('account_login')}?next={address}")
    return {who for who, status in answers.items() if status == 200}


def test_a_persons_certificate_is_for_the_person_their_manager_and_who_looks_after_them(cast: Cast) -> None:
    assert who_gets(cast, file_of(cast, cast.worker_person, None)) == LOOK_AFTER | {"manager", "worker"}
    assert who_gets(cast, file_of(cast, cast.volunteer, cast.exeter)) == LOOK_AFTER | {"manager"}
    assert who_gets(cast, file_of(cast, cast.other_volunteer, cast.guys_marsh)) == {
        "other_coordinator",
        "other_manager",
    }


def test_a_signed_checklist_stays_at_its_prison_also_for_somebody_who_works_at_two(cast: Cast) -> None:
    engagement = cast.worker_person.engagements.get()
    engagement.placements.create(prison=cast.guys_marsh, begins_on=engagement.begins_on)
    checklist = file_of(cast, cast.worker_person, cast.exeter, "register")
    assert who_gets(cast, checklist) == LOOK_AFTER | {"manager", "worker"}
    certificate = file_of(cast, cast.worker_person, cast.exeter)
    assert who_gets(cast, certificate) == LOOK_AFTER | {"manager", "worker", "other_coordinator"}


def test_a_register_with_many_names_is_for_who_looks_after_the_prison_alone(cast: Cast) -> None:
    assert who_gets(cast, file_of(cast, None, cast.exeter, "register")) == LOOK_AFTER


def test_a_policys_file_is_for_everybody_who_may_read_the_policy(cast: Cast) -> None:
    here = policy(cast, file_name="policy.pdf", content=PDF).file
    there = policy_elsewhere(cast, file_name="policy.pdf", content=PDF).file
    assert who_gets(cast, here) == READ_POLICIES
    assert who_gets(cast, there) == {"national", "other_coordinator", "other_manager"}


def test_who_left_the_prison_reads_its_policies_no_more(cast: Cast) -> None:
    here = policy(cast, file_name="policy.pdf", content=PDF).file
    cast.worker_person.engagements.update(ends_on=cast.worker_person.added_at.date().replace(year=2021))
    assert "worker" not in who_gets(cast, here)


# --- As what it leaves ----------------------------------------------------------------------------


def test_it_leaves_to_be_saved_as_what_it_is(cast: Cast) -> None:
    row = file_of(cast, cast.volunteer, cast.exeter)
    response = signed_in(cast.coordinator).get(reverse("stored_file", args=[row.pk]))
    assert b"".join(response) == PDF
    assert response["Content-Length"] == str(len(PDF))
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Disposition"].startswith('attachment; filename="ACCT certificate.pdf"')


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Fire.pdf", "attachment; filename=\"Fire.pdf\"; filename*=UTF-8''Fire.pdf"),
        (
            "tŷ a gŵr.pdf",
            "attachment; filename=\"ty a gwr.pdf\"; filename*=UTF-8''t%C5%B7%20a%20g%C5%B5r.pdf",
        ),
        ("警.pdf", "attachment; filename=\".pdf\"; filename*=UTF-8''%E8%AD%A6.pdf"),
        (
            'a"; x=\r\nb.pdf',
            "attachment; filename=\"a; x=b.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0Ab.pdf",
        ),
    ],
)
def test_its_name_cannot_leave_the_header(name: str, header: str) -> None:
    assert disposition(name) == header


def test_opening_somebody_elses_file_is_written_down_and_ones_own_is_not(cast: Cast) -> None:
    row = file_of(cast, cast.worker_person, cast.exeter)
    address = reverse("stored_file", args=[row.pk])
    signed_in(cast.worker).get(address)
    assert not AuditEntry.objects.filter(verb="open_file").exists()
    signed_in(cast.coordinator).get(address)
    entry = AuditEntry.objects.get(verb="open_file")
    assert (entry.actor, entry.object) == (
        f"coordination.user:{cast.coordinator.pk}",
        f"inductions.storedfile:{row.pk}",
    )


def test_a_file_that_is_not_there_or_was_changed_on_the_disk_is_not_given_out(cast: Cast) -> None:
    row = file_of(cast, cast.volunteer, cast.exeter)
    address = reverse("stored_file", args=[row.pk])
    Path(row.file.path).write_bytes(PDF + b" ")
    changed = signed_in(cast.coordinator).get(address)
    assert (changed.status_code, b"not what was handed in" in changed.content) == (410, True)
    Path(row.file.path).unlink()
    gone = signed_in(cast.coordinator).get(address)
    assert (gone.status_code, b"not where it was kept" in gone.content) == (410, True)


# --- Through the form -----------------------------------------------------------------------------


def posted(cast: Cast, name: str, content: bytes) -> Any:
    file = io.BytesIO(content)
    file.name = name
    data = {
        "title": "Fire safety", "version": "1", "audience": ["for_staff"], "acknowledge_within_days": 30,
        "file": file,
    }  # fmt: skip
    return signed_in(cast.coordinator).post(reverse("policy_new", args=["EXI"]), data)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("policy.pdf", ZIP, "it is a ZIP archive"),
        ("policy.pdf", b"", "The file is empty."),
        ("policy.pdf", PDF + bytes(10 * 1024 * 1024), "at most 10 are taken"),
        ("policy.svg", HTML, "it is a web page"),
        ("A1234BC.pdf", PDF, "looks like a prison number"),
    ],
)
def test_a_bad_file_is_a_sentence_at_its_box_and_saves_nothing(
    cast: Cast, name: str, content: bytes, words: str
) -> None:
    response = posted(cast, name, content)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert list(response.context["form"].errors) == ["file"]
    assert (PolicyDocument.objects.count(), StoredFile.objects.count(), on_disk()) == (0, 0, set())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../policy.pdf", "policy.png"),
        ('a"b.pdf', "a-b.png"),
        ("n" * 300 + ".png", "n" * 100 + ".png"),
        ("cod\u202efdp.exe", "codfdp.png"),
    ],
)
def test_a_good_file_of_a_bad_name_is_kept_under_a_good_one(cast: Cast, name: str, kept: str) -> None:
    response = posted(cast, name, PNG)
    assert response.status_code == 302, response.context["form"].errors
    assert StoredFile.objects.get().name == kept


def test_the_boxes_say_what_is_never_handed_in(cast: Cast) -> None:
    page = (
        signed_in(cast.coordinator)
        .get(reverse("induction_typed", args=[cast.volunteer.pk, "EXI"]))
        .content.decode()
    )
    assert "Never a DBS certificate or another vetting document" in page
    assert "vetting" not in str(StoredFile.Kind.choices).lower()
    assert "dbs" not in str(StoredFile.Kind.choices).lower()


def test_the_pdf_of_these_tests_is_one_that_readers_open() -> None:
    assert PdfReader(io.BytesIO(PDF), strict=False).trailer["/Root"]
