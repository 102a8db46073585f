"""What pages say of a “you said, we did”: its state, where it came from, what is doubtful in its words."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from coordination.models import Prison
from coordination.plain_words import Readers
from directory.forms.plain_words import Words, examined
from directory.models.listing_state import day_in_words
from forums.models import Action, FeedbackSlip, Forum, Meeting, Outcome, PartnershipEvent


def state_of(outcome: Outcome) -> tuple[str, str]:
    """(words, tone)"""
    if outcome.withdrawn_at:
        return f"Taken off on {day_in_words(outcome.withdrawn_at)}", "neutral"
    if outcome.approved_at:
        return f"Approved on {day_in_words(outcome.approved_at)}", "good"
    return "Waits for approval", "waiting"


def posters(prison: Prison, shown: list[Outcome]) -> list[tuple[str, str]]:
    """(label, address) of what can be printed besides the newest on A4: those on A3, and those of each pathway."""
    if not shown:
        return []
    path = reverse("outcomes_poster", args=[prison.code])
    pathways = {each.pathway for each in shown if each.pathway and not each.pathway.women_only}
    by_pathway = [
        (each.label, f"{path}?pathway={each.code}") for each in sorted(pathways, key=attrgetter("position"))
    ]
    return [("The newest, on A3", f"{path}?size=a3"), *by_pathway]


def facts_of_action(action: Action) -> list[tuple[str, Any]]:
    """What was agreed, for whoever says what came of it."""
    facts: list[tuple[str, Any]] = [
        *([("Raised by", action.raised_by)] if action.raised_by else []),
        ("What was to be done", _linked(action, action.what)),
        ("How far it is", _how_far(action)),
    ]
    place = action.meeting or action.event or action.forum
    if place:
        facts.insert(0, ("Agreed at", _linked(place, action.place_name)))
    last = action.notes.order_by("-written_at", "-pk").exclude(text="").first()
    if last:
        facts.append(("Last note", last.text))
    return facts


def _linked(leads_to: Action | Meeting | PartnershipEvent | Forum, words: str) -> str:
    return format_html('<a class="govuk-link" href="{}">{}</a>', leads_to.get_absolute_url(), words)


def _how_far(action: Action) -> str:
    state: str = action.get_state_display()
    return f"{state} on {day_in_words(action.finished_at)}" if action.finished_at else state


def facts_of_slip(slip: FeedbackSlip) -> list[tuple[str, Any]]:
    return [
        ("The slip says", slip.words or slip.get_face_display()),
        ("Wing", str(slip.wing) if slip.wing else "Not given"),
        ("About", str(slip.listing) if slip.listing else "No single service"),
        ("Received on", day_in_words(slip.received_on)),
    ]


def facts_of(outcome: Outcome) -> list[tuple[str, Any]]:
    """Where it came from; nothing where it was written freely."""
    facts = facts_of_action(outcome.action) if outcome.action else []
    return facts + (facts_of_slip(outcome.slip) if outcome.slip else [])


def begun_from(action: Action | None) -> dict[str, str]:
    """First words of the form: what it was about, and what was to be done. Who raised it is not printed."""
    if action is None:
        return {}
    said = action.agenda_item.title if action.agenda_item else ""
    return {"you_said": said, "we_did": action.what}


def words_of(outcome: Outcome) -> list[Words]:
    """Remarks on both halves, for whoever approves them."""
    halves = (("You said", outcome.you_said), ("We did", outcome.we_did))
    return [
        Words(label, readers=Readers.WINGS, examined=examined(text, Readers.WINGS, measure=True))
        for label, text in halves
    ]
