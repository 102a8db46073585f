"""The difference between two texts, field by field, in words a coordinator reads."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Any

from directory.models import Revision
from directory.wording import COLUMNS, LISTS

LABELS = {
    "usual_wait_days": "Usual wait", "least_time_days": "Least time needed", "hands_over_to": "Hands over to",
    "delivery_ways": "Ways of delivery", "ways_to_ask": "Ways to ask", "every_wing": "Every wing",
    "by_appointment": "By appointment", "sessions": "Sessions",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A run of words: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """One field: both texts whole, and the pieces between them."""

    name: str
    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...]


def label_of(name: str) -> str:
    if name in LABELS:
        return LABELS[name]
    verbose = str(getattr(Revision._meta.get_field(name), "verbose_name", name))
    return verbose[:1].upper() + verbose[1:]


def shown(revision: Revision | None) -> dict[str, str]:
    """Every worded field of a revision as text; an empty field is empty text. Without a revision: all empty."""
    if revision is None:
        return dict.fromkeys((*COLUMNS, *LISTS, "sessions"), "")
    texts = {name: _column(revision, name) for name in COLUMNS}
    for name in LISTS:
        texts[name] = ", ".join(str(item) for item in getattr(revision, name).all())
    texts["sessions"] = "\n".join(str(session) for session in revision.sessions.all())
    return texts


def differences(old: Revision | None, new: Revision) -> list[FieldDifference]:
    """Fields that differ, in the order of the form. Against nothing, every filled field is new."""
    before, after = shown(old), shown(new)
    return [
        FieldDifference(name, label_of(name), before[name], text, pieces_between(before[name], text))
        for name, text in after.items()
        if before[name] != text
    ]


def pieces_between(old: str, new: str) -> tuple[Piece, ...]:
    """Word by word; white space stays with the word before it."""
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    pieces: list[Piece] = []
    for operation, i1, i2, j1, j2 in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if operation == "equal":
            pieces.append(Piece("same", "".join(after[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(Piece("removed", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("added", "".join(after[j1:j2])))
    return tuple(pieces)


def _column(revision: Revision, name: str) -> str:
    value: Any = getattr(revision, name)
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name.endswith("_days"):
        return f"{value} day{'' if value == 1 else 's'}"
    if name.endswith(("_on", "_until")):
        return f"{value.day} {value:%B %Y}"
    display = getattr(revision, f"get_{name}_display", None)
    return str(display() if display else value)
