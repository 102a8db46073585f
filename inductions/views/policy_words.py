"""Policies in words: what a version says of itself, what a reader has to do, and its text as blocks of a page."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.urls import reverse

from coordination.templatetags.tones import NOT_KNOWN
from coordination.views.sentences import day
from inductions.gaps import Owed
from inductions.models import Acknowledgement, PolicyDocument, StoredFile

KINDS: Final = {
    "application/pdf": "PDF", "image/png": "picture", "image/jpeg": "picture",
}  # fmt: skip
MEGABYTE: Final = 1024 * 1024


def size_in_words(file: StoredFile) -> str:
    if file.bytes >= MEGABYTE:
        return f"{file.bytes / MEGABYTE:.1f} MB"
    return f"{max(1, round(file.bytes / 1024))} kB"


def file_in_words(file: StoredFile) -> str:
    """“Fire drill.pdf, PDF, 240 kB”."""
    return f"{file.name}, {KINDS.get(file.content_type, 'Word document')}, {size_in_words(file)}"


def must_in_words(document: PolicyDocument) -> str:
    if not document.must_acknowledge:
        return "To read, without signing"
    days = document.acknowledge_within_days
    return f"Each must say that they have read it, within {days} day{'' if days == 1 else 's'}"


def review_state(document: PolicyDocument, today: date) -> tuple[str, str]:
    """(words, tone) of the review date."""
    if document.ended_on:
        return f"Ended on {day(document.ended_on)}", "neutral"
    if document.review_on is None:
        return "No review date", "neutral"
    if document.review_on <= today:
        return f"Review was due on {day(document.review_on)}", "attention"
    return f"Review on {day(document.review_on)}", "info"


def facts(document: PolicyDocument) -> list[tuple[str, Any]]:
    return [
        ("Version", document.version),
        ("Published", day(document.published_at)),
        ("For", ", ".join(document.audience)),
        ("To do", must_in_words(document)),
        ("Next review", day(document.review_on) or "None set"),
    ]


def own_state(
    document: PolicyDocument, owed: Owed | None, done: Acknowledgement | None, today: date
) -> tuple[str, str]:
    """(words, tone) of what the reader has to do; nothing for whoever is not asked."""
    if done:
        return f"You read it on {day(done.at)}", "good"
    if owed is None:
        return "", "neutral"
    if since := owed.overdue_since(today):
        return f"Overdue since {day(since)}", "attention"
    return f"Read it by {day(owed.due_on)}", "waiting"


def line(
    document: PolicyDocument, owed: Owed | None, done: Acknowledgement | None, today: date
) -> dict[str, Any]:
    """One of the library's list."""
    state, tone = own_state(document, owed, done, today)
    review, review_tone = review_state(document, today)
    return {
        "document": document,
        "url": document.get_absolute_url(),
        "file": file_in_words(document.file) if document.file else "Page to read",
        "audience": ", ".join(document.audience),
        "must": "Yes" if document.must_acknowledge else "No",
        "state": state,
        "tone": tone,
        "review": review,
        "review_tone": review_tone,
    }


def overdue_row(owed: Owed, today: date, may_open: bool) -> dict[str, Any]:
    return {
        "person": owed.person.name,
        "url": reverse("person", args=[owed.person.pk]) if may_open else "",
        "policy": str(owed.document),
        "policy_url": owed.document.get_absolute_url(),
        "due": day(owed.due_on),
        "since": day(owed.overdue_since(today)) or NOT_KNOWN,
    }


def blocks(text: str) -> list[dict[str, Any]]:
    """A plain text as headings (#), lists (-) and paragraphs, which an empty line parts."""
    found: list[dict[str, Any]] = []
    for typed in text.replace("\r\n", "\n").split("\n"):
        words = typed.strip()
        kind = _kind_of(words)
        if kind == "gap":
            found.append({"kind": "gap", "lines": []})
            continue
        words = words.lstrip("#").strip() if kind == "heading" else words
        words = words[1:].strip() if kind == "list" else words
        if found and found[-1]["kind"] == kind != "heading":
            found[-1]["lines"].append(words)
        else:
            found.append({"kind": kind, "lines": [words]})
    return [block for block in found if block["kind"] != "gap"]


def _kind_of(words: str) -> str:
    if not words:
        return "gap"
    if words.startswith("#") and words.lstrip("#").strip():
        return "heading"
    if words[0] in "-•*" and words[1:].strip():
        return "list"
    return "paragraph"
