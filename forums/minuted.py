"""Minutes as plain data, from which the page and every printed form are made; frozen when they are approved.

{"meeting": {...}, "attendance": [...], "wings": [...], "items": [{"key", "number", "title", "raised_by",
 "discussion", "decision", "plain_words", "actions": [{"key", "what", "owner", "owner_is_a_person", "due_on"}]}],
 "other_actions": [...]}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final

from forums.models import Attendance, Forum, Minutes

# What is typed of one item.
TEXTS: Final = ("discussion", "decision", "plain_words")


def content_of(minutes: Minutes) -> dict[str, Any]:
    """Once approved as frozen, whatever became of the meeting's rows since; until then as it stands now."""
    if minutes.state == Minutes.State.APPROVED:
        frozen: dict[str, Any] = minutes.approved.content
        return frozen
    return snapshot(minutes)


def snapshot(minutes: Minutes) -> dict[str, Any]:
    """As they stand now, with each item that is on the agenda. Texts are as typed; days and moments are ISO 8601."""
    meeting = minutes.meeting
    forum = meeting.forum
    agreed: dict[int | None, list[dict[str, Any]]] = {}
    rows = meeting.actions.select_related("owner", "owner_organisation").order_by("pk")
    for action in rows:
        agreed.setdefault(action.agenda_item_id, []).append({
            "key": action.pk, "what": action.what, "owner": action.owner_name,
            "owner_is_a_person": action.owner_id is not None,
            "due_on": action.due_on.isoformat() if action.due_on else None,
        })  # fmt: skip
    written = {row.agenda_item_id: row for row in minutes.items.all()}
    items = [
        {
            "key": item.pk, "number": item.number, "title": item.title, "raised_by": item.raised_by_whom,
            **{name: getattr(written.get(item.pk), name, "") for name in TEXTS},
            "actions": agreed.get(item.pk, []),
        }
        for item in meeting.items.standing().select_related("organisation")
    ]  # fmt: skip
    came = list(meeting.attendances.select_related("organisation"))
    return {
        "meeting": {
            "name": meeting.name, "forum": forum.name, "prison": forum.prison.name, "place": meeting.place,
            "starts_at": meeting.starts_at.isoformat(), "ends_at": meeting.ends_at.isoformat(),
            "chair": forum.chair_name, "chair_role": forum.chair_role,
            "chair_is_public": forum.chair_name_is_public, "chair_came": _chair_came(forum, came),
        },
        "attendance": [
            {
                "organisation": str(row.organisation) if row.organisation else "", "name": row.name,
                "role": row.role, "apologies": row.apologies, "name_is_public": row.name_is_public,
            }
            for row in came
        ],
        "wings": [
            {"wing": row.wing.name if row.wing else "", "people_count": row.people_count}
            for row in meeting.wing_attendances.select_related("wing")
        ],
        "items": items,
        "other_actions": agreed.get(None, []),
    }  # fmt: skip


def _chair_came(forum: Forum, came: Iterable[Attendance]) -> bool:
    """Nobody is said to have chaired a meeting at which others are named and the forum's chair is not."""
    there = [row for row in came if not row.apologies]
    return not there or any(_may_be_chair(forum, row) for row in there)


def _may_be_chair(forum: Forum, row: Attendance) -> bool:
    """By name where both are named; else by role or organisation."""
    if forum.chair_name and row.name:
        return forum.chair_name.casefold() == row.name.casefold()
    by_role = bool(row.role) and forum.chair_role.casefold() == row.role.casefold()
    return by_role or (row.organisation_id is not None and forum.chair_organisation_id == row.organisation_id)


def chair_of(meeting: dict[str, Any]) -> dict[str, Any]:
    """The chair's name and role where the chair was there. Texts frozen before this was asked say nothing of it."""
    came = meeting.get("chair_came", True)
    return {name: meeting[name] if came else "" for name in ("chair", "chair_role")}


def content_hash(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
