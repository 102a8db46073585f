"""What the directory sends by e-mail. No contact of a service and no name of a sender stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from coordination.emails import absolute, send
from coordination.models import User
from directory.confirmation_links import WORKS_FOR, token_for
from directory.models import ConfirmationReminder, Correction, Listing, Revision
from directory.models.freshness import HOLDS_FOR, PRINTED_FOR
from directory.models.listing_state import day_in_words
from directory.policies import outcome_of


def waits_for_you(to: User, revision: Revision) -> None:
    """To a coordinator: a text waits. The subject names no service, because a screen may be seen by others."""
    listing = revision.listing
    send(
        "directory/email/waits_for_you",
        to=to.email,
        subject=f"a text waits for your decision at {listing.prison}",
        name=to.name,
        service=revision.name,
        organisation=listing.service.organisation.name,
        prison=listing.prison.name,
        is_change=listing.approved_revision_id is not None,
        url=absolute(reverse("revision", args=[listing.prison.code, revision.pk])),
    )


def decided(to: User, revision: Revision) -> None:
    """To a manager of the organisation: accepted, accepted with edits, or returned with the reason."""
    listing = revision.listing
    edited_from = revision.edited_from
    returned = revision.state == Revision.State.RETURNED
    slug = listing.service.organisation.slug
    path = (
        reverse("write", args=[slug, listing.service_id, listing.prison.code])
        if returned
        else reverse("listing", args=[listing.prison.code, listing.pk])
    )
    send(
        "directory/email/decided",
        to=to.email,
        subject=f"{listing.prison} has decided on your text",
        name=to.name,
        service=revision.name,
        prison=listing.prison.name,
        outcome=outcome_of(edited_from or revision),
        returned=returned,
        entry_number=listing.entry_number,
        reason=edited_from.reason if edited_from else revision.reason,
        url=absolute(path),
    )


def withdrawn(to: User, listing: Listing) -> None:
    """To a manager of the organisation: readers no longer see the service, and why."""
    send(
        "directory/email/withdrawn",
        to=to.email,
        subject=f"{listing.prison} has withdrawn a service of yours",
        name=to.name,
        service=listing.service.name,
        prison=listing.prison.name,
        reason=listing.withdrawn_reason,
        url=absolute(reverse("listing", args=[listing.prison.code, listing.pk])),
    )


def still_right(to: User, reminders: Sequence[ConfirmationReminder]) -> None:
    """To a manager: every service that is due, and one link. No word of a service but its name stands in it."""
    several = len({each.listing.service.organisation_id for each in reminders}) > 1
    send(
        "directory/email/still_right",
        to=to.email,
        subject="is this still right?" if len(reminders) == 1 else "are these still right?",
        name=to.name,
        services=[
            {
                "name": each.listing.approved_revision.name if each.listing.approved_revision else "",
                "prison": each.listing.prison.name,
                "organisation": each.listing.service.organisation.name if several else "",
                "confirmed_on": day_in_words(each.confirmed_on),
            }
            for each in reminders
        ],
        one=len(reminders) == 1,
        days=WORKS_FOR.days,
        holds_for=HOLDS_FOR.days,
        printed_for=PRINTED_FOR.days,
        url=absolute(reverse("still_right", args=[token_for(to, reminders)])),
    )


def something_is_wrong(to: User, correction: Correction) -> None:
    """To whoever keeps the entry true: what it is about. What the reader typed is read after signing in."""
    listing = correction.listing
    send(
        "directory/email/something_is_wrong",
        to=to.email,
        subject=f"a reader at {listing.prison} says that something is wrong",
        name=to.name,
        service=listing.approved_revision.name if listing.approved_revision else listing.service.name,
        prison=listing.prison.name,
        topic=correction.get_topic_display(),
        url=absolute(correction.get_absolute_url()),
    )
