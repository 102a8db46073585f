"""Pictures and finished papers that a killed process left without a row."""

from __future__ import annotations

from bulletins.actions.images import FOLDER
from bulletins.models import BulletinImage, BulletinPaper
from coordination.actions.jobs import once_a_day
from coordination.files import sweep


def sweep_daily() -> bool:
    return once_a_day("bulletins.sweep_files", sweep_files)


def sweep_files() -> int:
    """Returns how many were deleted."""
    return sweep(FOLDER, _has_row)


def _has_row(name: str) -> bool:
    return any(model.objects.filter(file=name).exists() for model in (BulletinImage, BulletinPaper))
