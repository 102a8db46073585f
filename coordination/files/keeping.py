"""Files and rows together: a file of which the row was rolled back goes, and one of a killed process is found.

Each feature keeps its files in a folder of its own, named after it: the `upload_to` of its model's field.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

from coordination import clock
from coordination.files.checking import Checked
from coordination.policies import Refused
from coordination.private_files import StoreAway, private_storage

logger = logging.getLogger(__name__)
# Longer than any request takes that is still to write its row.
OLD_ENOUGH: Final = timedelta(days=1)
NO_ROOM: Final = (
    "The file could not be kept: the machine has no room for it or may not write. Nothing was saved."
    " Tell your administrator, then try again."
)
STORE_AWAY: Final = (
    "The file could not be kept: the store of files does not answer. Nothing was saved. Try again in a few minutes;"
    " if it happens again, tell your administrator."
)


def keep(file: FieldFile, checked: Checked) -> None:
    """Writes the content; the caller saves the row in the same transaction. Rolled back, the file goes again.

    The stored name says nothing: it is neither guessed nor read in a listing of the storage. Nor is it that of the
    content alone: the same file handed in twice is two rows, of which one may be deleted.
    """
    stored_as = f"{uuid4().hex}{checked.name[checked.name.rindex('.') :]}"
    try:
        file.save(stored_as, ContentFile(checked.content), save=False)
    except OSError as problem:
        logger.exception("A file could not be stored")
        if isinstance(problem, StoreAway):
            # Asking it again would only keep somebody waiting: what it kept unseen is swept.
            raise Refused(STORE_AWAY) from problem
        # Half a file of a full disk.
        take_away(file.storage, file.field.generate_filename(file.instance, stored_as))
        raise Refused(NO_ROOM) from problem
    forget_unless_committed(file.storage, str(file.name))


def delete_on_commit(storage: Storage, name: str) -> None:
    """For a row that no longer names the file. What a killed process leaves behind is found by the daily sweep."""
    if getattr(storage, "rolls_back", False):
        storage.delete(name)
    else:
        transaction.on_commit(lambda: take_away(storage, name), robust=True)


class _Uncommitted:
    """Lives in the list of what is to be done after the commit. A rollback drops that list, and with it the file."""

    def __init__(self, storage: Storage, name: str) -> None:
        self._take_away = weakref.finalize(self, take_away, storage, name)

    def __call__(self) -> None:
        self._take_away.detach()


def forget_unless_committed(storage: Storage, name: str) -> None:
    """Deletes the stored file if the transaction, or the savepoint, around the caller is rolled back.

    Django tells nobody of a rollback, but it forgets what was to be done after the commit. What a killed process
    leaves behind is found by the daily sweep. Where files lie in the database they are rolled back by themselves.
    """
    if getattr(storage, "rolls_back", False):
        return
    connection = transaction.get_connection()
    transaction.on_commit(_Uncommitted(storage, name), robust=True)
    if connection.in_atomic_block:
        # First of all: if another's work after the commit fails, the rest of the list is dropped as well.
        connection.run_on_commit.insert(0, connection.run_on_commit.pop())


def take_away(storage: Storage, name: str) -> None:
    """For a file without a row. Says nothing where it cannot be deleted: whoever asks has another sentence to say."""
    try:
        storage.delete(name)
    except Exception:
        logger.exception("A file without a row could not be deleted; the sweep will find it.")


def sweep(folder: str, has_row: Callable[[str], bool], *, storage: Storage | None = None) -> int:
    """Deletes what lies in the folder, of the private storage unless another is named, without a row for a day.

    Returns how many.
    """
    storage = storage or private_storage()
    before = clock.now() - OLD_ENOUGH
    swept = 0
    for name in _names(storage, folder):
        # The row first: a store on another machine is asked about the few that have none.
        if not has_row(name) and _is_older(storage, name, before):
            storage.delete(name)
            swept += 1
    return swept


def _names(storage: Storage, folder: str) -> list[str]:
    try:
        return [f"{folder}/{each}" for each in sorted(storage.listdir(folder)[1])]
    except FileNotFoundError:
        return []


def _is_older(storage: Storage, name: str, before: datetime) -> bool:
    try:
        return storage.get_modified_time(name) < before
    except FileNotFoundError:
        return False  # Deleted meanwhile by whoever it belonged to.
