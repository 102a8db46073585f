"""The link of a reminder: what its page shows, whom it serves, and that opening it changes nothing."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import User
from coordination.secret_links import SECRET
from directory.actions import confirming, decide, upkeep, withdraw, write
from directory.confirmation_links import SALT, WORKS_FOR
from directory.models import Listing, ListingEvent
from tests.cast import CONTACT, Cast, content
from tests.directory.growing_old import aged, another, asked, link
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db


def fresh(listing: Listing) -> Listing:
    return Listing.objects.get(pk=listing.pk)


def shown(path: str, status: int = 200) -> str:
    """The page as somebody sees it who is not signed in."""
    answer = Client().get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def press(path: str, **data: Any) -> str:
    client = Client()
    answer = client.post(path, data or {"do": "all"}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


# --- Looking --------------------------------------------------------------------------------------


def test_opening_it_changes_nothing(cast: Cast) -> None:
    old = aged(cast.approved, 91)
    path = link(cast.manager, old)
    for method in ("get", "head"):
        assert getattr(Client(), method)(path).status_code == 200
    assert fresh(old).confirmed_on == old.confirmed_on
    assert not ListingEvent.objects.filter(kind="confirmed").exists()


def test_it_shows_what_is_printed_and_a_button_without_signing_in(cast: Cast) -> None:
    page = shown(link(cast.manager, aged(cast.approved, 91)))
    for words in (
        "Housing advice", "Harbour Housing, HMP/YOI Exeter", "Entry", "We help you find a place to live",
        "Every Tuesday, 10:00 to 11:30, Library", "Send an app to the housing team.", "Mina Manager",
        "Yes, this is still right", "No, something has changed",
    ):  # fmt: skip
        assert words in page


def test_nothing_for_staff_is_on_it(cast: Cast) -> None:
    """The link may be passed on."""
    old = aged(cast.approved, 91)
    upkeep.set_flags(by=cast.manager, listing=old, confidential_premises=True, discreet=False)
    upkeep.propose_public_details(
        by=cast.manager, listing=old, helpline="0800 111 2222", helpline_hours="", address=""
    )
    page = shown(link(cast.manager, old))
    for secret in (*CONTACT.values(), "E-mail the referral form", "Carys", "0800 111 2222", "Library"):
        assert secret not in page
    cast.approved.service.name = "Read by nobody"
    cast.approved.service.save()
    assert "Read by nobody" not in shown(link(cast.manager, old))


def test_the_browser_keeps_no_copy_and_search_engines_no_address(cast: Cast) -> None:
    answer = Client().get(link(cast.manager, aged(cast.approved, 91)))
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert b'name="robots" content="noindex"' in answer.content


def test_the_secret_part_never_reaches_the_log(cast: Cast) -> None:
    path = link(cast.manager, aged(cast.approved, 91))
    assert SECRET.sub(r"\1***", f"GET {path} 200") == "GET /still-right/***/ 200"


# --- Pressing -------------------------------------------------------------------------------------


def test_one_button_confirms_as_the_person_who_was_asked(cast: Cast) -> None:
    old = aged(cast.approved, 91)
    page = press(link(cast.manager, old))
    assert "Thank you. Readers see that it was confirmed today." in page
    assert "Nothing is left to confirm here." in page
    assert (fresh(old).confirmed_on, fresh(old).confirmed_by) == (timezone.localdate(), cast.manager)
    [event] = ListingEvent.objects.filter(listing=old, kind="confirmed")
    assert event.by == cast.manager


def test_it_signs_nobody_in(cast: Cast) -> None:
    client = Client()
    client.post(link(cast.manager, aged(cast.approved, 91)), {"do": "all"})
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("services", args=["harbour-housing"])).status_code == 302


def test_whoever_is_signed_in_it_confirms_as_the_person_who_was_asked(cast: Cast) -> None:
    old = aged(cast.approved, 91)
    signed_in(cast.staff).post(link(cast.manager, old), {"do": "all"})
    assert fresh(old).confirmed_by == cast.manager


def test_of_several_the_ticked_ones_are_confirmed(cast: Cast) -> None:
    first, second = aged(cast.approved, 91), another(cast, "Choir", 80)
    path = link(cast.manager, first, second)
    ticked = asked(second)[0].pk
    page = shown(path)
    assert f'value="{ticked}"' in page
    assert "All of them are still right" in page
    assert "Tick each service that is still right" in press(path, do="")
    page = press(path, still_right=[ticked])
    assert fresh(second).confirmed_on == timezone.localdate()
    assert fresh(first).confirmed_on == first.confirmed_on
    assert "Yes, this is still right" in page


def test_one_button_for_all(cast: Cast) -> None:
    first, second = aged(cast.approved, 91), another(cast, "Choir", 80)
    assert "Nothing is left to confirm here." in press(link(cast.manager, first, second))
    assert fresh(first).confirmed_on == fresh(second).confirmed_on == timezone.localdate()


def test_pressed_twice_it_says_so_and_is_one_line_of_history(cast: Cast) -> None:
    old = aged(cast.approved, 91)
    path = link(cast.manager, old)
    press(path)
    assert "Nothing is left to do." in press(path)
    assert ListingEvent.objects.filter(listing=old, kind="confirmed").count() == 1


# --- What became of it ----------------------------------------------------------------------------


def test_confirmed_by_somebody_else_meanwhile(cast: Cast) -> None:
    old = aged(cast.approved, 91)
    path = link(cast.manager, old)
    confirming.confirm_listing(by=cast.coordinator, listing=old)
    page = shown(path)
    assert "Confirmed on" in page
    assert "Yes, this is still right" not in page
    # Who did it is nothing for whoever holds the link.
    assert "Carys" not in page


def test_a_new_text_approved_meanwhile_counts_as_confirmed(cast: Cast) -> None:
    """The link speaks of a confirmation that is over: it must not confirm words that nobody saw on its page."""
    old = aged(cast.approved, 91)
    path = link(cast.manager, old)
    [change] = write.submit_revision(
        by=cast.manager, listing=old, content=content(cost="Free."), seen=old.approved_revision_id
    )
    decide.accept_revision(by=cast.coordinator, revision=change)
    press(path)
    assert fresh(old).confirmed_by == cast.coordinator


def test_withdrawn_meanwhile(cast: Cast) -> None:
    old = aged(cast.approved, 91)
    path = link(cast.manager, old)
    withdraw.withdraw_listing(by=cast.coordinator, listing=old, reason="A quarrel about Carl.")
    page = press(path)
    assert "was withdrawn at HMP/YOI Exeter: readers do not see it." in page
    assert "Carl" not in page
    assert "We help you find" not in page
    assert fresh(old).confirmed_on == old.confirmed_on


def test_a_person_whose_posting_ended_confirms_nothing(cast: Cast) -> None:
    old = aged(cast.approved, 91)
    path = link(cast.manager, old)
    cast.manager.postings.update(ended_at=timezone.now(), ended_by=cast.national)
    page = press(path)
    assert "no longer keeps this service up to date" in page
    assert "We help you find" not in page
    assert "No, something has changed" not in page
    assert fresh(old).confirmed_on == old.confirmed_on


def test_a_closed_account_confirms_nothing_and_learns_nothing(cast: Cast) -> None:
    old = aged(cast.approved, 91)
    path = link(cast.manager, old)
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    for answer in (Client().get(path), Client().post(path, {"do": "all"})):
        assert answer.status_code == 410
        assert b"has no access any more" in answer.content
        assert b"Housing advice" not in answer.content
    assert fresh(old).confirmed_on == old.confirmed_on


def test_after_sixty_days_the_link_is_too_old(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    old = aged(cast.approved, 91)
    path = link(cast.manager, old)
    now = time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + WORKS_FOR.total_seconds() - 60)
    shown(path)
    monkeypatch.setattr(
        signing.time, "time", lambda: now + (WORKS_FOR + timedelta(seconds=60)).total_seconds()
    )
    answer = Client().post(path, {"do": "all"})
    assert answer.status_code == 410
    assert b"This link is too old. Sign in" in answer.content
    assert fresh(old).confirmed_on == old.confirmed_on


@pytest.mark.parametrize("spoilt", ["x", "a:b:c", "%00", "é"])
def test_a_link_that_is_not_ours_is_not_found(cast: Cast, spoilt: str) -> None:
    shown(f"/still-right/{spoilt}/", status=404)


def test_a_changed_token_is_not_found(cast: Cast) -> None:
    path = link(cast.manager, aged(cast.approved, 91))
    for at in (14, len(path) - 3):
        changed = path[:at] + ("A" if path[at] != "A" else "B") + path[at + 1 :]
        assert Client().post(changed, {"do": "all"}).status_code == 404
    other_purpose = signing.dumps([cast.manager.pk, [1]], salt=f"{SALT}.other")
    shown(f"/still-right/{other_purpose}/", status=404)


@pytest.mark.parametrize("ticked", ["junk", "0", "-5", "99999999999999999999", ""])
def test_junk_in_a_tick_confirms_nothing(cast: Cast, ticked: str) -> None:
    first, second = aged(cast.approved, 91), another(cast, "Choir", 80)
    assert "Tick each service" in press(link(cast.manager, first, second), still_right=[ticked])
    assert fresh(first).confirmed_on == first.confirmed_on


def test_a_reminder_that_is_not_in_the_link_cannot_be_ticked(cast: Cast) -> None:
    first, second, third = aged(cast.approved, 91), another(cast, "Choir", 80), another(cast, "Art", 80)
    [other] = asked(third)
    press(link(cast.manager, first, second), still_right=[other.pk])
    assert fresh(third).confirmed_on == third.confirmed_on


def test_the_same_number_of_queries_for_two_services_and_for_ten(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    few_listings = [another(cast, name, 80) for name in ("One", "Two")]
    path = link(cast.manager, *few_listings)
    shown(path)
    with CaptureQueriesContext(connection) as few:
        shown(path)
    path = link(cast.manager, *(another(cast, f"Service {number}", 80) for number in range(10)))
    with django_assert_num_queries(len(few)):
        shown(path)
