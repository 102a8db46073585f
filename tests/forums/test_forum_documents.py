"""Papers of a forum: judged, kept with their rows, handed out to members, and taken off for good."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.models.immutable import ImmutableError
from coordination.policies import Overtaken, Refused
from forums.actions import documents, forums
from forums.models import Forum, ForumFile
from tests.cast import Cast
from tests.coordination.pages import client_of
from tests.forums import making
from tests.inductions.handed_in import HTML, PDF, PNG, ZIP, docx, paragraph

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.DATA_DIR) / "private" / "forums"


def on_disk() -> set[str]:
    return {each.name for each in FOLDER.iterdir()} if FOLDER.exists() else set()


@pytest.fixture(autouse=True)
def no_files_of_others() -> None:
    for name in on_disk():
        (FOLDER / name).unlink()


def terms(cast: Cast, forum: Forum | None = None, **more: Any) -> ForumFile:
    values = {"name": "Terms 2026.pdf", "content": PDF} | more
    return documents.add_file(by=cast.coordinator, forum=forum or making.forum(cast), **values)


def test_terms_of_reference_are_kept_under_a_name_that_says_nothing(cast: Cast) -> None:
    row = terms(cast)
    assert (row.kind, row.title, row.name) == (ForumFile.Kind.TERMS, "Terms 2026", "Terms 2026.pdf")
    assert on_disk() == {Path(str(row.file.name)).name}
    assert "Terms" not in str(row.file.name)
    entry = AuditEntry.objects.get(verb="add_forum_file")
    assert (entry.prison_code, entry.object) == ("EXI", f"forums.forumfile:{row.pk}")


def test_a_paper_belongs_to_a_meeting_of_the_same_forum(cast: Cast) -> None:
    meeting = making.meeting(cast)
    row = terms(cast, meeting.forum, meeting=meeting, title="Figures of the summer")
    assert (row.kind, row.meeting, row.title) == (ForumFile.Kind.PAPER, meeting, "Figures of the summer")
    with pytest.raises(Refused, match="That meeting is not one of"):
        terms(cast, making.forum(cast, name="Another"), meeting=meeting)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"content": ZIP}, "it is a ZIP archive"),
        ({"content": HTML}, "it is a web page"),
        ({"content": b""}, "The file is empty"),
        ({"name": "A1234BC.pdf"}, "looks like a prison number"),
        ({"name": "x.docx", "content": docx(paragraph("About A1234BC"))}, "It stands in the document"),
        ({"title": "For offenders"}, "Write “people in prison”"),
    ],
)
def test_what_may_not_be_kept_leaves_neither_row_nor_file(
    cast: Cast, more: dict[str, Any], sentence: str
) -> None:
    forum = making.forum(cast)
    with pytest.raises(Refused, match=sentence):
        terms(cast, forum, **more)
    assert (ForumFile.objects.count(), on_disk()) == (0, set())


def test_a_rollback_takes_the_file_away(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        terms(cast)
        assert len(on_disk()) == 1
        raise ZeroDivisionError
    assert on_disk() == set()


def test_nobody_adds_a_paper_to_an_ended_forum_or_at_another_prison(cast: Cast) -> None:
    forum, there = making.forum(cast), making.forum(cast, elsewhere=True)
    for by, of in ((cast.coordinator, there), (cast.governor, forum), (cast.manager, forum)):
        with pytest.raises(NotPermitted):
            documents.add_file(by=by, forum=of, name="x.pdf", content=PDF)
    row = terms(cast, forum)
    with pytest.raises(NotPermitted):
        documents.remove_file(by=cast.other_coordinator, file=row)
    forums.end_forum(by=cast.coordinator, forum=forum)
    with pytest.raises(Refused, match="has ended"):
        terms(cast, forum)


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_off_is_deleted_once_that_is_certain_and_its_row_stays(cast: Cast) -> None:
    row = terms(cast)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        documents.remove_file(by=cast.coordinator, file=row)
        raise ZeroDivisionError
    assert len(on_disk()) == 1, "nothing was decided, so nothing is deleted"
    documents.remove_file(by=cast.coordinator, file=row)
    row.refresh_from_db()
    assert (on_disk(), row.file.name, row.title) == (set(), "", "Terms 2026")
    assert row.removed_at and row not in ForumFile.objects.standing()
    with pytest.raises(Overtaken, match="removed already"):
        documents.remove_file(by=cast.coordinator, file=row)


def test_a_kept_paper_is_never_changed(cast: Cast) -> None:
    row = terms(cast)
    row.title = "Something else"
    with pytest.raises(ImmutableError):
        row.save()
    with pytest.raises(ImmutableError):
        ForumFile.objects.filter(pk=row.pk).update(content_hash="0" * 64)
    with pytest.raises(ImmutableError):
        row.delete()


def test_the_daily_sweep_takes_what_lies_there_without_a_row_and_nothing_else(cast: Cast) -> None:
    row = terms(cast)
    kept = Path(str(row.file.name)).name
    for name in ("old.pdf", "new.pdf", kept):
        (FOLDER / name).write_bytes(PDF)
        two_days_ago = time.time() - 2 * 24 * 60 * 60
        if name != "new.pdf":
            os.utime(FOLDER / name, (two_days_ago, two_days_ago))
    assert documents.sweep_files() == 1
    assert on_disk() == {"new.pdf", kept}
    assert documents.sweep_daily() and not documents.sweep_daily()


# --- Its pages ------------------------------------------------------------------------------------


def address(row: ForumFile, name: str = "forum_file") -> str:
    return reverse(name, args=[row.forum.prison.code, row.forum_id, row.pk])


def test_a_member_saves_it_as_what_it_is(cast: Cast) -> None:
    response = client_of(cast.worker).get(address(terms(cast)))
    assert (response.status_code, b"".join(response)) == (200, PDF)
    assert response["Content-Disposition"].startswith('attachment; filename="Terms 2026.pdf"')
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store, private"


def test_one_that_was_taken_off_or_changed_on_the_disk_is_not_given_out(cast: Cast) -> None:
    row = terms(cast)
    Path(row.file.path).write_bytes(PDF + b" ")
    changed = client_of(cast.coordinator).get(address(row))
    assert (changed.status_code, b"not what was handed in" in changed.content) == (410, True)
    client_of(cast.coordinator).post(address(row, "remove_forum_file"))
    gone = client_of(cast.worker).get(address(row))
    assert (gone.status_code, b"This paper was taken off." in gone.content) == (410, True)


def test_the_form_says_at_its_box_what_is_wrong_with_a_file(cast: Cast) -> None:
    forum = making.forum(cast)
    client, form = client_of(cast.coordinator), reverse("add_forum_file", args=["EXI", forum.pk])
    bad = client.post(form, {"title": "Terms", "file": SimpleUploadedFile("terms.pdf", ZIP)})
    assert "it is a ZIP archive" in bad.context["form"].errors["file"][0]
    none = client.post(form, {"title": "Terms"})
    assert none.context["form"].errors["file"] == ["Choose the file."]
    good = client.post(form, {"title": "Terms", "file": SimpleUploadedFile("terms.exe", PNG)}, follow=True)
    assert "Terms</a>" in good.content.decode()
    assert ForumFile.objects.get().name == "terms.png"
