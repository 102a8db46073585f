"""System checks of our own: every field of our models is classified."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from coordination import disclosure


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
