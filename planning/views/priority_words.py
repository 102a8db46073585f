"""What pages say of a priority: its state, what it is about, and where that is seen."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.urls import reverse

from planning.models import Call, Priority
from planning.views.call_words import RUNNING
from planning.views.call_words import state_of as call_state
from planning.views.gap_words import gap_url
from planning.wording import day_in_words

TONES: Final = {Priority.State.MET: "good", Priority.State.ENDED: "neutral"}


def state_of(priority: Priority, today: date) -> tuple[str, str]:
    """(words, tone)"""
    if priority.state == Priority.State.OPEN:
        late = priority.due_on < today
        return ("Past its day", "attention") if late else (priority.get_state_display(), "waiting")
    return priority.get_state_display(), TONES[Priority.State(priority.state)]


def is_told(priority: Priority, today: date) -> bool:
    """What is simply being worked on stands under a heading that says so."""
    return priority.state != Priority.State.OPEN or priority.due_on < today


def about_of(priority: Priority) -> str:
    """“A gap: Accommodation, Veterans”."""
    place = ", ".join(priority.about)
    return f"{priority.get_origin_display()}: {place}" if place else priority.get_origin_display()


def source_url(priority: Priority) -> str:
    """The page on which one sees whether it is so still."""
    code = priority.prison.code
    origins = Priority.Origin
    if priority.need:
        return str(priority.need.get_absolute_url())
    if priority.origin == origins.DUPLICATION:
        return reverse("duplications", args=[code])
    if priority.origin == origins.LOSS:
        return reverse("losing", args=[code])
    return gap_url(code, priority.pathway_id or "", priority.group_id or "", priority.stage_id or "")


def doing(priority: Priority, newest: tuple[Call, int] | None, today: date) -> str:
    """“Call: open until the end of 4 May 2026, 2 answers”. `newest`: its newest call, and how many answered."""
    call, answers = newest or (None, 0)
    if priority.state != Priority.State.OPEN:
        return priority.outcome
    parts = []
    if call and call.state in RUNNING:
        words, _tone = call_state(call, today)
        parts.append(f"Call: {words[:1].lower()}{words[1:]}")
        if call.opened_at:
            parts.append("1 answer" if answers == 1 else f"{answers or 'no'} answers")
    elif call and call.state == Call.State.DECIDED:
        parts.append("Call decided, and no service stands for it yet")
    if priority.follow_up:
        parts.append("a joint step is begun" if parts else "A joint step is begun")
    return ", ".join(parts) or "Nothing is begun for it yet"


def facts_of(priority: Priority) -> list[Any]:
    facts: list[Any] = [
        {"label": "About", "value": about_of(priority), "url": source_url(priority), "action": "See"},
        ("How we shall know", priority.target),
        ("Who sees to it", priority.owner_name),
        ("By", day_in_words(priority.due_on)),
        ("Adopted", f"{day_in_words(priority.adopted_at)}, by {priority.adopted_by}"),
    ]
    if priority.follow_up:
        facts.append({
            "label": "Begun for it", "value": "A joint step, on a page of its own",
            "url": priority.follow_up, "action": "See",
        })  # fmt: skip
    if priority.settled_at:
        facts.append(("What came of it", priority.outcome))
        facts.append(("Settled", f"{day_in_words(priority.settled_at)}, by {priority.settled_by}"))
    if priority.met_by:
        facts.append({
            "label": "Met by", "value": priority.met_by.name_for_readers,
            "url": priority.met_by.get_absolute_url(), "action": "See",
        })  # fmt: skip
    return facts
