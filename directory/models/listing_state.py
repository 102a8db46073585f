"""Where a service stands at one prison, in words for its organisation and for the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from directory.models.freshness import Freshness, freshness_of
from directory.models.listing import Listing
from directory.models.revision import Revision


def day_in_words(value: date | datetime) -> str:
    """“3 May 2026”, in the portal's time zone."""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return f"{day.day} {day:%B %Y}"


def moment_in_words(value: datetime) -> str:
    """“3 May 2026 at 14:05”."""
    return f"{day_in_words(value)} at {timezone.localtime(value):%H:%M}"


def days_since(value: date | datetime, today: date | None = None) -> int:
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return ((today or timezone.localdate()) - day).days


def age_in_words(value: date | datetime, today: date | None = None) -> str:
    """“today”, “1 day”, “6 days”: how long something waits."""
    days = days_since(value, today)
    if days <= 0:
        return "today"
    return f"{days} day{'' if days == 1 else 's'}"


@dataclass(frozen=True)
class ListingState:
    """`label` and `tone` for a tag, `sentence` for more. `waits_for`: whose turn it is, or nobody’s."""

    label: str
    tone: str
    sentence: str
    waits_for: str = ""


COORDINATOR = "coordinator"
ORGANISATION = "organisation"
KEEPS = " Readers keep the earlier text meanwhile."


def state_of(listing: Listing) -> ListingState:
    """Of a listing that comes from `with_newest()`. Says nothing of drafts: they are the organisation's own."""
    if listing.withdrawn_at:
        how = "Withdrawn urgently" if listing.withdrawn_urgently else "Withdrawn"
        on = day_in_words(listing.withdrawn_at)
        return ListingState(how, "bad", f"{how} on {on}: {listing.withdrawn_reason}")
    keeps = KEEPS if listing.approved_revision_id else ""
    newest_state = listing.newest_state  # type: ignore[attr-defined]
    if newest_state == Revision.State.PENDING:
        sent = listing.newest_at  # type: ignore[attr-defined]
        sentence = f"With the coordinator since {day_in_words(sent)} ({age_in_words(sent)}).{keeps}"
        return ListingState("Waiting for a decision", "waiting", sentence, COORDINATOR)
    if newest_state == Revision.State.RETURNED:
        on = day_in_words(listing.newest_decided_at)  # type: ignore[attr-defined]
        reason = listing.newest_reason  # type: ignore[attr-defined]
        return ListingState("Returned", "attention", f"Returned on {on}: {reason}{keeps}", ORGANISATION)
    if listing.approved_revision_id:
        return _approved(listing)
    return ListingState("Not sent yet", "neutral", "Nothing has been sent to this prison yet.", ORGANISATION)


def _approved(listing: Listing) -> ListingState:
    confirmed = listing.confirmed_on
    sentence = f"Entry {listing.entry_number}."
    if confirmed:
        sentence += f" Last confirmed as right on {day_in_words(confirmed)}."
    freshness = freshness_of(confirmed, timezone.localdate())
    if freshness == Freshness.CONFIRMED:
        return ListingState("In the directory", "good", sentence)
    sentence += (
        " Readers see that nobody has confirmed it since." if confirmed else " Nobody has confirmed it."
    )
    if freshness == Freshness.LEFT_OUT:
        sentence += " It is no longer printed."
    return ListingState("Not confirmed", "attention", sentence, ORGANISATION)
