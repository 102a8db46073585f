"""A service at one prison: the text, what is kept true, the history, out of sight and back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from directory.actions import decide, upkeep, withdraw, write
from directory.actions.copies import add_copy_place, place_copies
from directory.models import Edition, Listing
from tests.cast import Cast, content
from tests.directory.typing_in import printed, signed_in


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    return signed_in(cast.coordinator)


@pytest.fixture
def manager(cast: Cast) -> Client:
    return signed_in(cast.manager)


def url(listing: Listing, name: str = "listing", *more: object) -> str:
    return reverse(name, args=[listing.prison.code, listing.pk, *more])


def fresh(listing: Listing) -> Listing:
    return Listing.objects.get(pk=listing.pk)


def test_the_page_says_state_upkeep_and_history(cast: Cast, manager: Client) -> None:
    page = manager.get(url(cast.approved)).context_data
    assert page["state"].label == "In the directory"
    upkeep_rows = {row["label"]: row for row in page["upkeep"]}
    assert (
        "Hana Harbour, Adviser, 01632 960123, hana@harbour.example.org"
        in upkeep_rows["Contacts, for staff only"]["value"]
    )
    assert [event["title"] for event in page["history"]] == [
        "Contacts changed",
        "Accepted",
        "Sent for a decision",
    ]


def test_who_may_do_what_there(cast: Cast, coordinator: Client, manager: Client) -> None:
    seen = {"coordinator": coordinator, "manager": manager, "worker": signed_in(cast.worker)}
    pages = {name: client.get(url(cast.approved)).context_data for name, client in seen.items()}
    assert {name: page["may_withdraw"] for name, page in pages.items()} == {
        "coordinator": True, "manager": False, "worker": False,
    }  # fmt: skip
    assert {name: page["may_confirm"] for name, page in pages.items()} == {
        "coordinator": True, "manager": True, "worker": False,
    }  # fmt: skip
    assert {name: bool(page["write_url"]) for name, page in pages.items()} == {
        "coordinator": False, "manager": True, "worker": False,
    }  # fmt: skip
    assert not any(row["url"] for row in pages["worker"]["upkeep"])


def test_the_text_that_waits_is_linked(cast: Cast, coordinator: Client) -> None:
    assert coordinator.get(url(cast.pending)).context_data["pending"] == cast.pending_revision


def test_a_past_text_is_shown_against_the_one_before_it(cast: Cast, coordinator: Client) -> None:
    first = cast.approved.approved_revision
    [second] = write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(summary="New words."), seen=first.pk
    )
    decide.accept_revision(by=cast.coordinator, revision=second)
    page = coordinator.get(url(cast.approved, "listing_text", second.pk))
    assert page.context_data["before"] == first
    [row] = [row for row in page.context_data["changes"] if row["before"] != row["after"]]
    assert row["after"] == "New words."
    assert coordinator.get(url(cast.approved, "listing_text", first.pk)).context_data["changes"] == []


def test_a_coordinators_edit_is_shown_against_what_was_sent(cast: Cast, coordinator: Client) -> None:
    sent = cast.pending_revision
    edited = decide.accept_with_edits(
        by=cast.coordinator,
        revision=sent,
        content=content(name="Debt clinic", pathways=["finance"], cost="Free."),
    )
    page = coordinator.get(url(cast.pending, "listing_text", edited.pk))
    assert (page.context_data["before"], page.context_data["is_edit"]) == (sent, True)
    assert "What the coordinator edited" in page.content.decode()


def test_room_is_kept_with_a_date(cast: Cast, manager: Client) -> None:
    post = {"room": "waiting_list", "room_on_day": "1", "room_on_month": "May", "room_on_year": "2026"}
    assert manager.post(url(cast.approved, "listing_room"), post).status_code == 302
    assert fresh(cast.approved).room_in_words == "Waiting list since 1 May 2026"
    assert (
        manager.get(url(cast.approved, "listing_room")).context_data["form"]["room"].value() == "waiting_list"
    )


@pytest.mark.parametrize(
    ("room", "year", "sentence"),
    [
        ("paused", "2020", "That day has passed."),
        ("full", "2099", "That day is still to come."),
        ("open", "x", "Enter a real date"),
    ],
)
def test_a_date_fits_what_it_is_for(cast: Cast, manager: Client, room: str, year: str, sentence: str) -> None:
    post = {"room": room, "room_on_day": "1", "room_on_month": "5", "room_on_year": year}
    response = manager.post(url(cast.approved, "listing_room"), post)
    assert sentence in response.context_data["form"].errors["room_on"][0]


def test_confirming_is_one_press_and_get_confirms_nothing(cast: Cast, manager: Client) -> None:
    Listing.objects.filter(pk=cast.approved.pk).update(confirmed_on="2026-01-01")
    manager.get(url(cast.approved, "listing_confirm"))
    assert fresh(cast.approved).confirmed_on.isoformat() == "2026-01-01"  # type: ignore[union-attr]
    manager.post(url(cast.approved, "listing_confirm"))
    assert fresh(cast.approved).confirmed_by == cast.manager


def test_what_readers_do_not_see_is_not_confirmed(cast: Cast, manager: Client) -> None:
    page = manager.post(url(cast.pending, "listing_confirm"))
    assert "Only a service that readers see can be confirmed." in page.content.decode()


def contacts(*rows: dict[str, str], **more: str) -> dict[str, str]:
    post = {"contacts-TOTAL_FORMS": str(len(rows)), "contacts-INITIAL_FORMS": "0", **more}
    return post | {f"contacts-{n}-{name}": text for n, row in enumerate(rows) for name, text in row.items()}


def test_contacts_are_kept_and_an_emptied_one_is_gone(cast: Cast, manager: Client) -> None:
    page = manager.get(url(cast.approved, "listing_contacts"))
    assert page.context_data["formset"].forms[0]["email"].value() == "hana@harbour.example.org"
    new = {"name": "Harry", "role": "", "email": "", "phone": "01632 960777"}
    blank = {"name": "", "role": "", "email": "", "phone": ""}
    assert manager.post(url(cast.approved, "listing_contacts"), contacts(blank, new)).status_code == 302
    assert [contact.name for contact in cast.approved.contacts.all()] == ["Harry"]


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        ({"name": "Harry"}, "email", "Give an e-mail address or a telephone number."),
        ({"email": "harry"}, "email", "Enter an e-mail address such as"),
        ({"name": "A1234BC", "phone": "01632 960777"}, "name", "prison number"),
    ],
)
def test_a_contact_that_is_wrong_is_shown_again(
    cast: Cast, manager: Client, row, field: str, sentence: str
) -> None:
    response = manager.post(url(cast.approved, "listing_contacts"), contacts(row))
    assert sentence in response.context_data["formset"].forms[0].errors[field][0]
    assert cast.approved.contacts.get().name == "Hana Harbour"


def test_another_contact_is_added_without_complaint(cast: Cast, manager: Client) -> None:
    response = manager.post(
        url(cast.approved, "listing_contacts"), contacts({"name": "Harry"}, do="add_contact")
    )
    formset = response.context_data["formset"]
    assert (len(formset.forms), formset.forms[0]["name"].value()) == (2, "Harry")
    assert "There is a problem" not in response.content.decode()


def test_flags_are_kept(cast: Cast, manager: Client) -> None:
    assert "Using it must not be seen" in manager.get(url(cast.approved, "listing_flags")).content.decode()
    manager.post(url(cast.approved, "listing_flags"), {"discreet": "on"})
    assert (fresh(cast.approved).discreet, fresh(cast.approved).confidential_premises) == (True, False)
    rows = {row["label"]: row["value"] for row in manager.get(url(cast.approved)).context_data["upkeep"]}
    assert rows["Flags"] == "Using it must not be seen."


def test_public_details_are_proposed_approved_and_then_printed(
    cast: Cast, manager: Client, coordinator: Client
) -> None:
    post = {
        "helpline": "0800 123 4567",
        "helpline_hours": "9am to 5pm",
        "address": "1 High Street\r\nExeter EX1 1AA",
    }
    assert manager.post(url(cast.approved, "listing_public_details"), post).status_code == 302
    page = coordinator.get(url(cast.approved))
    assert "not approved yet" in dict(page.context_data["public_details"])["Public helpline"]
    form = page.context_data["approve_form"]
    seen = {name: form[name].value() for name in ("seen_helpline", "seen_hours", "seen_address")}
    approve = url(cast.approved, "listing_public_details_approve")
    assert coordinator.post(approve, seen | {"helpline": "on", "address": "on"}).status_code == 302
    assert fresh(cast.approved).public_helpline_approved_by == cast.coordinator
    assert fresh(cast.approved).public_address_approved_by == cast.coordinator


def test_public_details_that_changed_meanwhile_are_not_approved(cast: Cast, coordinator: Client) -> None:
    upkeep.propose_public_details(
        by=cast.manager, listing=cast.approved, helpline="0800 123 4567", helpline_hours="", address=""
    )
    approve = url(cast.approved, "listing_public_details_approve")
    response = coordinator.post(approve, {"seen_helpline": "0800 000 0000", "helpline": "on"})
    assert response.status_code == 409
    assert "changed while you looked" in response.content.decode()
    assert fresh(cast.approved).public_helpline_approved_at is None


@pytest.mark.parametrize(
    ("post", "field", "sentence"),
    [
        ({"helpline": "ask us"}, "helpline", "as figures and spaces"),
        ({"helpline_hours": "9 to 5"}, "helpline", "Give the helpline too"),
        ({"helpline": "0800 1111", "helpline_hours": "www.example.org"}, "helpline_hours", "only the hours"),
        ({"address": "mail@example.org"}, "address", "only a postal address"),
    ],
)
def test_a_public_detail_that_is_wrong_is_shown_again(
    cast: Cast, manager: Client, post, field, sentence
) -> None:
    response = manager.post(url(cast.approved, "listing_public_details"), post)
    assert sentence in response.context_data["form"].errors[field][0]


def test_a_confidential_place_has_no_public_address(cast: Cast, manager: Client) -> None:
    manager.post(url(cast.approved, "listing_flags"), {"confidential_premises": "on"})
    response = manager.post(url(cast.approved, "listing_public_details"), {"address": "1 High Street"})
    assert "premises are confidential" in response.context_data["form"].non_field_errors()[0]


def placed(cast: Cast) -> Edition:
    """An edition that shows the approved service, with four copies on A wing."""
    edition = printed(cast.approved, made_by=cast.coordinator)
    place = add_copy_place(by=cast.coordinator, prison=cast.exeter, name="A wing office")
    place_copies(by=cast.coordinator, edition=edition, copies={place: 4})
    return edition


def test_withdrawing_says_where_copies_lie_before_and_after(cast: Cast, coordinator: Client) -> None:
    placed(cast)
    page = coordinator.get(url(cast.approved, "listing_withdraw_urgently"))
    assert [row[:2] for row in page.context_data["copies"]["rows"]] == [("A wing office", "4")]
    edition = Edition.objects.exclude(kind=Edition.Kind.TAKE_DOWN).get()
    assert reverse("edition_copies", args=["EXI", edition.pk]) in page.content.decode()
    coordinator.post(url(cast.approved, "listing_withdraw_urgently"), {"reason": "Unsafe."})
    after = coordinator.get(url(cast.approved))
    assert [row[0] for row in after.context_data["copies"]["rows"]] == ["A wing office"]
    assert after.context_data["state"].sentence.startswith("Withdrawn urgently on")
    notice = Edition.objects.get(kind=Edition.Kind.TAKE_DOWN)
    assert after.context_data["copies"]["notice_url"] == notice.get_absolute_url()


def test_the_organisation_is_not_told_where_the_prison_keeps_paper(cast: Cast, manager: Client) -> None:
    placed(cast)
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Unsafe.", urgently=True)
    page = manager.get(url(cast.approved))
    assert page.context_data["copies"] is None
    assert "A wing office" not in page.content.decode()


def test_withdrawing_needs_a_reason(cast: Cast, coordinator: Client) -> None:
    response = coordinator.post(url(cast.approved, "listing_withdraw"), {"reason": " "})
    assert "Write the reason" in response.context_data["form"].errors["reason"][0]
    assert fresh(cast.approved).is_published


def test_withdrawn_and_restored(cast: Cast, coordinator: Client) -> None:
    coordinator.post(url(cast.approved, "listing_withdraw"), {"reason": "It moved."})
    assert not fresh(cast.approved).is_published
    coordinator.get(url(cast.approved, "listing_restore"))
    assert not fresh(cast.approved).is_published, "GET restores nothing"
    response = coordinator.post(url(cast.approved, "listing_restore"), follow=True)
    assert "as entry 1" in response.content.decode()
    assert fresh(cast.approved).is_published


def test_the_second_to_withdraw_is_told_and_keeps_the_reason(cast: Cast, coordinator: Client) -> None:
    withdraw.withdraw_listing(by=cast.second_coordinator, listing=cast.approved, reason="Mine was first.")
    response = coordinator.post(url(cast.approved, "listing_withdraw"), {"reason": "My long reason."})
    assert response.status_code == 409
    assert "Callum Coordinator has withdrawn this service already" in response.content.decode()
    assert response.context_data["form"]["reason"].value() == "My long reason."


def test_what_was_never_approved_is_not_withdrawn(cast: Cast, coordinator: Client) -> None:
    response = coordinator.post(url(cast.pending, "listing_withdraw"), {"reason": "No."})
    assert response.status_code == 200
    assert "was never approved here" in response.content.decode()


def test_the_second_to_restore_is_told(cast: Cast, coordinator: Client) -> None:
    response = coordinator.post(url(cast.approved, "listing_restore"))
    assert response.status_code == 409
    assert "This service is not withdrawn. Nothing was changed." in response.content.decode()


def test_a_forged_approval_changes_nothing(cast: Cast, coordinator: Client) -> None:
    approve = url(cast.approved, "listing_public_details_approve")
    assert coordinator.get(approve).status_code == 302
    assert coordinator.post(approve, {"seen_helpline": "A1234BC", "helpline": "on"}).status_code == 302
    assert fresh(cast.approved).public_helpline_approved_at is None


def test_an_approved_text_that_nobody_confirmed_says_so(cast: Cast, manager: Client) -> None:
    Listing.objects.filter(pk=cast.approved.pk).update(confirmed_on=None, confirmed_by=None)
    assert (
        manager.get(url(cast.approved)).context_data["state"].sentence == "Entry 1. Nobody has confirmed it."
    )


def test_another_prisons_listing_is_not_found_here(cast: Cast, coordinator: Client) -> None:
    assert coordinator.get(reverse("listing", args=["EXI", cast.elsewhere.pk])).status_code == 404


def test_a_prison_number_split_over_two_fields_of_a_contact_is_refused_on_the_page(
    cast: Cast, manager: Client
) -> None:
    row = {"name": "Bob A1234", "role": "BC wing", "phone": "01632 960111"}
    response = manager.post(url(cast.approved, "listing_contacts"), contacts(row))
    assert response.status_code == 200
    assert "looks like a prison number" in response.text
    assert cast.approved.contacts.get().name == "Hana Harbour"
