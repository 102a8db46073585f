"""The pages of people: at a prison, at an organisation, across prisons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.actions import invitations
from coordination.actions.postings import end_posting
from coordination.models import Invitation, Posting, User
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.markup import by_id, can_take_focus, error_links, parsed, words
from tests.coordination.pages import client_of, said

NEW = {"name": "Nia New", "email": "nia@example.org"}


def people_at_exeter(user: User, query: str = "") -> str:
    return client_of(user).get(reverse("people", args=["EXI"]) + query).text


def test_the_people_of_the_prison_stand_there_and_nobody_elses(cast: Cast) -> None:
    page = people_at_exeter(cast.coordinator)
    for person in (cast.governor, cast.staff, cast.gate):
        assert person.name in page and person.email in page
    for person in (cast.other_coordinator, cast.manager, cast.worker, cast.lead, cast.national):
        assert person.name not in page


def test_who_only_looks_sees_no_way_to_change(cast: Cast) -> None:
    page = people_at_exeter(cast.lead)
    assert "Stella Staff" in page
    for words_of_a_link in ("Invite somebody", "End access", "Stop access now", "Close account"):
        assert words_of_a_link not in page


def test_a_governor_may_stop_and_not_invite(cast: Cast) -> None:
    page = people_at_exeter(cast.governor)
    assert "Stop access now" in page
    assert "Invite somebody" not in page and "End access" not in page


def test_one_has_no_link_to_stop_oneself(cast: Cast) -> None:
    page = people_at_exeter(cast.coordinator)
    assert reverse("stop_access", args=["EXI", cast.staff.pk]) in page
    assert reverse("stop_access", args=["EXI", cast.coordinator.pk]) not in page


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?name=stella", "Stella Staff", "Gareth Gate"),
        ("?role=gate", "Gareth Gate", "Stella Staff"),
        ("?name=nobody", "Nobody with access matches.", "Stella Staff"),
    ],
)
def test_the_filter_leaves_who_matches(cast: Cast, query: str, there: str, not_there: str) -> None:
    page = people_at_exeter(cast.coordinator, query)
    assert there in page
    assert not_there not in page


def test_ended_access_stays_in_the_history(cast: Cast) -> None:
    end_posting(by=cast.coordinator, posting=Posting.objects.get(user=cast.gate))
    page = people_at_exeter(cast.coordinator)
    assert "Gareth Gate, Gate staff: Ended on" in page
    assert "by Carys Coordinator" in page


def test_states_are_said_in_words(cast: Cast) -> None:
    today = timezone.localdate()
    Posting.objects.filter(user=cast.staff).update(ends_on=today + timedelta(days=3))
    Posting.objects.filter(user=cast.gate).update(begins_on=today + timedelta(days=3))
    Posting.objects.filter(user=cast.governor).update(ends_on=today - timedelta(days=3))
    User.objects.filter(pk=cast.second_coordinator.pk).update(is_active=False)
    page = people_at_exeter(cast.coordinator)
    for state in ("Until ", "Begins on ", "Ended after ", "Account closed", "Has access"):
        assert state in page


def test_a_hundred_people_take_as_many_queries_as_three(cast: Cast) -> None:
    def queries() -> int:
        browser = client_of(cast.coordinator)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get(reverse("people", args=["EXI"]))
        return len(captured)

    few = queries()
    for number in range(40):
        user = User.objects.create(email=f"p{number}@example.org", name=f"Person {number}")
        Posting.objects.create(user=user, role=Role.STAFF, prison=cast.exeter)
        invitations.invite(
            by=cast.coordinator, role=Role.GATE, prison=cast.exeter, email=f"i{number}@example.org", name="I"
        )
    assert queries() == few


def test_a_coordinator_invites_from_the_page(cast: Cast) -> None:
    address = reverse("invite_to_prison", args=["EXI"])
    response = client_of(cast.coordinator).post(address, NEW | {"role": "staff"}, follow=True)
    (sentence,) = said(response)
    assert sentence.startswith("The invitation goes to nia@example.org. The link in it works until ")
    assert "Nia New" in response.text and "E-mail not sent yet" in response.text
    assert Invitation.objects.open().get(email="nia@example.org").prison == cast.exeter


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"role": "national"}, "“Role”"),
        ({"role": "worker"}, "“Role”"),
        ({"email": "no address"}, "e-mail"),
        ({"name": "Al A1234BC"}, "looks like a prison number"),
        ({"email": "staff@cast.example.org"}, "already has this role here"),
        ({"ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2020"}, "in the past"),
    ],
)
def test_a_refused_invitation_says_why_and_leads_to_the_field(
    cast: Cast, changed: dict[str, str], sentence: str
) -> None:
    address = reverse("invite_to_prison", args=["EXI"])
    response = client_of(cast.coordinator).post(address, NEW | {"role": "staff"} | changed)
    assert response.status_code == 200
    page = parsed(response.text)
    assert sentence in words(page)
    for link in error_links(page):
        assert can_take_focus(by_id(page, link.get("href").removeprefix("#")))
    assert not Invitation.objects.filter(email="nia@example.org").exists()


def test_only_a_lead_needs_a_set_of_prisons(cast: Cast) -> None:
    browser, address = client_of(cast.national), reverse("invite_nationally")
    refused = browser.post(address, NEW | {"role": "lead"})
    assert "Choose the prisons that the lead sees." in refused.text
    browser.post(address, NEW | {"role": "lead", "prison_set": cast.south_west.pk})
    browser.post(
        address, {"name": "N", "email": "n@example.org", "role": "national", "prison_set": cast.south_west.pk}
    )
    assert Invitation.objects.get(email="nia@example.org").prison_set == cast.south_west
    assert Invitation.objects.get(email="n@example.org").prison_set is None


def test_a_manager_invites_to_the_own_organisation(cast: Cast) -> None:
    browser = client_of(cast.manager)
    browser.post(reverse("invite_to_organisation", args=["harbour-housing"]), NEW | {"role": "worker"})
    assert Invitation.objects.open().get(email="nia@example.org").organisation == cast.harbour
    page = browser.get(reverse("organisation_people", args=["harbour-housing"])).text
    assert "Walid Worker" in page and "Nia New" in page and "Omar Othermanager" not in page


def test_an_invitation_is_taken_back_and_sent_again_by_buttons(cast: Cast) -> None:
    invitation = invitations.invite(by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, **NEW)
    browser = client_of(cast.second_coordinator)
    again = browser.post(reverse("send_invitation_again", args=["EXI", invitation.pk]), follow=True)
    assert said(again) == ["A new link goes to nia@example.org. The earlier one works no more."]
    cancelled = browser.post(reverse("cancel_invitation", args=["EXI", invitation.pk]), follow=True)
    assert said(cancelled) == ["The invitation to nia@example.org was taken back. Its link works no more."]
    twice = browser.post(reverse("cancel_invitation", args=["EXI", invitation.pk]), follow=True)
    assert said(twice) == ["This invitation was taken back. Ask the person who invited you."]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"when": "now"}, "Stella Staff no longer has access as prison staff."),
        (
            {"when": "later", "last_day_day": "5", "last_day_month": "6", "last_day_year": "2099"},
            "Stella Staff has access until the end of 5 June 2099.",
        ),
    ],
)
def test_access_ends_from_the_page(cast: Cast, typed: dict[str, str], message: str) -> None:
    posting = Posting.objects.get(user=cast.staff)
    response = client_of(cast.coordinator).post(
        reverse("end_posting", args=["EXI", posting.pk]), typed, follow=True
    )
    assert said(response) == [message]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"when": "later"}, "Enter the last day"),
        (
            {"when": "later", "last_day_day": "5", "last_day_month": "6", "last_day_year": "2020"},
            "The last day is in the past.",
        ),
        ({}, "When does it end?"),
    ],
)
def test_ending_access_without_saying_when_is_refused(
    cast: Cast, typed: dict[str, Any], sentence: str
) -> None:
    posting = Posting.objects.get(user=cast.staff)
    response = client_of(cast.coordinator).post(reverse("end_posting", args=["EXI", posting.pk]), typed)
    assert sentence in response.text
    assert Posting.objects.get(pk=posting.pk).ends_on is None


def test_leads_stand_on_a_page_of_their_own(cast: Cast) -> None:
    page = client_of(cast.national).get(reverse("national_people")).text
    assert "Leo Lead" in page and "Exeter alone" in page and "Nadia National (you)" in page
    assert "Stella Staff" not in page


def test_a_coordinator_who_invited_a_first_manager_is_led_back_to_the_organisation(cast: Cast) -> None:
    Posting.objects.filter(organisation=cast.lantern).delete()
    browser = client_of(cast.coordinator)
    page = browser.get(reverse("organisation", args=["lantern-trust"])).text
    assert "Nobody looks after this organisation’s services here yet." in page
    response = browser.post(
        reverse("invite_to_organisation", args=["lantern-trust"]), NEW | {"role": "manager"}, follow=True
    )
    assert response.redirect_chain == [(reverse("organisation", args=["lantern-trust"]), 302)]
    assert "Nia New" in response.text and "Nobody looks after" not in response.text
    invitation = Invitation.objects.get(email="nia@example.org")
    gone = browser.post(
        reverse("cancel_organisation_invitation", args=["lantern-trust", invitation.pk]), follow=True
    )
    assert said(gone) == ["The invitation to nia@example.org was taken back. Its link works no more."]
