"""What is kept true between two texts."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from directory.actions import confirming, upkeep
from directory.models import Contact, Listing, ListingEvent
from tests.cast import CONTACT, Cast


def fresh(listing: Listing) -> Listing:
    return Listing.objects.get(pk=listing.pk)


def propose(cast: Cast, **changes: str) -> Listing:
    details = {
        "helpline": "0800 123 4567",
        "helpline_hours": "9am to 5pm",
        "address": "1 High Street",
    } | changes
    return upkeep.propose_public_details(by=cast.manager, listing=cast.approved, **details)


def seen(listing: Listing) -> tuple[str, str, str]:
    return listing.public_helpline, listing.public_helpline_hours, listing.public_address


def test_room_is_kept_with_its_date_and_said_in_words(cast: Cast) -> None:
    upkeep.set_room(by=cast.manager, listing=cast.approved, room="paused", room_on=date(2026, 9, 1))
    listing = fresh(cast.approved)
    assert listing.room_in_words == "Paused until 1 September 2026"
    event = listing.events.first()
    assert (event.kind, event.note) == (ListingEvent.Kind.ROOM_CHANGED, "Paused until 1 September 2026")  # type: ignore[union-attr]


def test_room_that_is_not_known_has_no_date(cast: Cast) -> None:
    upkeep.set_room(by=cast.manager, listing=cast.approved, room="full", room_on=date(2026, 1, 1))
    assert fresh(cast.approved).room_in_words == "Full since 1 January 2026"
    upkeep.set_room(by=cast.manager, listing=cast.approved, room="", room_on=date(2026, 1, 1))
    assert (fresh(cast.approved).room_on, fresh(cast.approved).room_in_words) == (None, "Not known")


def test_a_button_pressed_twice_leaves_one_line_of_history(cast: Cast) -> None:
    for _ in range(2):
        upkeep.set_room(by=cast.manager, listing=cast.approved, room="open")
        confirming.confirm_listing(by=cast.manager, listing=cast.approved)
        upkeep.set_contacts(by=cast.manager, listing=cast.approved, contacts=[CONTACT | {"role": "Lead"}])
        propose(cast)
    kinds = list(cast.approved.events.values_list("kind", flat=True)[:4])
    assert kinds == ["public_details_changed", "contacts_changed", "confirmed", "room_changed"]
    assert cast.approved.events.filter(kind="room_changed").count() == 1


def test_somebody_who_knows_confirms_it_today(cast: Cast) -> None:
    Listing.objects.filter(pk=cast.approved.pk).update(confirmed_on=date(2026, 1, 1))
    confirming.confirm_listing(by=cast.manager, listing=cast.approved)
    listing = fresh(cast.approved)
    assert (listing.confirmed_on, listing.confirmed_by) == (timezone.localdate(), cast.manager)


def test_what_readers_do_not_see_cannot_be_confirmed(cast: Cast) -> None:
    with pytest.raises(Refused, match="Only a service that readers see"):
        confirming.confirm_listing(by=cast.manager, listing=cast.pending)


def test_contacts_are_replaced_and_the_audit_does_not_keep_them(cast: Cast) -> None:
    other = {"name": "Harry Harbour", "role": "", "email": "", "phone": "01632 960999"}
    upkeep.set_contacts(by=cast.manager, listing=cast.approved, contacts=[other, CONTACT])
    assert [contact.name for contact in cast.approved.contacts.all()] == ["Harry Harbour", "Hana Harbour"]
    entry = AuditEntry.objects.latest("pk")
    assert entry.changes == {"contacts": ["changed", "changed"]}
    assert cast.approved.events.first().note == "Now 2 contacts."  # type: ignore[union-attr]


def test_a_contact_can_be_reached_and_is_not_a_person_in_prison(cast: Cast) -> None:
    with pytest.raises(Refused, match="e-mail address or a telephone number"):
        upkeep.set_contacts(
            by=cast.manager, listing=cast.approved, contacts=[CONTACT | {"email": "", "phone": ""}]
        )
    with pytest.raises(Refused, match="prison number"):
        upkeep.set_contacts(by=cast.manager, listing=cast.approved, contacts=[CONTACT | {"role": "A1234BC"}])
    assert Contact.objects.get(listing=cast.approved).name == "Hana Harbour"


def test_a_confidential_place_loses_its_address_at_once(cast: Cast) -> None:
    listing = propose(cast)
    upkeep.approve_public_details(
        by=cast.coordinator, listing=listing, helpline=True, address=True, seen=seen(listing)
    )
    upkeep.set_flags(by=cast.manager, listing=listing, confidential_premises=True, discreet=False)
    listing = fresh(listing)
    assert (listing.public_address, listing.public_address_approved_at) == ("", None)
    assert listing.public_helpline_approved_at
    with pytest.raises(Refused, match="premises are confidential"):
        propose(cast, address="2 High Street")


def test_each_public_detail_prints_only_after_its_own_approval(cast: Cast) -> None:
    listing = propose(cast)
    assert (listing.public_helpline_approved_at, listing.public_address_approved_at) == (None, None)
    upkeep.approve_public_details(
        by=cast.coordinator, listing=listing, helpline=True, address=False, seen=seen(listing)
    )
    listing = fresh(listing)
    assert listing.public_helpline_approved_by == cast.coordinator
    assert listing.public_address_approved_at is None


def test_a_changed_detail_needs_approval_again_and_the_other_keeps_it(cast: Cast) -> None:
    listing = propose(cast)
    upkeep.approve_public_details(
        by=cast.coordinator, listing=listing, helpline=True, address=True, seen=seen(listing)
    )
    propose(cast, helpline="0800 765 4321")
    listing = fresh(listing)
    assert listing.public_helpline_approved_at is None
    assert listing.public_address_approved_at


def test_an_approval_is_taken_back_by_taking_the_tick_out(cast: Cast) -> None:
    listing = propose(cast)
    for tick in (True, False):
        upkeep.approve_public_details(
            by=cast.coordinator, listing=listing, helpline=tick, address=False, seen=seen(listing)
        )
    assert fresh(listing).public_helpline_approved_at is None


def test_an_empty_detail_cannot_be_approved(cast: Cast) -> None:
    listing = propose(cast, address="")
    upkeep.approve_public_details(
        by=cast.coordinator, listing=listing, helpline=False, address=True, seen=seen(listing)
    )
    assert fresh(listing).public_address_approved_at is None


def test_hours_without_a_helpline_say_nothing(cast: Cast) -> None:
    propose(cast, helpline="")
    assert fresh(cast.approved).public_helpline_hours == ""


def test_what_changed_meanwhile_is_not_approved_unseen(cast: Cast) -> None:
    listing = propose(cast)
    before = seen(listing)
    propose(cast, helpline="0800 765 4321")
    with pytest.raises(Overtaken, match="changed while you looked"):
        upkeep.approve_public_details(
            by=cast.coordinator, listing=listing, helpline=True, address=True, seen=before
        )


@pytest.mark.parametrize("somebody", ["worker", "other_manager", "governor", "staff", "other_coordinator"])
def test_others_keep_nothing(cast: Cast, somebody: str) -> None:
    by = getattr(cast, somebody)
    with pytest.raises(NotPermitted):
        upkeep.set_room(by=by, listing=cast.approved, room="open")
    with pytest.raises(NotPermitted):
        upkeep.set_contacts(by=by, listing=cast.approved, contacts=[])
    with pytest.raises(NotPermitted):
        confirming.confirm_listing(by=by, listing=cast.approved)
    with pytest.raises(NotPermitted):
        upkeep.set_flags(by=by, listing=cast.approved, confidential_premises=True, discreet=True)


def test_the_organisation_does_not_approve_its_own_helpline(cast: Cast) -> None:
    listing = propose(cast)
    with pytest.raises(NotPermitted):
        upkeep.approve_public_details(
            by=cast.manager, listing=listing, helpline=True, address=True, seen=seen(listing)
        )


def test_the_coordinator_keeps_it_true_as_well(cast: Cast) -> None:
    upkeep.set_room(by=cast.coordinator, listing=cast.approved, room="full")
    assert fresh(cast.approved).room == "full"
