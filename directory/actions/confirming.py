"""Somebody who knows says that the approved text is still right: one, several, or by the link of a reminder."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from coordination import clock
from coordination.models import User
from coordination.policies import Overtaken, Refused
from directory.actions.history import change, held_to_update
from directory.models import ConfirmationReminder, Listing, ListingEvent
from directory.models.listing_state import day_in_words


@transaction.atomic
def confirm_listing(*, by: User, listing: Listing) -> Listing:
    """From today the entry counts as right for another ninety days."""
    held = held_to_update(by, listing)
    check_published(held)
    return _confirm(by, held)


def confirm_listings(*, by: User, listings: Iterable[Listing]) -> tuple[list[Listing], list[str]]:
    """Those that were confirmed, and a sentence for each that could not be: one that is gone stops no other."""
    done, refused = [], []
    for listing in listings:
        try:
            done.append(confirm_listing(by=by, listing=listing))
        except Refused as sentence:
            refused.append(str(sentence))
    return done, refused


@transaction.atomic
def confirm_reminded(*, by: User, reminder: ConfirmationReminder) -> Listing:
    """As asked by a reminder: refused where somebody has confirmed or withdrawn the entry since."""
    held = held_to_update(by, reminder.listing)
    check_reminded(reminder, held)
    return _confirm(by, held)


def _confirm(by: User, held: Listing) -> Listing:
    return change(held, ListingEvent.Kind.CONFIRMED, by, confirmed_on=clock.today(), confirmed_by=by)


def check_published(listing: Listing) -> None:
    text = listing.approved_revision
    if text and listing.withdrawn_at:
        raise Refused(f"“{text.name}” was withdrawn at {listing.prison}: readers do not see it.")
    if not listing.is_published:
        raise Refused("Only a service that readers see can be confirmed.")


def check_reminded(reminder: ConfirmationReminder, listing: Listing) -> None:
    """`listing`: the reminder's, as it is now."""
    check_published(listing)
    if listing.confirmed_on != reminder.confirmed_on:
        assert listing.confirmed_on is not None  # Nothing takes a confirmation away.
        raise Overtaken(f"Confirmed on {day_in_words(listing.confirmed_on)}. Nothing is left to do.")
