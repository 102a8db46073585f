"""Confirming: one by one and in bulk, what a page says of an entry that nobody has confirmed, and the queue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.access import NotPermitted, standing_of
from coordination.models import User
from directory import home, metrics
from directory.actions import confirming, withdraw, write
from directory.models import Listing, ListingEvent
from directory.models.freshness import Freshness, freshness_of, reminder_due
from directory.models.listing_state import day_in_words, state_of
from tests.cast import Cast, content
from tests.directory.growing_old import aged, another
from tests.directory.typing_in import signed_in

TODAY = date(2026, 5, 4)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


# --- The days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Freshness.CONFIRMED), (90, Freshness.CONFIRMED), (91, Freshness.OVERDUE), (180, Freshness.OVERDUE),
        (181, Freshness.LEFT_OUT), (4000, Freshness.LEFT_OUT), (-3, Freshness.CONFIRMED),
    ],
)  # fmt: skip
def test_a_confirmation_holds_for_90_days_and_paper_for_180(days: int, expected: Freshness) -> None:
    assert freshness_of(days_ago(days), TODAY) == expected


def test_what_nobody_ever_confirmed_is_overdue_and_not_thrown_out() -> None:
    assert freshness_of(None, TODAY) == Freshness.OVERDUE


@pytest.mark.parametrize(("days", "expected"), [(74, None), (75, 75), (89, 75), (90, 90), (500, 90)])
def test_a_reminder_is_due_at_75_and_at_90_days(days: int, expected: int | None) -> None:
    due = reminder_due(days_ago(days), TODAY)
    assert (due.days if due else None) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "names"),
    [
        (74, []), (75, ["unconfirmed"]), (90, ["unconfirmed"]), (91, ["unconfirmed", "overdue"]),
        (180, ["unconfirmed", "overdue"]), (181, ["unconfirmed", "overdue", "left_out_of_print"]),
    ],
)  # fmt: skip
def test_the_querysets_know_the_same_days(cast: Cast, days: int, names: list[str]) -> None:
    today = timezone.localdate()
    aged(cast.approved, days)
    found = [
        name
        for name in ("unconfirmed", "overdue", "left_out_of_print")
        if getattr(Listing.objects.filter(prison=cast.exeter), name)(today).exists()
    ]
    assert found == names


# --- In bulk --------------------------------------------------------------------------------------


def confirm_page(user: User) -> str:
    return signed_in(user).get(reverse("services_confirm", args=["harbour-housing"])).content.decode()


def test_the_page_lists_every_service_with_when_it_was_confirmed(cast: Cast) -> None:
    aged(cast.approved, 92)
    another(cast, "Choir", 80)
    another(cast, "Art", 200)
    another(cast, "Fresh")
    page = confirm_page(cast.manager)
    assert "92 days ago" in page
    order = [page.index(f">{name}<") for name in ("Art", "Housing advice", "Choir", "Fresh")]
    assert order == sorted(order)
    for words in ("No longer printed", "Marked as not confirmed", "To confirm", "Confirmed"):
        assert words in page
    assert "Debt clinic" not in page


def test_ticked_ones_are_confirmed_and_the_others_not(cast: Cast) -> None:
    old, other = aged(cast.approved, 92), another(cast, "Choir", 80)
    address = reverse("services_confirm", args=["harbour-housing"])
    answer = signed_in(cast.manager).post(address, {"still_right": [old.pk]}, follow=True)
    assert "1 service is confirmed" in answer.content.decode()
    old.refresh_from_db()
    assert (old.confirmed_on, old.confirmed_by) == (timezone.localdate(), cast.manager)
    assert Listing.objects.get(pk=other.pk).confirmed_on == other.confirmed_on


def test_one_button_confirms_all(cast: Cast) -> None:
    aged(cast.approved, 92)
    another(cast, "Choir", 80)
    address = reverse("services_confirm", args=["harbour-housing"])
    answer = signed_in(cast.manager).post(address, {"do": "all"}, follow=True)
    assert "2 services are confirmed" in answer.content.decode()
    assert not Listing.objects.filter(service__organisation=cast.harbour).unconfirmed(timezone.localdate())


def test_nothing_ticked_is_said_and_the_link_of_the_error_reaches_a_box(cast: Cast) -> None:
    address = reverse("services_confirm", args=["harbour-housing"])
    page = signed_in(cast.manager).post(address, {}).content.decode()
    assert "Tick each service that is still right" in page
    assert 'href="#id_still_right_0"' in page
    assert 'id="id_still_right_0"' in page


@pytest.mark.parametrize("ticked", ["junk", "-1", "99999999999999999999", "²"])
def test_junk_in_a_tick_confirms_nothing(cast: Cast, ticked: str) -> None:
    old = aged(cast.approved, 92)
    address = reverse("services_confirm", args=["harbour-housing"])
    assert signed_in(cast.manager).post(address, {"still_right": [ticked]}).status_code == 200
    assert Listing.objects.get(pk=old.pk).confirmed_on == old.confirmed_on


def test_another_organisations_service_is_not_confirmed_by_its_number(cast: Cast) -> None:
    there = aged(cast.elsewhere, 92)
    address = reverse("services_confirm", args=["harbour-housing"])
    signed_in(cast.manager).post(address, {"still_right": [there.pk]})
    assert Listing.objects.get(pk=there.pk).confirmed_on == there.confirmed_on
    with pytest.raises(NotPermitted):
        confirming.confirm_listing(by=cast.manager, listing=there)


def test_one_that_was_withdrawn_meanwhile_stops_no_other(cast: Cast) -> None:
    gone, other = aged(cast.approved, 92), another(cast, "Choir", 80)
    withdraw.withdraw_listing(by=cast.coordinator, listing=gone, reason="It moved.")
    done, refused = confirming.confirm_listings(by=cast.manager, listings=[gone, other])
    assert [each.pk for each in done] == [other.pk]
    assert refused == ["“Housing advice” was withdrawn at HMP/YOI Exeter: readers do not see it."]
    assert Listing.objects.get(pk=gone.pk).confirmed_on == gone.confirmed_on


def test_confirming_twice_on_a_day_is_one_line_of_history(cast: Cast) -> None:
    aged(cast.approved, 92)
    for _ in range(2):
        confirming.confirm_listing(by=cast.manager, listing=cast.approved)
    assert ListingEvent.objects.filter(listing=cast.approved, kind="confirmed").count() == 1


def test_the_services_page_says_how_many_wait_and_leads_there(cast: Cast) -> None:
    address = reverse("services", args=["harbour-housing"])
    assert "When each was last confirmed" in signed_in(cast.manager).get(address).content.decode()
    aged(cast.approved, 76)
    page = signed_in(cast.manager).get(address).content.decode()
    assert "1 to confirm." in page
    assert reverse("services_confirm", args=["harbour-housing"]) in page
    assert "confirm" not in signed_in(cast.worker).get(address).content.decode().split("<main")[
        1
    ].lower().replace("last confirmed as right", "")


# --- On the screen --------------------------------------------------------------------------------


def pages_of(cast: Cast, user: User) -> dict[str, str]:
    client = signed_in(user)
    addresses = {
        "directory": reverse("directory", args=["EXI"]),
        "entry": reverse("entry", args=["EXI", 1]),
        "search": reverse("search", args=["EXI"], query={"q": "housing"}),
        "print": reverse("search", args=["EXI"], query={"q": "housing", "print": "1"}),
    }
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


def test_past_90_days_every_page_of_readers_marks_it(cast: Cast) -> None:
    aged(cast.approved, 90)
    assert [name for name, page in pages_of(cast, cast.staff).items() if "Not confirmed since" in page] == []
    old = aged(cast.approved, 91)
    mark = f"Not confirmed since {day_in_words(old.confirmed_on)}"  # type: ignore[arg-type]
    assert [name for name, page in pages_of(cast, cast.staff).items() if mark not in page] == []
    assert "check before you rely on it" in pages_of(cast, cast.staff)["entry"]


def test_past_180_days_it_stays_on_the_screen(cast: Cast) -> None:
    aged(cast.approved, 400)
    for name, page in pages_of(cast, cast.gate).items():
        assert "Housing advice" in page, name
        assert "Not confirmed since" in page, name


def test_the_queue_marks_a_change_to_an_entry_that_nobody_confirmed(cast: Cast) -> None:
    write.submit_revision(
        by=cast.manager, listing=cast.approved, content=content(cost="Free."), seen=cast.approved.approved_revision_id
    )  # fmt: skip
    address = reverse("queue", args=["EXI"])
    assert "not confirmed since" not in signed_in(cast.coordinator).get(address).content.decode()
    aged(cast.approved, 91)
    assert (
        "Change to entry 1, not confirmed since" in signed_in(cast.coordinator).get(address).content.decode()
    )


def test_the_organisation_reads_that_it_is_its_turn(cast: Cast) -> None:
    def state(days: int):  # type: ignore[no-untyped-def]
        aged(cast.approved, days)
        return state_of(Listing.objects.with_newest().get(pk=cast.approved.pk))

    assert state(90).label == "In the directory"
    overdue, left_out = state(91), state(181)
    assert (overdue.label, overdue.waits_for) == ("Not confirmed", "organisation")
    assert "no longer printed" not in overdue.sentence
    assert "It is no longer printed." in left_out.sentence


@pytest.mark.parametrize(("check", "days"), [("overdue", 91), ("left_out_of_print", 181)])
def test_the_directory_narrows_to_what_to_look_after(cast: Cast, check: str, days: int) -> None:
    another(cast, "Fresh")
    aged(cast.approved, days)
    page = signed_in(cast.coordinator).get(reverse("directory", args=["EXI"], query={"check": check})).content
    assert b"Housing advice" in page
    assert b"Fresh" not in page


# --- Home and figures -----------------------------------------------------------------------------


def lines(user: User, words: str) -> list[home.HomeItem]:
    return [item for item in home.items(user, standing_of(user)) if words in item.sentence]


def test_the_coordinator_reads_what_is_no_longer_printed_by_name(cast: Cast) -> None:
    aged(cast.approved, 180)
    assert lines(cast.coordinator, "no longer printed") == []
    aged(cast.approved, 181)
    [line] = lines(cast.coordinator, "no longer printed")
    assert line.sentence == (
        "“Housing advice” is no longer printed at HMP/YOI Exeter: nobody has confirmed it for 180 days."
    )
    assert line.since == timezone.localdate(), "since no edition holds it, not since it was confirmed"
    assert signed_in(cast.coordinator).get(line.url).status_code == 200
    for number in range(7):
        another(cast, f"Service {number}", 200)
    [line] = lines(cast.coordinator, "no longer printed")
    assert line.count == 8
    assert "“Service 0”, “Service 1”" in line.sentence
    assert "and 2 more" in line.sentence
    assert b"Service 6" in signed_in(cast.coordinator).get(line.url).content
    assert lines(cast.staff, "no longer printed") == []


def test_without_a_manager_it_is_the_coordinators_turn(cast: Cast) -> None:
    aged(cast.approved, 75)
    assert lines(cast.coordinator, "no manager") == []
    cast.manager.postings.update(ended_at=timezone.now(), ended_by=cast.national)
    [line] = lines(cast.coordinator, "no manager")
    assert line.sentence.startswith("Harbour Housing has no manager who could confirm “Housing advice”")
    assert lines(cast.other_coordinator, "no manager") == []
    for number in range(3):
        another_listing(cast, number)
    [line] = lines(cast.coordinator, "no manager")
    assert line.count == 4


def another_listing(cast: Cast, number: int) -> None:
    """One more of an organisation whose manager is gone."""
    cast.manager.postings.update(ended_at=None, ended_by=None)
    another(cast, f"Service {number}", 80)
    cast.manager.postings.update(ended_at=timezone.now(), ended_by=cast.national)


def test_an_organisations_page_counts_what_is_not_confirmed(cast: Cast) -> None:
    def figure(user: User) -> int | None:
        figures = metrics.figures(user, standing_of(user), organisation=cast.harbour)
        return next(each.value for each in figures if each.label == "not confirmed for 90 days")

    assert figure(cast.manager) == 0
    aged(cast.approved, 91)
    assert figure(cast.manager) == figure(cast.coordinator) == 1
    # What somebody cannot see is not “none”.
    assert figure(cast.other_coordinator) is None
