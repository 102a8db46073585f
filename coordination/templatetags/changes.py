"""What a change changes: part of `{% load components %}`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

from django import template

from coordination.templatetags.tones import NOT_KNOWN

register = template.Library()


FEW_WORDS = 2


def word_difference(before: str, after: str) -> list[tuple[str, str]]:
    """Runs of words as ("same" | "removed" | "added", text), in reading order.

    One or two words left standing between two changes are read as part of the change: a sentence that
    changes at every second word can be read by nobody.
    """
    old, new = re.findall(r"\S+\s*", before.strip()), re.findall(r"\S+\s*", after.strip())
    operations = difflib.SequenceMatcher(None, words_only(old), words_only(new), autojunk=False).get_opcodes()
    runs: list[tuple[str, str]] = []
    removed = added = ""
    for position, (operation, i1, i2, j1, j2) in enumerate(operations):
        inside = 0 < position < len(operations) - 1
        if operation == "equal" and not (inside and i2 - i1 <= FEW_WORDS):
            runs += [*changed_runs(removed, added), ("same", "".join(new[j1:j2]))]
            removed = added = ""
        else:
            removed += "".join(old[i1:i2])
            added += "".join(new[j1:j2])
    return runs + changed_runs(removed, added)


def words_only(words: list[str]) -> list[str]:
    """Words without the white space after them, so that a new line is no change."""
    return [word.rstrip() for word in words]


def changed_runs(removed: str, added: str) -> list[tuple[str, str]]:
    return [(kind, text.strip()) for kind, text in (("removed", removed), ("added", added)) if text.strip()]


@register.inclusion_tag("components/difference.html")
def difference(before: Any, after: Any) -> dict[str, Any]:
    """Two texts as one, with the words "removed" and "added" at each change."""
    return {"runs": word_difference(str(before or ""), str(after or ""))}


@register.inclusion_tag("components/difference_list.html")
def difference_list(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A proposal against the approved text, field by field. Rows: {"label", "before", "after"}.

    Changed fields are open to the eye, unchanged ones fold away under one line.
    """
    changed: list[dict[str, Any]] = []
    same: list[dict[str, Any]] = []
    for row in rows:
        (same if row["before"] == row["after"] else changed).append(row)
    return {"changed": changed, "same": same, "not_known": NOT_KNOWN}
