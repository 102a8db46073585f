"""What the pages about a clearance say of it, for those who may see the row itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from inductions.models import AccessStop, Clearance, ClearanceEvent, Reliance
from inductions.models.moments import day_in_words

TONES = {"Applied for": "waiting", "Granted": "good", "Expired": "attention"}
State = Clearance.State


def moment(at: Any) -> str:
    """“4 May 2026, 10:05”."""
    local = timezone.localtime(at)
    return f"{day_in_words(local.date())}, {local:%H:%M}"


def card_of(
    row: Clearance, events: Iterable[ClearanceEvent], today: date, *, may_change: bool
) -> dict[str, Any]:
    words = row.state_on(today)
    facts = [
        ("Reference", row.reference),
        ("Applied for on", day_in_words(row.applied_on)),
        (
            "Decided on",
            day_in_words(row.decided_on) if row.state != State.APPLIED else "Waits for a decision",
        ),
    ]
    if row.granted_on:
        facts += [
            ("Granted by", row.granted_by),
            ("Counts from", day_in_words(row.granted_on)),
            ("Last day", day_in_words(row.expires_on)),
        ]
    return {
        "level": row.level.label,
        "state": words,
        "tone": TONES.get(words, "neutral"),
        "facts": facts,
        "events": [
            {
                "title": each.get_state_display(),
                "by": each.by.name,
                "at": moment(each.at),
                "text": f"Last day: {day_in_words(each.expires_on)}." if each.expires_on else "",
            }
            for each in events
        ],
        "links": _links(row) if may_change else [],
    }


def _links(row: Clearance) -> list[tuple[str, str]]:
    arguments = [row.person_id, row.prison.code, row.pk]
    pages = []
    if row.state == State.APPLIED:
        pages.append(("Record the decision", "clearance_decide"))
    if row.state != State.WITHDRAWN:
        pages.append(("Put it right", "clearance_correct"))
    over = row.expires_on is not None and row.expires_on < timezone.localdate()
    if row.state in (State.APPLIED, State.GRANTED) and not over:
        pages.append(("Withdraw it", "clearance_withdraw"))
    return [(label, reverse(name, args=arguments)) for label, name in pages]


def line_of(row: Reliance, contact: str, *, may_end: bool) -> dict[str, str]:
    """What this prison relies on, and whom to contact. Of an end that came from elsewhere: that it ended."""
    clearance = row.clearance
    if row.ended_at:
        who = f", by {row.ended_by.name}" if row.ended_by else ""
        sentence = f"No longer relied on since {moment(row.ended_at)}{who}."
    else:
        sentence = (
            f"{clearance.level}, until {day_in_words(clearance.expires_on)}. Confirmed by"
            f" {row.confirmed_by.name} on {day_in_words(timezone.localdate(row.confirmed_at))}."
        )
    ends = may_end and row.ended_at is None
    return {
        "prison": clearance.prison.name,
        "sentence": sentence,
        "contact": contact,
        "end_url": _end_url(row) if ends else "",
    }


def _end_url(row: Reliance) -> str:
    return reverse("reliance_end", args=[row.clearance.person_id, row.prison.code, row.pk])


def stop_in_words(stop: AccessStop) -> str:
    return f"Access is stopped since {moment(stop.stopped_at)}, by {stop.stopped_by.name}. The gate says no."
