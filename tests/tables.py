"""The tables of a new SQLite database, for tests that start processes of their own: migrated once a test run."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection

# The variable in which tests/servers.py leaves the folder of the run to processes that tests start.
FOLDER: Final = "FOLDER_OF_THE_TEST_RUN"


def make_tables() -> None:
    """Migrate this process's database; if another of this run did that before, take a copy of its file."""
    folder = os.environ.get(FOLDER)
    if folder is None or connection.vendor != "sqlite":
        call_command("migrate", verbosity=0)
        return
    migrated = Path(folder) / "migrated.sqlite3"
    with migrated.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if migrated.exists():
            shutil.copyfile(migrated, settings.DATABASES["default"]["NAME"])
            return
        call_command("migrate", verbosity=0)
        copy = migrated.with_suffix(".new")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        copy.rename(migrated)
