"""May this happen in this state? `check_x` raises a sentence, `can_x` asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from coordination.models import Prison
from coordination.plain_text import contact_details, prison_numbers
from coordination.policies import Overtaken, Refused
from directory.models import Listing, Revision
from directory.models.revision import SUMMARY_WORDS
from directory.wording import Content, texts_of

# Texts that go to the wings; the rest is for staff and may hold a telephone number.
FOR_THE_WINGS = ("name", "summary", "other_rules", "how_to_ask")


def asks(check: Callable[..., None], *args: Any) -> bool:
    """True where the check would pass."""
    try:
        check(*args)
    except Refused:
        return False
    return True


def check_prison_takes_services(prison: Prison) -> None:
    if prison.status == Prison.Status.CLOSED:
        raise Refused(f"{prison} has closed. Choose another prison.")


def check_submit(listing: Listing) -> None:
    check_prison_takes_services(listing.prison)
    if listing.withdrawn_at:
        raise Refused(
            f"This service was withdrawn at {listing.prison}. Ask the coordinator there to restore it first;"
            " your text is kept as a draft."
        )


def check_content(content: Content) -> None:
    """Rules that no page and no import may skip."""
    words = len(content["summary"].split())
    if words > SUMMARY_WORDS:
        raise Refused(f"“What it is” has {words} words. Shorten it to {SUMMARY_WORDS}.")
    for place, text in texts_of(content).items():
        for found in prison_numbers(text):
            raise Refused(
                f"“{found.text}” looks like a prison number ({place.replace('_', ' ')})."
                " Take it out: nothing about a person in prison is kept here."
            )


def contact_details_for_the_wings(revision: Revision) -> list[tuple[str, str, str]]:
    """(field, kind, text) for each contact detail in a text that would be printed for people in prison."""
    texts = {name: getattr(revision, name) for name in FOR_THE_WINGS}
    for session in revision.sessions.all():
        texts[f"place of the session on {session.get_weekday_display()}"] = session.place
    return [
        (name.replace("_", " "), found.kind, found.text)
        for name, text in texts.items()
        for found in contact_details(text)
    ]


def check_undecided(revision: Revision) -> None:
    """Two coordinators at once: the second is told who decided what, and when."""
    if revision.state == Revision.State.PENDING:
        return
    if revision.state == Revision.State.REPLACED:
        raise Overtaken("The organisation has sent a newer text since. Look at that one; this one was not changed.")
    who = revision.decided_by.name if revision.decided_by else "Somebody"
    when = timezone.localtime(revision.decided_at) if revision.decided_at else timezone.localtime()
    raise Overtaken(
        f"{who} has already decided on this, at {when:%H:%M on} {when.day} {when:%B}:"
        f" {revision.get_state_display().lower()}. Nothing was changed."
    )


def check_accept(revision: Revision) -> None:
    check_undecided(revision)
    if revision.listing.withdrawn_at:
        raise Refused("This service is withdrawn. Restore it first, then decide on the new text.")
    for place, kind, text in contact_details_for_the_wings(revision):
        raise Refused(
            f"“{text}” is {kind}, and “{place}” is printed for people in prison."
            " Accept with your own edit that takes it out, or return the text with a reason."
            " A freephone helpline has a field of its own."
        )


def check_withdraw(listing: Listing) -> None:
    if listing.withdrawn_at:
        raise Overtaken("This service is withdrawn already. Nothing was changed.")
    if not listing.approved_revision_id:
        raise Refused("This service was never approved here, so nobody reads it. Return its text with a reason.")


def check_restore(listing: Listing) -> None:
    if not listing.withdrawn_at:
        raise Overtaken("This service is not withdrawn. Nothing was changed.")


def can_submit(listing: Listing) -> bool:
    return asks(check_submit, listing)


def can_withdraw(listing: Listing) -> bool:
    return asks(check_withdraw, listing)


def can_restore(listing: Listing) -> bool:
    return asks(check_restore, listing)
