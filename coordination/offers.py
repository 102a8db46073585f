"""What features offer to the whole: a module of a known name in each app, found lazily.

coordination never imports a feature; `offers("home")` brings the `home` module of each app that has one.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Final

from django.apps import apps
from django.conf import settings

# The list is closed: design.md names what may cut across.
NAMES: Final = frozenset(
    "bulletin evidence editions followups home navigation reminders schedule retention invariants metrics demo".split()
)


@cache
def offers(name: str) -> tuple[ModuleType, ...]:
    """Modules called `name` of our own apps, in the order of INSTALLED_APPS. ValueError for a name not agreed."""
    if name not in NAMES:
        raise ValueError(f"{name} is not a thing that features offer")
    found = []
    for config in apps.get_app_configs():
        if config.name in settings.OUR_APPS and find_spec(f"{config.name}.{name}"):
            found.append(import_module(f"{config.name}.{name}"))
    return tuple(found)
