"""What pages say of a partnership event and of its stalls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from forums.models import PartnershipEvent, Stall
from forums.models.moments import moment_in_words

REPLY_TONES: Final = {
    Stall.Reply.INVITED: "waiting",
    Stall.Reply.COMING: "good",
    Stall.Reply.NOT_COMING: "neutral",
    Stall.Reply.CAME: "good",
    Stall.Reply.DID_NOT_COME: "neutral",
}
States = PartnershipEvent.State


def has_begun(event: PartnershipEvent, now: datetime | None = None) -> bool:
    return event.starts_at <= (now or timezone.now())


def state_of(event: PartnershipEvent) -> tuple[str, str]:
    """(words, tone)"""
    if event.state == States.CANCELLED:
        return "Cancelled", "neutral"
    if event.state == States.HELD:
        return "Took place", "good"
    return ("Say how it went", "attention") if has_begun(event) else ("Planned", "info")


def reply_of(stall: Stall) -> tuple[str, str]:
    return stall.get_reply_display(), REPLY_TONES[Stall.Reply(stall.reply)]


def when(event: PartnershipEvent) -> str:
    return moment_in_words(event.starts_at, event.ends_at)


def facts_of(event: PartnershipEvent, *, here: bool, contacts: str = "") -> list[tuple[str, Any]]:
    """Counts of people in prison are the prison's own. `here`: the reader reads its forums."""
    facts: list[tuple[str, Any]] = [("When", when(event)), ("Where", event.place)]
    if event.state == States.CANCELLED:
        facts.append(("Why it is off", event.reason))
    if here:
        facts.append(("People in prison who organise it", event.organisers_count))
    if here and event.state == States.HELD:
        facts += [
            ("People in prison who came", event.visitors_count),
            ("Contacts made", contacts),
        ]
    return facts


def contacts_of(event: PartnershipEvent, stalls: Iterable[Stall]) -> str:
    """In all; where nobody knows that, what the stalls that counted made together. Empty: not known."""
    if event.contacts_count is not None:
        return str(event.contacts_count)
    counted = [stall.contacts_count for stall in stalls if stall.contacts_count is not None]
    if not counted:
        return ""
    stalls_in_words = "1 stall" if len(counted) == 1 else f"{len(counted)} stalls"
    return f"Not known in all; {sum(counted)} at the {stalls_in_words} that counted"
