"""Minutes as plain data, from which the page and every printed form are made; frozen when they are approved.

{"meeting": {...}, "attendance": [...], "wings": [...], "items": [{"key", "number", "title", "raised_by",
 "discussion", "decision", "plain_words", "actions": [{"key", "what", "owner", "owner_is_a_person", "due_on"}]}],
 "other_actions": [...]}
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from forums.models import Minutes

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
            "key": item.pk, "number": item.number, "title": item.title, "raised_by": item.raised_by,
            **{name: getattr(written.get(item.pk), name, "") for name in TEXTS},
            "actions": agreed.get(item.pk, []),
        }
        for item in meeting.items.standing()
    ]  # fmt: skip
    return {
        "meeting": {
            "name": meeting.name, "forum": forum.name, "prison": forum.prison.name, "place": meeting.place,
            "starts_at": meeting.starts_at.isoformat(), "ends_at": meeting.ends_at.isoformat(),
            "chair": forum.chair_name, "chair_role": forum.chair_role,
            "chair_is_public": forum.chair_name_is_public,
        },
        "attendance": [
            {
                "organisation": str(row.organisation) if row.organisation else "", "name": row.name,
                "role": row.role, "apologies": row.apologies, "name_is_public": row.name_is_public,
            }
            for row in meeting.attendances.select_related("organisation")
        ],
        "wings": [
            {"wing": row.wing.name if row.wing else "", "people_count": row.people_count}
            for row in meeting.wing_attendances.select_related("wing")
        ],
        "items": items,
        "other_actions": agreed.get(None, []),
    }  # fmt: skip


def content_hash(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
