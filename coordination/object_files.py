"""A storage in a bucket of an S3-compatible store: FILES=s3. Several machines read it, and the database stays small.

django-storages speaks to the store. What is ours: no file has an address, every fault is an OSError as with a folder,
an opened file is there whole, and a request that waits for the store does not wait long.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import IO, Any, Final
from uuid import uuid4

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

from coordination.private_files import StoreAway

CONNECT_SECONDS: Final = 3
# Between two signs of the store, not for the whole file.
SILENT_SECONDS: Final = 10
TRIES: Final = 2
IN_MEMORY: Final = 1024 * 1024
PIECE: Final = 64 * 1024
NOT_THERE: Final = ("404", "NoSuchKey", "NotFound")
# Up to here a file goes over in one request, which keeps it whole or not at all.
ONE_REQUEST: Final = 512 * 1024 * 1024
TRIAL: Final = b"Written to see whether the store keeps files. It may be deleted."
CURE: Final = (
    "Look at FILES_BUCKET, FILES_ENDPOINT, FILES_REGION and the key: it must read, write, list and delete. Then ask"
    " again: manage.py check --deploy --tag files."
)
making = threading.Lock()


@contextmanager
def faults_of_the_store(name: str) -> Iterator[None]:
    """FileNotFoundError where there is no such file, StoreAway for whatever else the store or the way to it does."""
    try:
        yield
    except ClientError as fault:
        said = fault.response.get("Error", {})
        if said.get("Code") in NOT_THERE:
            raise FileNotFoundError(f"The store keeps no file called {name}.") from None
        raise StoreAway(f"{name}: the store says {said.get('Code')}: {said.get('Message')}") from fault
    except (BotoCoreError, Boto3Error) as fault:
        raise StoreAway(f"{name}: {fault}") from fault


@cache
def session_of(key: str | None, secret: str | None) -> boto3.Session:
    """Without a key it finds the role of the machine, or what the usual variables of Amazon's tools say."""
    return boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret)


def client_config(addressing_style: str, endpoint: str | None) -> Config:
    # Amazon's own store alone is sure to know the newer checksums; a row has the hash of its file besides.
    checksums = "when_required" if endpoint else "when_supported"
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=SILENT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        s3={"addressing_style": addressing_style},
        request_checksum_calculation=checksums,
        response_checksum_validation=checksums,
    )


@deconstructible
class ObjectStorage(S3Storage):
    """Nothing in it has an address: pages hand files out after asking who may have them."""

    def __init__(self, *, encryption: str = "", **options: Any) -> None:
        endpoint = options.get("endpoint_url")
        ours = {
            "file_overwrite": False,
            "default_acl": None,
            "session_profile": None,
            "max_memory_size": IN_MEMORY,
            "object_parameters": {"ServerSideEncryption": encryption} if encryption else {},
            "transfer_config": TransferConfig(multipart_threshold=ONE_REQUEST, use_threads=False),
            "client_config": client_config(options.pop("addressing_style", "auto"), endpoint),
        }
        super().__init__(**ours, **options)

    @property
    def connection(self) -> Any:
        """Each thread has its own, made from one session: a session reads megabytes of descriptions."""
        if getattr(self._connections, "connection", None) is None:
            # Making one from a session that others use is not safe between threads.
            with making:
                return super().connection
        return self._connections.connection

    @property
    def bucket(self) -> Any:
        # The parent keeps that of the first thread for all.
        return self.connection.Bucket(self.bucket_name)

    def _create_session(self) -> boto3.Session:
        return session_of(self.access_key, self.secret_key)

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("A kept file is read whole. To change it, save a new one.")
        whole = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # The caller closes it.
        try:
            with faults_of_the_store(name):
                key = self._normalize_name(name)
                answer = self.connection.meta.client.get_object(Bucket=self.bucket_name, Key=key)
                for piece in answer["Body"].iter_chunks(PIECE):
                    whole.write(piece)
        except BaseException:
            whole.close()
            raise
        whole.seek(0)
        return File(whole, name=name)

    def _save(self, name: str, content: File | IO[bytes]) -> str:
        with faults_of_the_store(name):
            saved: str = super()._save(name, content)
            return saved

    def delete(self, name: str) -> None:
        # The parent also takes a bucket that is not there for a file that is deleted.
        try:
            with faults_of_the_store(name):
                key = self._normalize_name(name)
                self.connection.meta.client.delete_object(Bucket=self.bucket_name, Key=key)
        except FileNotFoundError:
            pass

    def exists(self, name: str) -> bool:
        with faults_of_the_store(name):
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with faults_of_the_store(name):
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with faults_of_the_store(name):
            found: datetime = super().get_modified_time(name)
            return found

    get_created_time = get_modified_time

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files below `path`."""
        with faults_of_the_store(path):
            folders, names = super().listdir(path)
            return sorted(folders), sorted(names)

    def url(self, *args: Any, **kwargs: Any) -> str:
        raise ValueError("A kept file has no address. Hand it out through its page.")


def trial(storage: ObjectStorage) -> list[tuple[str, str, str]]:
    """(id, what is wrong, the cure) after a file was written, listed, read by us, read by a stranger and deleted."""
    name = f"trial/{uuid4().hex}.txt"
    found = []
    try:
        name = storage.save(name, ContentFile(TRIAL))
        with storage.open(name) as file:
            whole = file.read() == TRIAL and name.rpartition("/")[2] in storage.listdir("trial")[1]
        if not whole:
            found.append(("E003", f"{storage.location}/{name} is not read as it was written.", CURE))
        if stranger_reads(storage, name):
            found.append(
                (
                    "E004",
                    f"Whoever knows the name of a file below {storage.location}/ reads it without a key.",
                    "Close the bucket to the public: no policy and no list of access may let anybody in.",
                )
            )
        storage.delete(name)
    except OSError as problem:
        found.append(("E003", f"The store of files cannot be used: {problem}.", CURE))
    return found


def stranger_reads(storage: ObjectStorage, name: str) -> bool:
    client = storage.unsigned_connection.meta.client
    try:
        client.get_object(Bucket=storage.bucket_name, Key=f"{storage.location}/{name}")
    except (BotoCoreError, ClientError):
        return False
    return True
