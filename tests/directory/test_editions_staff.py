"""What the directory for staff holds beside the words for everyone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.actions import upkeep, write
from directory.actions.withdraw import withdraw_listing
from directory.editions import staff
from directory.models import Listing
from tests.cast import CONTACT, Cast, approved_listing_at
from tests.directory.printing import DAY

pytestmark = pytest.mark.django_db


def entries(cast: Cast) -> dict[str, dict[str, Any]]:
    return {
        entry["name"]: entry for entry in staff.snapshot(cast.exeter, number=1, printed_on=DAY)[0]["entries"]
    }


def add(cast: Cast, **changes: Any) -> Listing:
    return approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, **changes)


def test_it_has_contacts_procedure_room_and_confirmation(cast: Cast) -> None:
    upkeep.set_room(by=cast.manager, listing=cast.approved, room="waiting_list", room_on=DAY)
    entry = entries(cast)["Housing advice"]
    assert entry["contacts"] == [CONTACT]
    assert entry["procedure"] == "E-mail the referral form to the adviser."
    assert entry["room"] == "Waiting list (since 4 May 2026)"
    assert entry["wait"] == "2 weeks"
    cast.approved.refresh_from_db()
    assert entry["confirmed_on"] == cast.approved.confirmed_on.isoformat()  # type: ignore[union-attr]


def test_it_names_the_next_service_by_its_approved_name_and_number(cast: Cast) -> None:
    service = cast.approved.service
    add(cast, name="First step", hands_over_to=service.pk)
    service.name = "A name that nobody approved"
    service.save()
    here = {"name": "Housing advice", "number": cast.approved.entry_number}
    assert entries(cast)["First step"]["hands_over_to"] == here


def test_a_next_service_that_was_withdrawn_or_has_ended_has_no_number(cast: Cast) -> None:
    gone = add(cast, name="Gone")
    add(cast, name="Goes out", hands_over_to=gone.service.pk)
    withdraw_listing(by=cast.coordinator, listing=gone, reason="Closed.")
    over = add(cast, name="Over", ends_on=DAY - timedelta(days=1))
    add(cast, name="Leads nowhere", hands_over_to=over.service.pk)
    found = entries(cast)
    assert found["Goes out"]["hands_over_to"] == {"name": "Gone", "number": None}
    assert found["Leads nowhere"]["hands_over_to"] == {"name": "Over", "number": None}
    assert {"Gone", "Over"}.isdisjoint(found)


def test_confidential_premises_keep_address_and_place_out_of_this_one_too(cast: Cast) -> None:
    details = ("0808 157 0000", "Always", "PO Box 1")
    upkeep.propose_public_details(
        by=cast.manager,
        listing=cast.approved,
        helpline=details[0],
        helpline_hours=details[1],
        address=details[2],
    )
    upkeep.approve_public_details(
        by=cast.coordinator, listing=cast.approved, helpline=True, address=True, seen=details
    )
    assert entries(cast)["Housing advice"]["address"] == "PO Box 1"
    Listing.objects.filter(pk=cast.approved.pk).update(confidential_premises=True)
    entry = entries(cast)["Housing advice"]
    assert entry["address"] == ""
    assert [session["place"] for session in entry["sessions"]] == [""]
    assert entry["helpline"] == "0808 157 0000"
    assert entry["confidential"] is True


def test_an_unapproved_helpline_is_not_printed(cast: Cast) -> None:
    upkeep.propose_public_details(
        by=cast.manager,
        listing=cast.approved,
        helpline="0808 157 0000",
        helpline_hours="",
        address="PO Box 1",
    )
    entry = entries(cast)["Housing advice"]
    assert (entry["helpline"], entry["address"]) == ("", "")


def test_ended_services_are_named_to_the_coordinator(cast: Cast) -> None:
    over = add(cast, name="Over", ends_on=DAY - timedelta(days=1))
    _, left_out = staff.snapshot(cast.exeter, number=1, printed_on=DAY)
    assert left_out["ended"] == [{"number": over.entry_number, "name": "Over", "ended_on": "2026-05-03"}]


def test_the_number_of_queries_does_not_grow(cast: Cast, django_assert_num_queries: Any) -> None:
    with CaptureQueriesContext(connection) as few:
        entries(cast)
    for number in range(10):
        add(cast, name=f"Service {number}")
    with django_assert_num_queries(len(few)):
        entries(cast)


def test_a_next_service_is_never_called_what_nobody_approved(cast: Cast) -> None:
    begun = write.begin_service(by=cast.manager, organisation=cast.harbour, name="Ring Dave", prisons=[])
    add(cast, name="First step", hands_over_to=begun.pk)
    assert entries(cast)["First step"]["hands_over_to"] == {
        "name": "another service of Harbour Housing", "number": None,
    }  # fmt: skip
