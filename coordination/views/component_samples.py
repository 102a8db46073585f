"""Invented content for the page of components. Nothing here is data of the portal."""

from __future__ import annotations

from typing import Any

CONTEXT: dict[str, Any] = {
    "tabs": [
        {"label": "Approved", "url": "?view=approved", "current": True, "count": 118},
        {"label": "Waiting", "url": "?view=waiting", "current": False, "count": 4},
        {"label": "Withdrawn", "url": "?view=withdrawn", "current": False, "count": 0},
    ],
    "facts": [
        ("Organisation", "Harbour Families"),
        {"label": "Room for more", "value": "Waiting list, since 3 March", "url": "#", "action": "Change"},
        ("Funded until", None),
    ],
    "columns": ["Service", "Organisation", "Wings", "People"],
    "rows": [
        ["Reading together", "Harbour Families", "A, C and D", 12],
        ["Debt advice drop-in", "Lantern Advice", "All", "Not known"],
        ["Sunday singing", "A choir with a rather long name that has to break somewhere", "Chapel", 40],
    ],
    "tasks": [
        {"title": "Write the words", "url": "#", "status": "Done", "tone": "good"},
        {
            "title": "Say how people ask",
            "url": "#",
            "hint": "One sentence that can be read on the wing.",
            "status": "To do",
            "tone": "attention",
        },
        {"title": "Send to the coordinator", "status": "Not yet possible"},
    ],
    "events": [
        {
            "title": "Returned with a reason",
            "at": "today, 9:40",
            "by": "Coordinator",
            "text": "Which wings, please?",
        },
        {"title": "Sent to the coordinator", "at": "3 March 2026, 16:05", "by": "Manager"},
        {"title": "Begun", "at": "27 February 2026, 11:00"},
    ],
    "before": "A weekly group for fathers on A wing. Tea and biscuits.",
    "after": "A weekly group for fathers and grandfathers on A and C wing.",
    "proposal": [
        {"label": "Name", "before": "Reading together", "after": "Reading together"},
        {"label": "Wings", "before": "A", "after": "A and C"},
        {"label": "How to ask", "before": "", "after": "Send an app to the library."},
    ],
}
