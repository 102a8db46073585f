"""Files in the database behave as files in a folder do, and are rolled back with what they belong to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction
from django.utils import timezone

from coordination.configuration import Configuration
from coordination.kept_files import DatabaseStorage
from coordination.models import KeptFile
from coordination.private_files import PrivateStorage
from tests.object_store import configured, object_storage

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["folder", "database", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "s3":
        address, bucket = (request.getfixturevalue(name) for name in ("store_address", "bucket"))
        return cast(Storage, object_storage(address, bucket))
    return PrivateStorage(location=tmp_path) if request.param == "folder" else DatabaseStorage("private")


def test_a_file_is_kept_read_listed_and_deleted(storage: Storage) -> None:
    name = storage.save("inductions/first.pdf", ContentFile(b"\x00%PDF\xff"))
    storage.save("inductions/below/second.pdf", ContentFile(b"2"))
    assert name == "inductions/first.pdf" and storage.exists(name) and storage.size(name) == 6
    with storage.open(name) as file:
        assert file.read() == b"\x00%PDF\xff"
    assert storage.listdir("inductions") == (["below"], ["first.pdf"])
    assert abs(storage.get_modified_time(name) - timezone.now()) < timedelta(minutes=5)
    storage.delete(name)
    storage.delete(name)
    assert not storage.exists(name)
    with pytest.raises(FileNotFoundError):
        storage.open(name).read()


def test_two_files_of_one_name_are_two_files(storage: Storage) -> None:
    names = [storage.save("paper.pdf", ContentFile(text)) for text in (b"one", b"two")]
    assert len(set(names)) == 2
    assert [storage.open(name).read() for name in names] == [b"one", b"two"]


def test_what_is_private_has_no_address(storage: Storage) -> None:
    with pytest.raises(ValueError):
        storage.url(storage.save("paper.pdf", ContentFile(b"one")))


def test_a_name_that_is_taken_between_the_question_and_the_answer_becomes_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    storage = DatabaseStorage("private")
    storage.save("paper.pdf", ContentFile(b"theirs"))
    asked: list[str] = []
    really = DatabaseStorage.exists

    def too_early(this: DatabaseStorage, name: str) -> bool:
        asked.append(name)
        return len(asked) > 1 and really(this, name)

    monkeypatch.setattr(DatabaseStorage, "exists", too_early)
    name = storage.save("paper.pdf", ContentFile(b"ours"))
    assert name != "paper.pdf"
    assert (storage.open(name).read(), storage.open("paper.pdf").read()) == (b"ours", b"theirs")


def test_files_of_two_storages_never_meet() -> None:
    DatabaseStorage("private").save("paper.pdf", ContentFile(b"secret"))
    assert not DatabaseStorage("default").exists("paper.pdf")


def test_a_file_is_rolled_back_with_what_it_belongs_to() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        DatabaseStorage("private").save("paper.pdf", ContentFile(b"one"))
        raise RuntimeError
    assert not KeptFile.objects.exists()


def test_the_configuration_says_where_files_lie(tmp_path: Path) -> None:
    in_folder = Configuration.read({"DATA_DIR": str(tmp_path)}).storages()
    assert in_folder["default"]["OPTIONS"]["location"] == tmp_path / "media"
    assert in_folder["private"]["BACKEND"].endswith("PrivateStorage")
    in_database = Configuration.read({"FILES": "database"}).storages()
    assert {name: each["OPTIONS"] for name, each in in_database.items()} == {
        "default": {"area": "default"},
        "private": {"area": "private"},
    }
    assert issubclass(PrivateStorage, FileSystemStorage)
    in_store = Configuration.read(configured("https://store.example.org", "portal-files")).storages()
    assert {name: each["OPTIONS"]["location"] for name, each in in_store.items()} == {
        "default": "default",
        "private": "private",
    }
    assert {each["OPTIONS"]["addressing_style"] for each in in_store.values()} == {"path"}
