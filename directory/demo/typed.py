"""A content as somebody has typed it into the form and not sent it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from directory.forms.typed import Typed
from directory.forms.written import PREFIX
from directory.wording import Content


def as_typed(content: Content) -> Typed:
    """Names and texts of the posted form."""
    typed: Typed = {}
    for name, value in content.items():
        if name != "sessions":
            typed |= _typed(name, value)
    sessions = content["sessions"]
    typed |= {f"{PREFIX}-TOTAL_FORMS": [str(len(sessions))], f"{PREFIX}-INITIAL_FORMS": ["0"]}
    for number, session in enumerate(sessions):
        for name, value in session.items():
            typed |= _typed(f"{PREFIX}-{number}-{name}", value)
    return typed


def _typed(name: str, value: Any) -> Typed:
    if value is None or value == "" or value is False:
        return {}
    if value is True:
        return {name: ["on"]}
    if isinstance(value, date):
        parts = {"day": value.day, "month": value.month, "year": value.year}
        return {f"{name}_{part}": [str(number)] for part, number in parts.items()}
    if isinstance(value, time):
        return {name: [f"{value:%H:%M}"]}
    if isinstance(value, list):
        return {name: [str(item) for item in value]} if value else {}
    return {name: [str(value)]}
