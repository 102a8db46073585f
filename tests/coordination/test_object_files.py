"""Files in a bucket: no address, nothing for strangers, and every fault of the store is one that pages can say."""

from __future__ import annotations

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.test import override_settings

from coordination import object_files
from coordination.object_files import trial
from coordination.private_files import StoreAway
from tests.object_store import cut_off, names_in, object_storage


@pytest.fixture
def storage(store_address: str, bucket: str) -> Any:
    return object_storage(store_address, bucket)


def everything_with(storage: Any) -> dict[str, Any]:
    return {
        "save": lambda: storage.save("inductions/new.pdf", ContentFile(b"new")),
        "open": lambda: storage.open("inductions/kept.pdf"),
        "exists": lambda: storage.exists("inductions/kept.pdf"),
        "size": lambda: storage.size("inductions/kept.pdf"),
        "modified": lambda: storage.get_modified_time("inductions/kept.pdf"),
        "listdir": lambda: storage.listdir("inductions"),
        "delete": lambda: storage.delete("inductions/kept.pdf"),
    }


# --- What is kept ---------------------------------------------------------------------------------


def test_the_two_storages_never_meet_in_one_bucket(store_address: str, bucket: str) -> None:
    private = object_storage(store_address, bucket)
    default = object_storage(store_address, bucket, "default")
    private.save("paper.pdf", ContentFile(b"secret"))
    assert not default.exists("paper.pdf")
    assert names_in(private) == {"private/paper.pdf"}
    with pytest.raises(Exception, match="denied"):
        default.open("../private/paper.pdf")


def test_a_file_is_opened_whole_and_may_be_read_twice(storage: Any) -> None:
    large = bytes(range(256)) * 12_000  # three megabytes: more than stay in memory
    storage.save("large.pdf", ContentFile(large))
    with storage.open("large.pdf") as file:
        assert b"".join(file.chunks()) == large
        file.seek(0)
        assert (file.read(), file.size) == (large, len(large))
    with pytest.raises(ValueError, match="save a new one"):
        storage.open("large.pdf", "wb")


def test_a_stranger_gets_nothing(storage: Any, store_address: str, bucket: str) -> None:
    storage.save("paper.pdf", ContentFile(b"secret"))
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{store_address}/{bucket}/private/paper.pdf")  # noqa: S310  our own process
    assert refused.value.code == 403
    grants = storage.bucket.Object("private/paper.pdf").Acl().grants
    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL"]
    assert "URI" not in grants[0]["Grantee"]


def test_the_store_is_told_what_a_file_is_and_asked_to_encrypt_it_where_that_is_set(
    store_address: str, bucket: str
) -> None:
    storage = object_storage(store_address, bucket, FILES_ENCRYPTION="AES256")
    storage.save("paper.pdf", ContentFile(b"%PDF"))
    kept = storage.bucket.Object("private/paper.pdf")
    assert (kept.content_type, kept.server_side_encryption) == ("application/pdf", "AES256")
    assert storage.open("paper.pdf").read() == b"%PDF"


def test_many_threads_keep_and_read_at_once(storage: Any) -> None:
    def there_and_back(number: int) -> bool:
        name = storage.save("inductions/same.pdf", ContentFile(b"%d" % number * 5000))
        return bool(storage.open(f"inductions/{number}.pdf").read() == b"%d" % number) and storage.exists(
            name
        )

    for number in range(16):
        storage.save(f"inductions/{number}.pdf", ContentFile(b"%d" % number))
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(there_and_back, range(16)))


# --- What goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["save", "open", "exists", "size", "modified", "listdir", "delete"])
def test_a_store_that_does_not_answer_is_said_in_seconds(
    what: str, storage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(monkeypatch, storage)
    began = time.monotonic()
    with pytest.raises(StoreAway):
        everything_with(storage)[what]()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("what", ["save", "open", "listdir", "delete"])
def test_a_bucket_that_is_not_there_is_no_missing_file(what: str, store_address: str) -> None:
    with pytest.raises(StoreAway, match="NoSuchBucket"):
        everything_with(object_storage(store_address, "nobody-made-this"))[what]()


@pytest.mark.parametrize("what", ["open", "size", "modified"])
def test_a_file_that_is_not_there_is_none(what: str, storage: Any) -> None:
    with pytest.raises(FileNotFoundError):
        everything_with(storage)[what]()


def one_that_answers(answer: bytes, *, for_seconds: float) -> str:
    """The address of a server that says the same to everybody, then nothing for a while."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listening:
            listening.settimeout(for_seconds)
            try:
                while True:
                    connection, _ = listening.accept()
                    connection.recv(65536)
                    connection.sendall(answer)
                    if answer:
                        connection.close()
                    else:
                        kept.append(connection)
            except TimeoutError:
                pass
            for each in kept:
                each.close()

    kept: list[socket.socket] = []
    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_half_a_file_is_not_handed_out() -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nonly this much"
    storage = object_storage(one_that_answers(half, for_seconds=3), "bucket")
    with pytest.raises(StoreAway):
        storage.open("inductions/kept.pdf")


def test_a_store_that_takes_the_question_and_says_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (object_files.CONNECT_SECONDS + object_files.SILENT_SECONDS) * object_files.TRIES <= 30
    monkeypatch.setattr(object_files, "SILENT_SECONDS", 0.2)
    storage = object_storage(one_that_answers(b"", for_seconds=4), "bucket")
    began = time.monotonic()
    with pytest.raises(StoreAway):
        storage.exists("inductions/kept.pdf")
    assert time.monotonic() - began < 4


# --- Asked before it is relied on -----------------------------------------------------------------


@override_settings(FILES="s3")
def test_the_check_keeps_a_file_in_both_places_and_leaves_nothing(in_the_store: dict[str, Any]) -> None:
    kept: list[str] = []
    for storage in in_the_store.values():
        storage.connection.meta.client.meta.events.register(
            "before-call.s3.PutObject", lambda params, **rest: kept.append(params["url_path"])
        )
    assert run_checks(tags=["files"], include_deployment_checks=True) == []
    assert [path.split("/")[1] for path in kept] == ["default", "private"]
    assert names_in(in_the_store["private"]) == set()


@override_settings(FILES="s3")
def test_the_check_names_a_store_that_cannot_be_used(
    in_the_store: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_the_store["default"], "bucket_name", "nobody-made-this")
    cut_off(monkeypatch, in_the_store["private"])
    found = run_checks(tags=["files"], include_deployment_checks=True)
    assert [each.id for each in found] == ["coordination.E003"] * 2
    assert "NoSuchBucket" in found[0].msg and "FILES_BUCKET" in str(found[0].hint)


def test_the_check_names_a_bucket_that_is_open_to_everybody(storage: Any, bucket: str) -> None:
    everybody = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{bucket}/*",
            }
        ],
    }
    assert trial(storage) == []
    storage.bucket.Policy().put(Policy=json.dumps(everybody))
    ((code, sentence, cure),) = trial(storage)
    assert (code, "without a key" in sentence, "Close the bucket" in cure) == ("E004", True, True)
    assert names_in(storage) == set()


def test_nothing_is_asked_of_a_folder_or_a_database() -> None:
    assert run_checks(tags=["files"], include_deployment_checks=True) == []
