"""Background work of forums; each task calls one action."""

from __future__ import annotations

from celery import shared_task

from forums.actions import documents


@shared_task(name="forums.sweep_files")
def sweep_files() -> bool:
    return documents.sweep_daily()
