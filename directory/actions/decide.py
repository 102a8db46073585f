"""What a coordinator decides on a text: accept, accept with own edits, return with a reason."""

from __future__ import annotations

from django.db import transaction

from coordination import access, clock
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory import policies, search
from directory.actions.history import locked, note
from directory.actions.write import new_revision
from directory.models import Listing, ListingEvent, Revision
from directory.wording import Content, content_of, normalised


@transaction.atomic
def accept_revision(*, by: User, revision: Revision, seen_approved: int | None = None) -> Revision:
    """Readers see this text from now on. The first accepted text gives the listing its entry number.

    `seen_approved` is the key of the approved revision that the coordinator compared it with.
    """
    revision, listing = _held(by, revision)
    policies.check_undecided(revision)
    _check_same_ground(listing, seen_approved)
    policies.check_accept(revision)
    _publish(by, listing, revision)
    _settle(by, revision, Revision.State.APPROVED)
    note(ListingEvent.Kind.ACCEPTED, by=by, listing=listing, revision=revision)
    queue_on_commit("directory.tell_organisation", revision.pk)
    return revision


@transaction.atomic
def accept_with_edits(
    *, by: User, revision: Revision, content: Content, reason: str = "", seen_approved: int | None = None
) -> Revision:
    """The coordinator's wording is a revision of its own, marked as such; the organisation's stays as it was sent."""
    revision, listing = _held(by, revision)
    policies.check_undecided(revision)
    _check_same_ground(listing, seen_approved)
    content = normalised(content)
    policies.check_content(content)
    policies.check_fits(content, listing)
    check_no_prison_numbers({"What you changed and why": reason})
    if content_of(revision) == content:
        raise Refused("You changed nothing. Accept the text as it is, or make your edit first.")
    _settle(by, revision, Revision.State.EDITED, reason.strip())
    edited = new_revision(
        by=by, listing=listing, content=content, edited_from=revision, state=Revision.State.PENDING
    )
    policies.check_accept(edited)
    _publish(by, listing, edited)
    _settle(by, edited, Revision.State.APPROVED)
    note(ListingEvent.Kind.ACCEPTED_WITH_EDITS, by=by, listing=listing, revision=edited, text=reason.strip())
    queue_on_commit("directory.tell_organisation", edited.pk)
    return edited


@transaction.atomic
def return_revision(*, by: User, revision: Revision, reason: str) -> Revision:
    """The organisation gets the reason; readers keep what they had."""
    revision, listing = _held(by, revision)
    policies.check_undecided(revision)
    if not reason.strip():
        raise Refused("Write the reason: the organisation gets it and can send a better text.")
    check_no_prison_numbers({"Reason": reason})
    _settle(by, revision, Revision.State.RETURNED, reason.strip())
    note(ListingEvent.Kind.RETURNED, by=by, listing=listing, revision=revision, text=reason.strip())
    queue_on_commit("directory.tell_organisation", revision.pk)
    return revision


def _held(by: User, revision: Revision) -> tuple[Revision, Listing]:
    """Both rows as they are now, locked, after the permission is checked."""
    access.require(by, Permission.DECIDE, prison=revision.listing.prison)
    listing = locked(revision.listing)
    fresh = Revision.objects.select_related("decided_by").get(pk=revision.pk)
    fresh.listing = listing
    return fresh, listing


def _check_same_ground(listing: Listing, seen_approved: int | None) -> None:
    """The difference that was looked at must be the difference that is decided."""
    if seen_approved is not None and listing.approved_revision_id != (seen_approved or None):
        raise Overtaken(
            "Another text was approved while you compared. Look at the difference again, then decide."
        )


def _settle(by: User, revision: Revision, state: Revision.State, reason: str = "") -> None:
    revision.state = state
    revision.decided_at = clock.now()
    revision.decided_by = by
    revision.reason = reason
    revision.save(update_fields=["state", "decided_at", "decided_by", "reason"])


def _publish(by: User, listing: Listing, revision: Revision) -> None:
    Revision.objects.filter(listing=listing, state=Revision.State.APPROVED).update(
        state=Revision.State.SUPERSEDED
    )
    if listing.entry_number is None:
        listing.entry_number = _next_entry_number(listing.prison)
    listing.approved_revision = revision
    # An accepted text is a confirmed one: the organisation wrote it, the coordinator read it.
    listing.confirmed_on = clock.today()
    listing.confirmed_by = by
    listing.save(update_fields=["entry_number", "approved_revision", "confirmed_on", "confirmed_by"])
    search.refresh(listing)


def _next_entry_number(prison: Prison) -> int:
    """Counts up under the prison's lock; a number is never given twice, also after a withdrawal."""
    held = Prison.objects.select_for_update().get(pk=prison.pk)
    held.last_entry_number += 1
    held.save(update_fields=["last_entry_number"])
    return held.last_entry_number
