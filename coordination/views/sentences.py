"""States of people and places in words, each with the tone in which it shows."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from coordination.models import Invitation, Organisation, Posting, Prison


def day(value: date | datetime | str | None) -> str:
    """`3 March 2026`; of a moment the day here."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return date_format(value, "j F Y") if isinstance(value, date) else ""


def as_known(value: str) -> str:
    """A date of the register, known to the year, the month or the day: `2024-07` is July 2024."""
    parts = value.split("-")
    if not value:
        return ""
    known = date(*(int(part) for part in [*parts, "1", "1"][:3]))
    return date_format(known, {1: "Y", 2: "F Y"}.get(len(parts), "j F Y"))


def posting_state(posting: Posting) -> tuple[str, str]:
    today = timezone.localdate()
    if not posting.user.is_active:
        return "Account closed", "neutral"
    if posting.ended_at:
        return f"Ended on {day(posting.ended_at)}", "neutral"
    if posting.ends_on and posting.ends_on < today:
        return f"Ended after {day(posting.ends_on)}", "neutral"
    if posting.begins_on > today:
        return f"Begins on {day(posting.begins_on)}", "waiting"
    if posting.ends_on:
        return f"Until {day(posting.ends_on)}", "attention" if (
            posting.ends_on - today
        ).days <= 30 else "info"
    return "Has access", "good"


def invitation_state(invitation: Invitation) -> tuple[str, str]:
    if invitation.accepted_at:
        return f"Accepted on {day(invitation.accepted_at)}", "good"
    if invitation.cancelled_at:
        return "Cancelled", "neutral"
    if invitation.expires_at <= timezone.now():
        return f"Link stopped working on {day(invitation.expires_at)}", "attention"
    if invitation.sent_at is None:
        return "E-mail not sent yet", "attention"
    return f"Waiting, link works until {day(invitation.expires_at)}", "waiting"


STATUS_TONES = {
    Prison.Status.OPEN: "good",
    Prison.Status.CLOSED_TEMPORARILY: "attention",
    Prison.Status.CLOSED: "bad",
    Prison.Status.PLANNED: "info",
}


def prison_status(prison: Prison) -> tuple[str, str]:
    """`Closed temporarily since July 2024`."""
    since = as_known(prison.status_since)
    words = prison.get_status_display() + (f" since {since}" if since else "")
    return words, STATUS_TONES[Prison.Status(prison.status)]


def who_it_holds(prison: Prison) -> str:
    """Unknown is said: the register leaves young adults open for some prisons."""
    held = [
        words
        for flag, words in (
            (prison.holds_men, "men"),
            (prison.holds_women, "women"),
            (prison.holds_young_adults, "young adults"),
        )
        if flag
    ]
    words = " and ".join(filter(None, [", ".join(held[:-1]), held[-1]])) if held else ""
    if prison.holds_young_adults is None:
        words = f"{words} (young adults: not known)" if words else ""
    return words[:1].upper() + words[1:]


def yes_no_unknown(value: bool | None) -> str:
    return {True: "Yes", False: "No", None: ""}[value]


def register_numbers(organisation: Organisation) -> str:
    numbers = [
        f"charity {organisation.charity_number}" if organisation.charity_number else "",
        f"company {organisation.company_number}" if organisation.company_number else "",
    ]
    return ", ".join(filter(None, numbers))
