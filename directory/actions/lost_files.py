"""Finished editions that a killed worker left without a row."""

from __future__ import annotations

from typing import Final

from django.core.files.storage import default_storage

from coordination.actions.jobs import once_a_day
from coordination.files import sweep
from directory.models import Edition

FOLDER: Final = "editions"


def sweep_daily() -> bool:
    return once_a_day("directory.sweep_files", sweep_files)


def sweep_files() -> int:
    """Returns how many were deleted."""
    return sweep(FOLDER, lambda name: Edition.objects.filter(file=name).exists(), storage=default_storage)
