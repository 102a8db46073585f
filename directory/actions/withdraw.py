"""A coordinator takes a listing out of readers' sight, urgently or not, and brings it back."""

from __future__ import annotations

from django.db import transaction

from coordination import access, clock
from coordination.models import User
from coordination.policies import Refused, check_no_prison_numbers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory import policies, search
from directory.actions.history import locked, note
from directory.models import Listing, ListingEvent


@transaction.atomic
def withdraw_listing(*, by: User, listing: Listing, reason: str, urgently: bool = False) -> Listing:
    """Readers no longer see it. Urgently: a take-down notice is printed that names every place with a copy."""
    access.require(by, Permission.DECIDE, prison=listing.prison)
    listing = locked(listing)
    policies.check_withdraw(listing)
    if not reason.strip():
        raise Refused("Write the reason: the organisation gets it, and it stays in the history.")
    check_no_prison_numbers({"Reason": reason})
    listing.withdrawn_at = clock.now()
    listing.withdrawn_by = by
    listing.withdrawn_reason = reason.strip()
    listing.withdrawn_urgently = urgently
    listing.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "withdrawn_urgently"])
    search.refresh(listing)
    kind = ListingEvent.Kind.WITHDRAWN_URGENTLY if urgently else ListingEvent.Kind.WITHDRAWN
    note(kind, by=by, listing=listing, revision=listing.approved_revision, text=reason.strip())
    if urgently:
        from directory.actions.editions import make_take_down_notice

        make_take_down_notice(by=by, listing=listing)
    queue_on_commit("directory.tell_organisation_withdrawn", listing.pk)
    return listing


@transaction.atomic
def restore_listing(*, by: User, listing: Listing) -> Listing:
    """Readers see the approved text again, under its old entry number."""
    access.require(by, Permission.DECIDE, prison=listing.prison)
    listing = locked(listing)
    policies.check_restore(listing)
    listing.withdrawn_at = listing.withdrawn_by = None
    listing.withdrawn_reason = ""
    listing.withdrawn_urgently = False
    listing.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "withdrawn_urgently"])
    search.refresh(listing)
    note(ListingEvent.Kind.RESTORED, by=by, listing=listing, revision=listing.approved_revision)
    return listing
