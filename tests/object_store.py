"""An S3-compatible store of the test run's own: moto's server as a process, started when the first test asks for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

import pytest
from django.core.files.storage import Storage, default_storage, storages
from django.db.models import FileField

from coordination.configuration import Configuration
from coordination.machine import processes
from tests import servers

KEY = {"FILES_KEY": "only-for-tests", "FILES_SECRET": "only-for-tests"}


@pytest.fixture(scope="session")
def store_address() -> Iterator[str]:
    port = processes.free_port()
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            urlopen(address).close()
        except URLError:
            return False
        return True

    with (servers.FOLDER / "moto.log").open("wb") as log:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        server = processes.start(command, output=log)
        try:
            assert processes.wait_until(answers, seconds=60), "moto's server did not start"
            yield address
        finally:
            processes.stop(server)


@pytest.fixture
def bucket(store_address: str) -> str:
    """An empty one for each test."""
    name = f"portal-{uuid4().hex[:12]}"
    storage = object_storage(store_address, name)
    storage.connection.create_bucket(Bucket=name)
    return name


def configured(address: str, bucket: str, **changes: str) -> dict[str, str]:
    return {"FILES": "s3", "FILES_BUCKET": bucket, "FILES_ENDPOINT": address} | KEY | changes


def object_storage(address: str, bucket: str, area: str = "private", **changes: str) -> Any:
    """As the settings would make it."""
    from coordination.object_files import ObjectStorage

    values = Configuration.read(configured(address, bucket, **changes)).storages()
    return ObjectStorage(**values[area]["OPTIONS"])


@pytest.fixture
def in_the_store(store_address: str, bucket: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Both storages of the portal lie in the bucket, for every model. Returns them by name."""
    made = {area: object_storage(store_address, bucket, area) for area in ("default", "private")}
    for area, storage in made.items():
        use(monkeypatch, area, storage)
    return made


def use(monkeypatch: pytest.MonkeyPatch, area: str, storage: Storage) -> None:
    """Models keep the storage that they found when they were loaded."""
    from django.apps import apps

    before = storages[area]
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if (
                isinstance(field, FileField)
                and field.storage in (before, default_storage)[: 1 + (area == "default")]
            ):
                monkeypatch.setattr(field, "storage", storage)
    monkeypatch.setitem(storages._storages, area, storage)
    if area == "default":
        monkeypatch.setattr(default_storage, "_wrapped", storage)


def cut_off(monkeypatch: pytest.MonkeyPatch, storage: Any) -> None:
    """From now on nobody listens where the store was."""
    nowhere = object_storage(
        f"http://127.0.0.1:{processes.free_port()}", storage.bucket_name, storage.location
    )
    monkeypatch.setattr(storage, "_connections", nowhere._connections)
    monkeypatch.setattr(storage, "endpoint_url", nowhere.endpoint_url)


def names_in(storage: Any) -> set[str]:
    """Every name in the bucket, of both storages."""
    return {each.key for each in storage.bucket.objects.all()}
