"""Snapshots made by hand, for tests of the layout: no database is needed."""

from __future__ import annotations

from typing import Any

CHAPTERS = [
    {"code": "accommodation", "label": "Accommodation", "symbol": "accommodation"},
    {"code": "employment", "label": "Education, training and employment", "symbol": "education"},
    {"code": "finance", "label": "Finance, benefit and debt", "symbol": "finance"},
]


def paper(kind: str, entries: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    used = {code for entry in entries for code in entry["chapters"]}
    return {
        "format": 1,
        "kind": kind,
        "language": "en-GB",
        "prison": {"code": "EXI", "name": "HMP/YOI Exeter", "name_welsh": ""},
        "number": 7,
        "printed_on": "2026-05-04",
        "renew_on": "2026-08-02",
        "ask": "the library",
        "chapters": [chapter for chapter in CHAPTERS if chapter["code"] in used],
        "entries": entries,
    } | changes


def entry(number: int, **changes: Any) -> dict[str, Any]:
    """For both kinds: what stands in one alone is not asked for by the other's template."""
    return {
        "number": number,
        "name": f"Service {number}",
        "organisation": f"Organisation {number % 5}",
        "chapters": ["accommodation"],
        "summary": f"Alpha{number} begins. " + "We help you find a place to live. " * 4,
        "who": ["Veterans", "Aged 21 or over"],
        "other_rules": "",
        "wings": "",
        "sessions": [{"when": "Every Tuesday, 10:00 to 11:30", "next": "", "place": "Library"}],
        "by_appointment": False,
        "delivery": ["One to one"],
        "languages": ["English", "Welsh"],
        "ask_symbol": "send-an-app",
        "how_to_ask": "Send an app.",
        "wait": "The wait is usually 2 weeks.",
        "time_needed": "",
        "room": "",
        "mark": "",
        "starts_on": "",
        "ends_on": "",
        "helpline": "",
        "helpline_hours": "",
        "address": f"Omega{number} Street",
        # For staff alone.
        "stages": ["Last twelve weeks"],
        "procedure": "E-mail the form.",
        "contacts": [
            {"name": "Hana", "role": "Adviser", "email": "hana@example.org", "phone": "01632 960123"}
        ],
        "confirmed_on": "2026-05-01",
        "hands_over_to": None,
        "evidence": "",
        "cost": "",
        "funded_until": "",
        "confidential": False,
        "discreet": False,
    } | changes


def many(number: int, **changes: Any) -> list[dict[str, Any]]:
    """Entries of different length, in three chapters."""
    codes = [chapter["code"] for chapter in CHAPTERS]
    return [
        entry(
            each,
            chapters=[codes[each % 3]],
            summary=f"Alpha{each} begins. " + "We help you find a place to live. " * (each % 4 + 1),
            **changes,
        )
        for each in range(1, number + 1)
    ]
