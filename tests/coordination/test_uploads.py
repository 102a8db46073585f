"""A file that is too large is dropped while it arrives; a request that is hopeless is not read at all."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from coordination.models import AuditEntry
from coordination.uploads import MEGABYTE, MOST_BYTES, MOST_OF_A_REQUEST
from directory.models import ImportRun
from inductions.models import WorkerImport
from tests.cast import Cast
from tests.directory.typing_in import signed_in

HEAD = b"Name,Organisation,Kind\n"


class Zeros(BytesIO):
    """So many bytes, made when they are read, that know how many were."""

    def __init__(self, size: int, head: bytes) -> None:
        self.left, self.head, self.name, self.size = size, head, "list.csv", size
        self.given = 0

    def read(self, size: int | None = -1) -> bytes:
        wanted = self.left if size is None or size < 0 else min(size, self.left)
        found = (self.head + b"x" * wanted)[:wanted]
        self.head, self.left = b"", self.left - wanted
        self.given += wanted
        return found


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes of each piece the handlers that store were given."""
    seen: list[int] = []
    for handler in (MemoryFileUploadHandler, TemporaryFileUploadHandler):
        real = handler.receive_data_chunk

        def counting(self: Any, data: bytes, start: int, real: Any = real) -> Any:
            seen.append(len(data))
            return real(self, data, start)

        monkeypatch.setattr(handler, "receive_data_chunk", counting)
    return seen


def sent(cast: Cast, name: str, size: int, **more: Any) -> Any:
    data = {"file": Zeros(size, HEAD), **more}
    return signed_in(cast.coordinator).post(reverse(name, args=["EXI"]), data)


@pytest.mark.django_db
def test_a_file_of_more_than_ten_megabytes_is_told_so_at_its_box_and_is_not_stored(
    cast: Cast, stored: list[int]
) -> None:
    response = sent(cast, "workers_import", 25 * MEGABYTE)
    assert response.status_code == 200
    assert response.context["form"].errors["file"] == [
        "The file has 25.0 MB; at most 10 are taken. Save it smaller, or divide it, and choose it again."
    ]
    assert "The file has 25.0 MB" in response.content.decode()
    # The handler that keeps in memory hands on to the one that writes, so that each piece is seen twice.
    assert sum(stored) <= 2 * MOST_BYTES
    assert (WorkerImport.objects.count(), AuditEntry.objects.filter(verb="read_people_list").count()) == (
        0,
        0,
    )


@pytest.mark.django_db
def test_a_view_that_takes_larger_files_gets_them(cast: Cast, stored: list[int]) -> None:
    larger = sent(cast, "import_new", 12 * MEGABYTE, source="A list")
    assert "MB" not in str(larger.context["form"].errors if larger.context else "")
    assert sum(stored) >= 12 * MEGABYTE
    too_large = sent(cast, "import_new", 40 * MEGABYTE, source="A list")
    assert "The file has 40.0 MB; at most 28 are taken." in too_large.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_a_file_of_just_ten_megabytes_is_taken(cast: Cast) -> None:
    response = sent(cast, "workers_import", MOST_BYTES)
    assert "MB" not in str(response.context["form"].errors)


@pytest.mark.django_db
def test_the_forms_token_is_still_asked_for(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.coordinator)
    response = client.post(reverse("workers_import", args=["EXI"]), {"file": Zeros(12 * MEGABYTE, HEAD)})
    assert response.status_code == 403


@pytest.mark.django_db
def test_a_hopeless_request_gets_a_sentence_before_anything_of_it_is_read(cast: Cast) -> None:
    body = Zeros(10, b"")
    client = Client(enforce_csrf_checks=True)
    response = client.generic(
        "POST", reverse("workers_import", args=["EXI"]), b"", CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(MOST_OF_A_REQUEST + 1), **{"wsgi.input": body},
    )  # fmt: skip
    assert (response.status_code, body.given) == (413, 0)
    assert "You sent more than 100 MB" in response.content.decode()
    assert response["Content-Security-Policy"]
