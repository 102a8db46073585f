"""Stop access now, and closing an account."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from coordination import access
from coordination.access import NotPermitted
from coordination.actions import invitations
from coordination.actions.stop_access import close_account, reopen_account, stop_access_now
from coordination.models import Invitation, Posting
from coordination.policies import Refused
from coordination.roles import Permission, Role
from tests.cast import PASSWORD, Cast
from tests.coordination.pages import client_of, last_entry, said


def test_it_works_at_once_in_an_open_browser(cast: Cast) -> None:
    browser = client_of(cast.staff)
    assert browser.get(reverse("prison", args=["EXI"])).status_code == 200
    stop_access_now(by=cast.coordinator, user=cast.staff, prison=cast.exeter)
    assert browser.get(reverse("prison", args=["EXI"])).status_code == 302
    assert browser.get(reverse("account")).status_code == 302


def test_only_their_own_sessions_end(cast: Cast) -> None:
    stays, ends = client_of(cast.gate), client_of(cast.staff)
    before = Session.objects.count()
    stop_access_now(by=cast.governor, user=cast.staff, prison=cast.exeter)
    assert Session.objects.count() == before - 1
    assert stays.get(reverse("account")).status_code == 200
    assert ends.get(reverse("account")).status_code == 302


def test_access_elsewhere_stays(cast: Cast) -> None:
    Posting.objects.create(user=cast.staff, role=Role.STAFF, prison=cast.guys_marsh)
    Posting.objects.create(user=cast.staff, role=Role.GATE, prison=cast.exeter)
    assert stop_access_now(by=cast.coordinator, user=cast.staff, prison=cast.exeter) == 2
    assert not access.permitted(cast.staff, Permission.VIEW_DIRECTORY, prison=cast.exeter)
    assert access.permitted(cast.staff, Permission.VIEW_DIRECTORY, prison=cast.guys_marsh)


def test_invitations_to_and_by_the_person_are_taken_back(cast: Cast) -> None:
    to_them = invitations.invite(
        by=cast.coordinator, role=Role.GATE, prison=cast.exeter, email=cast.second_coordinator.email, name="C"
    )
    by_them = invitations.invite(
        by=cast.second_coordinator, role=Role.STAFF, prison=cast.exeter, email="friend@example.org", name="F"
    )
    by_another = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email="other@example.org", name="O"
    )
    stop_access_now(by=cast.coordinator, user=cast.second_coordinator, prison=cast.exeter)
    still_open = Invitation.objects.open()
    assert to_them not in still_open and by_them not in still_open
    assert by_another in still_open


def test_it_says_no_reason_and_keeps_who_did_it(cast: Cast) -> None:
    stop_access_now(by=cast.governor, user=cast.staff, prison=cast.exeter)
    entry = last_entry("stop_access_now")
    assert entry.actor == f"coordination.user:{cast.governor.pk}"
    assert entry.object == f"coordination.user:{cast.staff.pk}"
    assert entry.changes == {}


@pytest.mark.parametrize("person", ["staff", "gate", "lead", "other_coordinator", "manager"])
def test_others_may_not(cast: Cast, person: str) -> None:
    with pytest.raises(NotPermitted):
        stop_access_now(by=getattr(cast, person), user=cast.gate, prison=cast.exeter)


def test_nobody_stops_themselves(cast: Cast) -> None:
    with pytest.raises(Refused, match="your own access"):
        stop_access_now(by=cast.coordinator, user=cast.coordinator, prison=cast.exeter)


def test_somebody_without_access_there_is_told_so(cast: Cast) -> None:
    with pytest.raises(Refused, match="no access at HMP/YOI Exeter"):
        stop_access_now(by=cast.coordinator, user=cast.worker, prison=cast.exeter)


def test_the_page_warns_of_the_only_coordinator_and_the_governor_may_go_on(cast: Cast) -> None:
    stop_access_now(by=cast.coordinator, user=cast.second_coordinator, prison=cast.exeter)
    address = reverse("stop_access", args=["EXI", cast.coordinator.pk])
    browser = client_of(cast.governor)
    assert "is the only coordinator here" in browser.get(address).text
    response = browser.post(address, follow=True)
    assert said(response) == [
        "Carys Coordinator has no access at HMP/YOI Exeter any more, and is signed out everywhere."
    ]
    assert not Posting.objects.current().filter(user=cast.coordinator).exists()


def test_the_page_refuses_oneself_in_a_sentence(cast: Cast) -> None:
    address = reverse("stop_access", args=["EXI", cast.coordinator.pk])
    response = client_of(cast.coordinator).post(address)
    assert response.status_code == 200
    assert "This is your own access." in response.text
    assert Posting.objects.current().filter(user=cast.coordinator).exists()


def test_people_of_an_organisation_are_not_stopped_at_a_prison(cast: Cast) -> None:
    browser = client_of(cast.coordinator)
    assert browser.get(reverse("stop_access", args=["EXI", cast.manager.pk])).status_code == 404
    assert "Its manager ends their access" in browser.get(reverse("people", args=["EXI"])).text


def test_closing_an_account_ends_everything(cast: Cast, client) -> None:
    Posting.objects.create(user=cast.staff, role=Role.STAFF, prison=cast.guys_marsh)
    browser = client_of(cast.staff)
    close_account(by=cast.national, user=cast.staff)
    assert not Posting.objects.not_over().filter(user=cast.staff).exists()
    assert browser.get(reverse("account")).status_code == 302
    signed_in = client.post(reverse("account_login"), {"login": cast.staff.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert signed_in.status_code in (200, 302)


def test_only_a_national_lead_closes_accounts_and_not_their_own(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        close_account(by=cast.governor, user=cast.staff)
    with pytest.raises(Refused, match="your own"):
        close_account(by=cast.national, user=cast.national)


def test_a_closed_account_opens_without_its_postings(cast: Cast) -> None:
    close_account(by=cast.national, user=cast.staff)
    with pytest.raises(Refused, match="closed already"):
        close_account(by=cast.national, user=cast.staff)
    reopen_account(by=cast.national, user=cast.staff)
    cast.staff.refresh_from_db()
    assert cast.staff.is_active
    assert not Posting.objects.current().filter(user=cast.staff).exists()
    with pytest.raises(Refused, match="is open"):
        reopen_account(by=cast.national, user=cast.staff)


def test_the_pages_close_and_open_an_account(cast: Cast) -> None:
    browser = client_of(cast.national)
    closed = browser.post(reverse("close_account", args=[cast.staff.pk]), follow=True)
    assert said(closed) == ["The account of Stella Staff is closed. Every access has ended."]
    opened = browser.post(reverse("reopen_account", args=[cast.staff.pk]), follow=True)
    assert said(opened) == ["Stella Staff can sign in again. Invite the person anew to give access."]
