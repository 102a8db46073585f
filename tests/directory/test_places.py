"""How many people a listing takes: said in one way, kept true between two texts, read by staff alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.policies import Refused
from directory.actions import upkeep
from directory.models import Listing, ListingEvent
from tests.cast import Cast, approved_listing_at
from tests.directory.test_export import table, take
from tests.directory.typing_in import signed_in

EVERY_COLUMN = ("places_a_month", "places_a_session", "sessions_a_person", "places_unlimited")


def set_places(cast: Cast, **places: Any) -> Listing:
    return upkeep.set_places(by=cast.manager, listing=cast.approved, **places)


def said(cast: Cast) -> tuple[Any, ...]:
    return Listing.objects.filter(pk=cast.approved.pk).values_list(*EVERY_COLUMN).get()


def address(listing: Listing, name: str = "listing_places") -> str:
    return reverse(name, args=[listing.prison.code, listing.pk])


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ({"a_month": 12}, "12 people a month"),
        ({"a_month": 1}, "1 person a month"),
        ({"a_session": 8, "sessions_a_person": 6}, "8 people a session, 6 sessions each"),
        ({"a_session": 1, "sessions_a_person": 1}, "1 person a session, 1 session each"),
        ({"unlimited": True}, "Everybody who asks"),
    ],
)
def test_places_are_said_in_words_and_stand_in_history_and_audit(
    cast: Cast, places: dict[str, Any], words: str
) -> None:
    listing = set_places(cast, **places)
    assert listing.places_in_words == words
    event = listing.events.first()
    assert event is not None
    assert (event.kind, event.note) == (ListingEvent.Kind.PLACES_CHANGED, words)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.prison_code) == ("places_changed", "EXI")
    assert set(entry.changes) <= set(EVERY_COLUMN)
    assert entry.changes


def test_another_way_replaces_the_one_before_and_nothing_known_is_said_as_such(cast: Cast) -> None:
    set_places(cast, a_session=8, sessions_a_person=6)
    set_places(cast, a_month=12)
    assert said(cast) == (12, None, None, False)
    listing = set_places(cast)
    assert said(cast) == (None, None, None, False)
    assert (listing.places_known, listing.places_in_words) == (False, "Not known")


def test_the_same_places_again_leave_no_second_line(cast: Cast) -> None:
    for _ in range(2):
        set_places(cast, a_month=12)
    assert cast.approved.events.filter(kind="places_changed").count() == 1


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ({"a_month": 12, "unlimited": True}, "Say it in one way"),
        ({"a_month": 12, "a_session": 3, "sessions_a_person": 1}, "Say it in one way"),
        ({"a_session": 3}, "Give both"),
        ({"sessions_a_person": 3}, "Give both"),
        ({"a_month": 0}, "Give at least 1 for the people"),
        ({"a_month": -4}, "Give at least 1 for the people"),
        ({"a_session": 4, "sessions_a_person": 0}, "Give at least 1 for the sessions"),
        ({"a_month": 10_000}, "10,000 people are too many"),
        ({"a_session": 4, "sessions_a_person": 40_000}, "40,000 sessions are too many"),
    ],
)
def test_places_that_make_no_sense_are_refused(cast: Cast, places: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        set_places(cast, **places)
    assert said(cast) == (None, None, None, False)


def test_the_coordinator_may_set_them_and_others_may_not(cast: Cast) -> None:
    upkeep.set_places(by=cast.coordinator, listing=cast.approved, a_month=5)
    for other in (cast.governor, cast.worker, cast.lead, cast.other_coordinator, cast.other_manager):
        with pytest.raises(NotPermitted):
            upkeep.set_places(by=other, listing=cast.approved, a_month=6)
    assert said(cast) == (5, None, None, False)


# --- Pages ----------------------------------------------------------------------------------------


def test_the_manager_sets_them_on_the_page_and_reads_them_on_the_listing(cast: Cast) -> None:
    client = signed_in(cast.manager)
    answer = client.post(
        address(cast.approved), {"how": "session", "a_session": "8", "sessions_a_person": "6"}, follow=True
    )
    assert said(cast) == (None, 8, 6, False)
    body = answer.content.decode()
    assert "8 people a session, 6 sessions each" in body
    assert "Places changed" in body
    assert address(cast.approved) in body


def test_the_page_begins_with_what_is_known(cast: Cast) -> None:
    for places, how in (({"a_month": 12}, "month"), ({"unlimited": True}, "everybody"), ({}, "")):
        set_places(cast, **places)
        form = signed_in(cast.manager).get(address(cast.approved)).context_data["form"]
        assert (form["how"].value(), form["a_month"].value()) == (how, places.get("a_month"))


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"how": "month"}, "a_month", "Give the number of people a month"),
        (
            {"how": "", "a_month": "12"},
            "a_month",
            "Choose “So many people a month”, or take the number 12 out",
        ),
        (
            {"how": "everybody", "a_session": "3"},
            "a_session",
            "Choose “So many people a session”, or take the number 3 out",
        ),
        ({"how": "session", "a_session": "3"}, "sessions_a_person", "to how many sessions"),
        ({"how": "month", "a_month": "-3"}, "a_month", ""),
        ({"how": "month", "a_month": "twelve"}, "a_month", ""),
    ],
)
def test_a_number_that_fits_no_answer_is_pointed_at(
    cast: Cast, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = signed_in(cast.manager).post(address(cast.approved), typed)
    assert answer.status_code == 200
    errors = answer.context_data["form"].errors
    assert list(errors) == [field]
    assert sentence in errors[field][0]
    assert said(cast) == (None, None, None, False)


def test_the_page_says_when_a_month_cannot_be_worked_out(cast: Cast) -> None:
    client = signed_in(cast.manager)
    assert "has no days and times" not in client.get(address(cast.approved)).content.decode()
    other = approved_listing_at(
        cast.exeter,
        cast.harbour,
        cast.manager,
        cast.coordinator,
        name="Visits",
        sessions=[],
        by_appointment=True,
    )
    assert "has no days and times" in client.get(address(other)).content.decode()


def test_who_only_looks_sees_the_places_and_no_link_to_change_them(cast: Cast) -> None:
    set_places(cast, a_month=12)
    body = signed_in(cast.governor).get(address(cast.approved, "listing")).content.decode()
    assert "12 people a month" in body
    assert address(cast.approved) not in body


def test_the_table_of_services_has_them(cast: Cast) -> None:
    (row,) = table(take(cast.staff))
    assert row["Places for people"] == ""
    set_places(cast, a_month=12)
    (row,) = table(take(cast.staff))
    assert row["Places for people"] == "12 people a month"
