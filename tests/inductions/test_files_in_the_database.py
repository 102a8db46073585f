"""What is handed in, where files lie in the database: several machines, no folder in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.storage import storages
from django.db import transaction
from django.urls import reverse

from coordination.kept_files import DatabaseStorage
from coordination.models import KeptFile
from inductions.actions import documents
from inductions.models import StoredFile
from tests.cast import Cast
from tests.directory.typing_in import signed_in
from tests.inductions.handed_in import PDF
from tests.inductions.inducting import file_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kept = DatabaseStorage("private")
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", kept)
    monkeypatch.setitem(storages._storages, "private", kept)
    yield


def test_a_certificate_is_handed_out_by_whichever_machine_is_asked(cast: Cast) -> None:
    row = file_of(cast, cast.volunteer, cast.exeter)
    assert KeptFile.objects.get(area="private").name == row.file.name
    response = signed_in(cast.coordinator).get(reverse("stored_file", args=[row.pk]))
    assert b"".join(response) == PDF
    assert response["Content-Disposition"].startswith("attachment")


def test_a_row_that_is_rolled_back_takes_its_file_with_it(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        file_of(cast, cast.volunteer, cast.exeter)
        raise RuntimeError
    assert (StoredFile.objects.count(), KeptFile.objects.count()) == (0, 0)


def test_the_sweep_takes_what_has_no_row_and_leaves_the_rest(cast: Cast) -> None:
    row = file_of(cast, cast.volunteer, cast.exeter)
    KeptFile.objects.create(area="private", name="inductions/loose.pdf", content=b"x", bytes=1)
    KeptFile.objects.update(kept_at="2020-01-01T00:00:00Z")
    assert documents.sweep_files() == 1
    assert KeptFile.objects.get().name == row.file.name
