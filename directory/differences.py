"""A text as words a coordinator reads, and the difference between two of them, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from directory.models import Revision, Session
from directory.wording import COLUMNS, LISTS, ORDER, Content, label_of

EVERY_WING = "Every wing"


@dataclass(frozen=True)
class FieldDifference:
    """One field with both its texts whole; the page marks the words between them."""

    name: str
    label: str
    old: str
    new: str


def shown(text: Revision | Content | None) -> dict[str, str]:
    """Every worded field as text, in the order of the form; an empty field is empty text. None: all empty.

    A content must hold rows, not keys, as a form cleans it.
    """
    if text is None:
        return dict.fromkeys(ORDER, "")
    rows = rows_of(text) if isinstance(text, Revision) else text
    return {name: _shown(name, rows) for name in ORDER}


def rows_of(revision: Revision) -> Content:
    """As `content_of`, but with the rows of other tables themselves."""
    rows: Content = {name: getattr(revision, name) for name in COLUMNS}
    rows |= {name: list(getattr(revision, name).all()) for name in LISTS}
    rows["sessions"] = list(revision.sessions.all())
    return rows


def differences(old: Revision | Content | None, new: Revision | Content) -> list[FieldDifference]:
    """Fields that differ, in the order of the form. Against nothing, every filled field is new."""
    return [row for row in compared(old, new) if row.old != row.new]


def compared(old: Revision | Content | None, new: Revision | Content) -> list[FieldDifference]:
    """Every field, changed or not, in the order of the form."""
    before, after = shown(old), shown(new)
    return [FieldDifference(name, label_of(name), before[name], after[name]) for name in ORDER]


def _shown(name: str, rows: Content) -> str:
    if name == "sessions":
        return "\n".join(str(session_of(session)) for session in rows["sessions"])
    if name == "wings" and rows["every_wing"]:
        return EVERY_WING
    value = rows[name]
    if name in LISTS:
        return ", ".join(str(item) for item in value)
    return _column(name, value)


def session_of(session: Session | dict[str, Any]) -> Session:
    return session if isinstance(session, Session) else Session(**session)


def _column(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name.endswith("_days"):
        return f"{value} day{'' if value == 1 else 's'}"
    if name.endswith(("_on", "_until")):
        return f"{value.day} {value:%B %Y}"
    choices = dict(getattr(Revision._meta.get_field(name), "flatchoices", None) or ())
    return str(choices.get(value, value))
