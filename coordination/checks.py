"""System checks of our own: every field of our models is classified."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.files.storage import storages
from django.db import DatabaseError, connections

from coordination import disclosure
from coordination.models import Installation


@register()
def every_field_is_classified(**kwargs: Any) -> list[CheckMessage]:
    """E001: a field of ours without an audience (see coordination/disclosure.py)."""
    return [
        Error(
            sentence,
            hint="Add the field to `disclosure` of its model: everyone, staff or personal.",
            obj=model,
            id="coordination.E001",
        )
        for app in settings.OUR_APPS
        for model in apps.get_app_config(app).get_models()
        for sentence in disclosure.problems(model)
    ]


@register(Tags.database)
def no_demonstration_in_production(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """E002: a database that was seeded as a demonstration, where anybody can sign in as anybody.

    Asked by `migrate`, and by the web server, the worker and the clock when they start. A database without
    tables has no accounts either.
    """
    if not settings.PRODUCTION or not databases:
        return []
    try:
        demonstration = Installation.is_demonstration()
    except DatabaseError:
        return []
    if not demonstration:
        return []
    return [
        Error(
            "This database was seeded as a demonstration: its accounts have passwords that everybody knows.",
            hint="Point DATABASE_URL to an empty database, then run the release again.",
            id="coordination.E002",
        )
    ]


@register("files", deploy=True)
def the_store_keeps_files(**kwargs: Any) -> list[CheckMessage]:
    """E003, E004: with FILES=s3, a store that does not keep files, or that gives them to everybody.

    Asked by `manage.py check --deploy`, alone with `--tag files`: it writes, lists, reads and deletes a small file.
    """
    if settings.FILES != "s3":
        return []
    from coordination.object_files import ObjectStorage, trial

    return [
        Error(sentence, hint=hint, id=f"coordination.{code}")
        for name in ("default", "private")
        if isinstance(storage := storages[name], ObjectStorage)
        for code, sentence, hint in trial(storage)
    ]


def refuse_demonstration() -> None:
    """End the process, in production, where the database is that of a demonstration: E002 as a sentence."""
    from coordination.settings import refuse_to_start

    if not settings.PRODUCTION:
        return
    found = run_checks(tags=[Tags.database], databases=["default"])
    # Processes that are forked from this one open connections of their own.
    connections.close_all()
    if serious := [f"{each.msg} {each.hint or ''}".strip() for each in found if each.is_serious()]:
        refuse_to_start(serious)
