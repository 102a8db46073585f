"""What pages say of an idea: whose turn it is, by when, and how late."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.utils import timezone

from coordination.working_days import working_days_between
from directory.models.listing_state import day_in_words
from forums.models import Idea

ANSWER_TONES: Final = {
    Idea.Answer.YES: "good",
    Idea.Answer.PARTLY: "info",
    Idea.Answer.NOT_NOW: "neutral",
    Idea.Answer.NO: "neutral",
}


def state_of(idea: Idea, today: date) -> tuple[str, str]:
    """(words, tone)"""
    if idea.taken_back_at:
        return "Taken back", "neutral"
    if idea.answered_at:
        return f"Answered: {idea.get_answer_display().lower()}", ANSWER_TONES[Idea.Answer(idea.answer)]
    if idea.answer_by < today:
        return "Overdue", "attention"
    return "Waits for an answer", "waiting"


def when(idea: Idea, today: date) -> str:
    """“by 4 May 2026”, “4 May 2026, 3 working days late”."""
    due = day_in_words(idea.answer_by)
    if idea.taken_back_at:
        return f"taken back on {day_in_words(idea.taken_back_at)}"
    if idea.answered_at:
        answered = timezone.localdate(idea.answered_at)
        late = _late(idea.answer_by, answered)
        return (
            f"on {day_in_words(answered)}, {late}"
            if answered > idea.answer_by
            else f"on {day_in_words(answered)}"
        )
    return f"by {due}, {_late(idea.answer_by, today)}" if idea.answer_by < today else f"by {due}"


def _late(due: date, day: date) -> str:
    """Past the day on a weekend alone it is late by no working day: then it is said by the day itself."""
    days = working_days_between(due, day)
    if not days:
        return "late"
    return f"{days} working day{'' if days == 1 else 's'} late"


def facts_of(idea: Idea, today: date, *, meeting_url: str) -> list[Any]:
    facts: list[Any] = [
        ("Kind", idea.get_kind_display()),
        ("From", f"{idea.sent_by}, {idea.organisation}"),
        ("To", idea.prison.name),
        ("Sent on", day_in_words(idea.sent_at)),
        ("Answer due", f"by {day_in_words(idea.answer_by)}"),
    ]
    if idea.agenda_item:
        meeting = str(idea.agenda_item.meeting)
        fact: Any = ("On the agenda of", meeting)
        if meeting_url:
            fact = {"label": fact[0], "value": meeting, "url": meeting_url, "action": "See"}
        facts.append(fact)
    if idea.answered_at:
        facts.append(("Answered", f"{when(idea, today)}, by {idea.answered_by}"))
    if idea.taken_back_at:
        facts.append(("Taken back on", day_in_words(idea.taken_back_at)))
    return facts
