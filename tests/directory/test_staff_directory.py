"""The directory on the screen: who finds what, and what an entry says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import User
from directory.actions import upkeep, withdraw, write
from directory.models import Listing
from tests.cast import CONTACT, Cast, approved_listing_at, content, session
from tests.coordination.markup import parsed, select
from tests.directory.typing_in import signed_in

URL = reverse("directory", args=["EXI"])


def here(cast: Cast, name: str, **changes: object) -> Listing:
    return approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=name, **changes
    )


def look(user: User, **asked: object) -> HttpResponse:
    return signed_in(user).get(URL, asked)


def names(response: HttpResponse) -> list[str]:
    return [row["name"] for chapter in response.context_data["chapters"] for row in chapter["rows"]]


def entry(cast: Cast, listing: Listing, user: User | None = None) -> HttpResponse:
    number = Listing.objects.get(pk=listing.pk).entry_number
    return signed_in(user or cast.staff).get(reverse("entry", args=["EXI", number]))


def test_it_stands_by_pathway_in_the_order_of_the_list(cast: Cast) -> None:
    here(cast, "Choir", pathways=["thinking"])
    here(cast, "Budgeting", pathways=["finance", "accommodation"])
    chapters = look(cast.staff).context_data["chapters"]
    assert [(chapter["title"], [row["name"] for row in chapter["rows"]]) for chapter in chapters] == [
        ("Accommodation", ["Budgeting", "Housing advice"]),
        ("Attitudes, thinking and behaviour", ["Choir"]),
    ]


def test_what_is_not_approved_or_withdrawn_or_elsewhere_is_not_there(cast: Cast) -> None:
    assert names(look(cast.staff)) == ["Housing advice"]
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    for reader in (cast.staff, cast.gate, cast.coordinator):
        assert names(look(reader)) == []
    assert "A service comes here when the coordinator accepts it." in look(cast.staff).content.decode()


def test_readers_see_the_approved_text_while_another_waits(cast: Cast) -> None:
    write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(name="Renamed"),
        seen=cast.approved.approved_revision_id,
    )  # fmt: skip
    assert names(look(cast.staff)) == ["Housing advice"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "CHOIR"}, ["Choir"]),
        ({"q": "harbour"}, ["Housing advice", "Choir"]),
        ({"q": "nothing of the kind"}, []),
        ({"pathway": "thinking"}, ["Choir"]),
        ({"group": "veterans"}, ["Choir"]),
        ({"stage": "reception"}, ["Choir"]),
        ({"room": "full"}, ["Choir"]),
        ({"pathway": "thinking", "q": "housing advice"}, []),
        ({"pathway": "no-such", "room": "?"}, ["Housing advice", "Choir"]),
    ],
)
def test_each_filter_narrows(cast: Cast, asked: dict[str, str], found: list[str]) -> None:
    listing = here(
        cast, "Choir", pathways=["thinking"], groups=["veterans", "older"], stages=["reception", "during"]
    )
    upkeep.set_room(by=cast.manager, listing=listing, room="full")
    assert names(look(cast.staff, **asked)) == found


def test_a_service_for_every_wing_comes_to_each(cast: Cast) -> None:
    a_wing, b_wing = cast.exeter.wings.all()[:2]
    here(cast, "Choir", every_wing=False, wings=[a_wing, b_wing])
    here(cast, "Art", every_wing=False, wings=[b_wing])
    assert names(look(cast.staff, wing=a_wing.pk)) == ["Choir", "Housing advice"]
    assert names(look(cast.staff, wing=b_wing.pk)) == ["Art", "Choir", "Housing advice"]


def test_pathways_for_women_are_a_filter_where_women_are_held(cast: Cast) -> None:
    def offered() -> set[str]:
        return {pathway.pk for pathway in look(cast.staff).context_data["form"].fields["pathway"].queryset}

    assert "abuse" not in offered()
    type(cast.exeter).objects.filter(code="EXI").update(holds_women=True)
    assert "abuse" in offered()


def test_who_keeps_it_true_finds_what_to_look_after(cast: Cast) -> None:
    today = timezone.localdate()
    here(cast, "Ending", funded_until=today + timedelta(days=30))
    old, paused = here(cast, "Old"), here(cast, "Paused")
    Listing.objects.filter(pk=old.pk).update(confirmed_on=today - timedelta(days=80))
    Listing.objects.filter(pk=paused.pk).update(room="paused", room_on=today - timedelta(days=1))
    for check, found in (
        ("about_to_be_lost", "Ending"),
        ("unconfirmed", "Old"),
        ("paused_too_long", "Paused"),
    ):
        assert names(look(cast.coordinator, check=check)) == [found]
    assert "check" not in look(cast.staff).context_data["form"].fields
    assert len(names(look(cast.staff, check="unconfirmed"))) == 4


def test_a_filter_that_fits_nothing_says_so_and_offers_everything(cast: Cast) -> None:
    page = look(cast.staff, q="nothing of the kind")
    assert "No service fits" in page.content.decode()


def test_it_goes_over_pages_that_keep_the_filter(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.views.staff_directory.A_PAGE", 2)
    for name in ("Art", "Budgeting", "Choir"):
        here(cast, name)
    page = look(cast.staff, q="harbour", page="2")
    assert names(page) == ["Choir", "Housing advice"]
    assert "?q=harbour&amp;page=1" in page.content.decode()


def test_the_same_number_of_queries_for_two_entries_and_for_twelve(cast: Cast) -> None:
    client = signed_in(cast.staff)
    here(cast, "Choir", groups=["veterans"])
    client.get(URL)
    with CaptureQueriesContext(connection) as two:
        client.get(URL)
    for number in range(10):
        here(cast, f"Service {number}", groups=["veterans", "older"], pathways=["thinking", "health"])
    with CaptureQueriesContext(connection) as twelve:
        assert len(names(client.get(URL))) == 12
    assert len(twelve) == len(two)


def test_a_service_to_come_and_one_that_is_over_are_marked(cast: Cast) -> None:
    today = timezone.localdate()
    here(cast, "To come", starts_on=today + timedelta(days=9))
    here(cast, "Over", ends_on=today - timedelta(days=1))
    rows = {row["name"]: row["notice"] for row in look(cast.staff).context_data["chapters"][0]["rows"]}
    assert rows["To come"].startswith("Starts on ")
    assert rows["Over"].startswith("Ended on ")
    assert rows["Housing advice"] == ""


def test_an_entry_says_first_how_to_ask_and_how_to_refer(cast: Cast) -> None:
    first = dict(entry(cast, cast.approved).context_data["first"])
    assert first["How people in prison ask"] == "Send an app to the housing team."
    assert first["How staff refer"] == "E-mail the referral form to the adviser."
    assert first["Usual wait"] == "2 weeks"
    assert first["Room for more"] is None, "not known, which the page says"
    upkeep.set_room(by=cast.manager, listing=cast.approved, room="full")
    page = entry(cast, cast.approved)
    assert "Room for more" not in dict(page.context_data["first"])
    assert "Full</strong>" in page.content.decode()


def test_an_entry_has_contacts_for_everybody_who_works_there(cast: Cast) -> None:
    for reader in (cast.staff, cast.gate, cast.governor, cast.coordinator):
        page = entry(cast, cast.approved, reader).content.decode()
        assert "hana@harbour.example.org" in page
        assert "01632 960123" in page


def test_an_entry_without_a_wait_says_so_and_an_unknown_one_too(cast: Cast) -> None:
    assert (
        dict(entry(cast, here(cast, "No wait", usual_wait_days=0)).context_data["first"])["Usual wait"]
        == "No wait"
    )
    unknown = entry(cast, here(cast, "Unknown wait", usual_wait_days=None))
    assert dict(unknown.context_data["first"])["Usual wait"] is None
    assert "Not known" in unknown.content.decode()


def test_public_details_are_shown_once_approved(cast: Cast) -> None:
    details = {"helpline": "0800 123 4567", "helpline_hours": "9am to 5pm", "address": "1 High Street"}
    upkeep.propose_public_details(by=cast.manager, listing=cast.approved, **details)
    assert "0800 123 4567" not in entry(cast, cast.approved).content.decode()
    seen = ("0800 123 4567", "9am to 5pm", "1 High Street")
    upkeep.approve_public_details(
        by=cast.coordinator, listing=cast.approved, helpline=True, address=True, seen=seen
    )
    first = dict(entry(cast, cast.approved).context_data["first"])
    assert (first["Public helpline"], first["Public address"]) == (
        "0800 123 4567, 9am to 5pm",
        "1 High Street",
    )


def test_the_address_of_a_contact_opens_a_letter_to_it(cast: Cast) -> None:
    page = parsed(entry(cast, cast.approved).content.decode())
    assert select(page, ".dir-contact a")[0].get("href") == f"mailto:{CONTACT['email']}"


def test_a_place_that_must_not_be_found_is_not_shown_to_readers(cast: Cast) -> None:
    listing = here(cast, "Refuge", sessions=[session(place="Sentinel House")])
    assert "Sentinel House" in entry(cast, listing).content.decode()
    upkeep.set_flags(by=cast.manager, listing=listing, confidential_premises=True, discreet=True)
    page = entry(cast, listing).content.decode()
    assert "Sentinel House" not in page
    assert "Every Tuesday, 10:00 to 11:30" in page
    assert "must not be found" in page
    assert "must not be seen" in page


def test_a_withdrawn_entry_leads_its_coordinator_to_what_became_of_it(cast: Cast) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    assert entry(cast, cast.approved).status_code == 404
    response = entry(cast, cast.approved, cast.coordinator)
    assert response["Location"] == cast.approved.get_absolute_url()


def test_a_number_that_was_never_given_is_not_found(cast: Cast) -> None:
    assert signed_in(cast.staff).get(reverse("entry", args=["EXI", 99])).status_code == 404


def test_a_closed_prison_says_so(cast: Cast) -> None:
    type(cast.exeter).objects.filter(code="EXI").update(status="closed_temporarily")
    assert "closed temporarily" in look(cast.staff).content.decode()
