"""Actions in words, as pages and files lay them out. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from coordination.plain_text import formula_safe
from directory.models.listing_state import day_in_words
from forums.models import Action

TONES: Final = {
    Action.State.OPEN: "waiting",
    Action.State.IN_PROGRESS: "info",
    Action.State.DONE: "good",
    Action.State.DROPPED: "neutral",
}
# What a list needs beside the rows themselves.
RELATED: Final = ("prison", "forum", "meeting__forum", "event", "owner", "owner_organisation")
HEAD: Final = [
    "What is to be done", "Who does it", "By", "State", "Raised by", "Agreed at", "Agenda item", "Written down on",
    "Finished on", "Why dropped",
]  # fmt: skip


def row_of(action: Action) -> dict[str, Any]:
    return {
        "what": action.what,
        "url": action.get_absolute_url(),
        "place": action.place_name,
        "prison": action.prison.short_name,
        "raised_by": action.raised_by,
        "owner": action.owner_name,
        "due": due_in_words(action),
        "state": action.get_state_display(),
        "tone": TONES[Action.State(action.state)],
        "late": action.is_overdue,
    }


def due_in_words(action: Action) -> str:
    return day_in_words(action.due_on) if action.due_on else "No day agreed"


def cells_of(action: Action) -> Iterator[str]:
    """One line of the file; no cell of it is a formula."""
    item = action.agenda_item
    cells = [
        action.what, action.owner_name, f"{action.due_on or ''}", action.get_state_display(), action.raised_by,
        action.place_name, str(item) if item else "", f"{timezone.localdate(action.made_at)}",
        f"{timezone.localdate(action.finished_at)}" if action.finished_at else "", action.dropped_reason,
    ]  # fmt: skip
    return map(formula_safe, cells)


def notes_of(action: Action) -> list[dict[str, Any]]:
    """What happened, the newest first, as every history here. Needs `notes` with their writers."""
    first = {"title": "Agreed", "by": str(action.made_by), "at": day_in_words(action.made_at)}
    later = [
        {
            "title": _became(note.state) if note.state else "Note",
            "by": str(note.written_by),
            "at": day_in_words(note.written_at),
            "text": note.text,
        }
        for note in action.notes.all()
    ]
    return [first, *later][::-1]


def _became(state: str) -> str:
    return "Opened again" if state == Action.State.OPEN else str(Action.State(state).label)


def place_query(action: Action) -> str:
    """The address at which another action of the same place is agreed."""
    found = (
        ("item", action.agenda_item_id), ("meeting", action.meeting_id), ("event", action.event_id),
        ("forum", action.forum_id),
    )  # fmt: skip
    named = next(((name, key) for name, key in found if key), None)
    query = {named[0]: named[1]} if named else None
    return reverse("agree_action", args=[action.prison.code], query=query)
