"""What is handed in, where files lie in a bucket: with its row or not at all, and sentences while the store is away."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from coordination.files import keeping
from coordination.policies import Refused
from inductions.actions import documents, privacy
from inductions.models import PolicyDocument, StoredFile
from tests.cast import Cast
from tests.directory.typing_in import signed_in
from tests.inductions.handed_in import PDF
from tests.inductions.inducting import file_of, policy
from tests.object_store import cut_off, names_in

pytestmark = pytest.mark.django_db


class Stopped(Exception):
    pass


@pytest.fixture
def private(in_the_store: dict[str, Any]) -> Any:
    return in_the_store["private"]


def test_a_certificate_lies_in_the_bucket_and_leaves_through_its_page_alone(cast: Cast, private: Any) -> None:
    row = file_of(cast, cast.volunteer, cast.exeter)
    assert names_in(private) == {f"private/{row.file.name}"}
    response = signed_in(cast.coordinator).get(reverse("stored_file", args=[row.pk]))
    assert b"".join(response) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-store, private")
    with pytest.raises(ValueError, match="has no address"):
        assert row.file.url
    assert signed_in(cast.other_coordinator).get(reverse("stored_file", args=[row.pk])).status_code == 404


def test_a_row_that_is_rolled_back_takes_its_file_with_it(cast: Cast, private: Any) -> None:
    with transaction.atomic():
        kept = file_of(cast, cast.volunteer, cast.exeter)
        with pytest.raises(Stopped), transaction.atomic():
            file_of(cast, cast.volunteer, cast.exeter)
            assert len(names_in(private)) == 2
            raise Stopped
    assert names_in(private) == {f"private/{kept.file.name}"}


def test_the_sweep_takes_what_has_no_row_for_a_day_and_leaves_the_rest(
    cast: Cast, private: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = file_of(cast, cast.volunteer, cast.exeter)
    private.save("inductions/loose.pdf", io.BytesIO(PDF))
    private.save("forums/not-ours.pdf", io.BytesIO(PDF))
    assert documents.sweep_files() == 0
    monkeypatch.setattr(keeping, "OLD_ENOUGH", timedelta(days=-1))
    assert documents.sweep_files() == 1
    assert names_in(private) == {f"private/{row.file.name}", "private/forums/not-ours.pdf"}


def test_handing_in_while_the_store_is_away_is_a_sentence_and_saves_nothing(
    cast: Cast, private: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(monkeypatch, private)
    with pytest.raises(Refused, match=r"the store of files does not answer\. Nothing was saved"):
        policy(cast, file_name="policy.pdf", content=PDF)
    file = io.BytesIO(PDF)
    file.name = "policy.pdf"
    data = {
        "title": "Fire safety", "version": "1", "audience": ["for_staff"], "acknowledge_within_days": 30,
        "file": file,
    }  # fmt: skip
    response = signed_in(cast.coordinator).post(reverse("policy_new", args=["EXI"]), data)
    assert response.status_code == 200
    assert "the store of files does not answer" in response.content.decode()
    assert (StoredFile.objects.count(), PolicyDocument.objects.count()) == (0, 0)


def test_half_a_file_that_is_kept_is_taken_away(
    cast: Cast, private: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = type(private)._save

    def full(storage: Any, name: str, content: Any) -> str:
        save(storage, name, content)
        assert names_in(private) == {f"private/{name}"}
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(private), "_save", full)
    with pytest.raises(Refused, match="Nothing was saved"):
        file_of(cast, cast.volunteer, cast.exeter)
    assert (names_in(private), StoredFile.objects.count()) == (set(), 0)


def test_handing_out_while_the_store_is_away_is_a_sentence(
    cast: Cast, private: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = file_of(cast, cast.worker_person, cast.exeter)
    missing = file_of(cast, cast.worker_person, cast.exeter)
    private.delete(missing.file.name)
    client = signed_in(cast.coordinator)
    gone = client.get(reverse("stored_file", args=[missing.pk]))
    assert (gone.status_code, b"not where it was kept" in gone.content) == (410, True)
    cut_off(monkeypatch, private)
    away = client.get(reverse("stored_file", args=[row.pk]))
    assert away.status_code == 503
    assert b"cannot be read just now" in away.content and b"There is no file" not in away.content
    record = signed_in(cast.worker).post(reverse("person_export", args=[cast.worker_person.pk]))
    assert (record.status_code, b"nothing was taken out" in record.content) == (200, True)
    with pytest.raises(Refused):
        privacy.export_person(by=cast.worker, person=cast.worker_person)
