"""Minutes as they are frozen: plain data, from which every printed form is made.

{"meeting": {...}, "attendance": [...], "wings": [...], "items": [{"number", "title", "raised_by", "discussion",
 "decision", "plain_words", "actions": [{"what", "owner", "due_on"}]}]}
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from forums.models import Minutes


def snapshot(minutes: Minutes) -> dict[str, Any]:
    """As they stand now. Texts are as typed; days and moments are ISO 8601."""
    meeting = minutes.meeting
    forum = meeting.forum
    agreed: dict[int | None, list[dict[str, Any]]] = {}
    rows = meeting.actions.select_related("owner", "owner_organisation").order_by("pk")
    for action in rows:
        agreed.setdefault(action.agenda_item_id, []).append({
            "what": action.what, "owner": action.owner_name, "owner_is_a_person": action.owner_id is not None,
            "due_on": action.due_on.isoformat() if action.due_on else None,
        })  # fmt: skip
    items = [
        {
            "number": row.agenda_item.number, "title": row.agenda_item.title,
            "raised_by": row.agenda_item.raised_by, "discussion": row.discussion, "decision": row.decision,
            "plain_words": row.plain_words, "actions": agreed.get(row.agenda_item_id, []),
        }
        for row in minutes.items.select_related("agenda_item").order_by("agenda_item__number")
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
