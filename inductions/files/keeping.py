"""Files and rows together: a file of which the row was rolled back goes, and one of a killed process is found."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.core.files.storage import Storage
from django.db import transaction

logger = logging.getLogger(__name__)
FOLDER: Final = "inductions"


class _Uncommitted:
    """Lives in the list of what is to be done after the commit. A rollback drops that list, and with it the file."""

    def __init__(self, storage: Storage, name: str) -> None:
        self._take_away = weakref.finalize(self, _delete, storage, name)

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


def _delete(storage: Storage, name: str) -> None:
    try:
        storage.delete(name)
    except Exception:
        logger.exception("A file of which the row was not kept could not be deleted; the sweep will find it.")


def stray_names(storage: Storage, before: datetime) -> Iterator[str]:
    """Names of files that were written before that moment, for a caller who knows which of them have rows."""
    try:
        names = storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for each in sorted(names):
        name = f"{FOLDER}/{each}"
        try:
            if storage.get_modified_time(name) < before:
                yield name
        except FileNotFoundError:
            continue  # Deleted meanwhile by whoever it belonged to.
