"""A snapshot is everything that is printed, as plain JSON: its heading, its hash, and what differs between two."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import Any, Final

from coordination.models import Prison

FORMAT: Final = 1
Snapshot = dict[str, Any]
# What is not printed, by the reason: `ended` and `unconfirmed`, each a list of entries with number and name.
LeftOut = dict[str, list[dict[str, Any]]]

# Facts that move by themselves, and the drawing beside a sentence: an entry that differs in nothing else is not a
# changed one.
MOVING: Final = frozenset({"confirmed_on", "mark", "next", "ask_symbol"})

LABELS: Final = {
    "name": "name", "organisation": "organisation", "chapters": "pathways", "summary": "what it is",
    "who": "who it is for", "other_rules": "other rules", "sessions": "when and where", "wings": "wings",
    "by_appointment": "by appointment", "how_to_ask": "how to ask", "wait": "wait",
    "time_needed": "time needed", "room": "room for more", "starts_on": "start", "ends_on": "end",
    "helpline": "helpline", "helpline_hours": "helpline hours", "address": "address", "languages": "languages",
    "delivery": "way of delivery", "stages": "stage", "procedure": "how staff refer", "contacts": "contacts",
    "hands_over_to": "hands over to", "evidence": "evidence", "cost": "cost", "funded_until": "funded until",
    "confidential": "confidential premises", "discreet": "discreet",
}  # fmt: skip


def heading(prison: Prison, *, kind: str, number: int, printed_on: date) -> Snapshot:
    """What stands on the cover and on every page."""
    return {
        "format": FORMAT,
        "kind": kind,
        "language": "en-GB",
        "prison": {"code": prison.code, "name": prison.name, "name_welsh": prison.name_welsh},
        "number": number,
        "printed_on": printed_on.isoformat(),
        "renew_on": renew_on(prison, printed_on).isoformat(),
        "ask": prison.ask_for_new_copy,
    }


def renew_on(prison: Prison, printed_on: date) -> date:
    return printed_on + timedelta(days=prison.renew_after_days)


def content_hash(snapshot: Snapshot) -> str:
    """SHA-256 of the snapshot as canonical JSON."""
    canonical = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def changes_since(old: Snapshot | None, new: Snapshot) -> dict[str, Any]:
    """Entries added, changed (with the fields) and removed, by number and name; `since` is the old number."""
    before = {entry["number"]: entry for entry in (old or {}).get("entries", [])}
    after = {entry["number"]: entry for entry in new["entries"]}
    changed = [
        _named(entry) | {"fields": fields}
        for number, entry in after.items()
        if number in before and (fields := _changed_fields(before[number], entry))
    ]
    return {
        "since": old["number"] if old else None,
        "added": [_named(entry) for number, entry in after.items() if number not in before],
        "changed": changed,
        "removed": [_named(entry) for number, entry in before.items() if number not in after],
    }


def _named(entry: dict[str, Any]) -> dict[str, Any]:
    return {"number": entry["number"], "name": entry["name"]}


def _changed_fields(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Words for the fields that differ, each once, in the order of the entry."""
    names = [name for name in new if name not in MOVING and _steady(old.get(name)) != _steady(new[name])]
    return list(dict.fromkeys(LABELS.get(name, name.replace("_", " ")) for name in names))


def _steady(value: Any) -> Any:
    """The value without what moves by itself, also within sessions."""
    if isinstance(value, dict):
        return {name: _steady(inner) for name, inner in value.items() if name not in MOVING}
    return [_steady(inner) for inner in value] if isinstance(value, list | tuple) else value
