"""The page behind an invitation's link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.actions import invitations
from coordination.forms.sign_in import SHARED
from coordination.models import AuditEntry, Invitation, Posting, User
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.markup import parsed, words
from tests.coordination.pages import client_of

EMAIL = "nia@example.org"
PASSWORD = "eleven blue boats at noon"
TYPED = {"name": "Nia New", "password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    return invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email=EMAIL, name="Nia New"
    )


def link(invitation: Invitation) -> str:
    return reverse("invitation", args=[invitation.token()])


def test_a_link_that_was_never_sent_leads_nowhere(client: Client, cast: Cast) -> None:
    assert client.get(reverse("invitation", args=["0" * 64])).status_code == 404


def test_opening_the_link_changes_nothing(client: Client, invitation: Invitation) -> None:
    before = (User.objects.count(), Posting.objects.count(), AuditEntry.objects.count())
    for ask in (client.get, client.head):
        assert ask(link(invitation)).status_code == 200
    assert before == (User.objects.count(), Posting.objects.count(), AuditEntry.objects.count())
    assert Invitation.objects.get(pk=invitation.pk).is_open


def test_the_page_says_the_role_the_place_and_the_rules(client: Client, invitation: Invitation) -> None:
    response = client.get(link(invitation))
    page = words(parsed(response.text))
    for expected in ("Prison staff", "HMP/YOI Exeter", "Carys Coordinator", EMAIL, "At least 12 characters"):
        assert expected in page
    assert response["Cache-Control"] == "no-store, private"


def test_accepting_signs_in_and_leads_home(client: Client, invitation: Invitation) -> None:
    response = client.post(link(invitation), TYPED | {SHARED: "on"}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert response.context["user"].email == EMAIL
    assert "You have access now: Prison staff, HMP/YOI Exeter." in response.text
    assert client.session[SHARED] is True


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"password_again": "another one altogether"}, "The two passwords differ"),
        ({"password": "short", "password_again": "short"}, "at least 12 characters"),
        ({"password": "123456789012", "password_again": "123456789012"}, "numeric"),
        ({"password": "nia@example.org", "password_again": "nia@example.org"}, "too similar"),
        ({"name": "Nia A1234BC"}, "looks like a prison number"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_said_and_makes_no_account(
    client: Client, invitation: Invitation, changed: dict[str, str], sentence: str
) -> None:
    response = client.post(link(invitation), TYPED | changed)
    assert response.status_code == 200
    assert sentence in response.text
    assert not User.objects.filter(email=EMAIL).exists()


def test_an_account_of_that_address_is_asked_to_sign_in_first(client: Client, cast: Cast) -> None:
    invitation = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email=cast.worker.email, name="Walid"
    )
    page = client.get(link(invitation))
    assert "You have an account here already" in page.text
    assert f"{reverse('account_login')}?next=" in page.text
    assert 'type="password"' not in page.text
    client.post(link(invitation), TYPED)
    cast.worker.refresh_from_db()
    assert not cast.worker.check_password(PASSWORD)
    assert Invitation.objects.get(pk=invitation.pk).is_open


def test_the_invited_person_accepts_with_one_button(cast: Cast) -> None:
    invitation = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email=cast.worker.email, name="Walid"
    )
    client = client_of(cast.worker)
    assert "Accept this role" in client.get(link(invitation)).text
    assert not Posting.objects.filter(user=cast.worker, prison=cast.exeter).exists()
    client.post(link(invitation))
    assert Posting.objects.current().filter(user=cast.worker, prison=cast.exeter, role=Role.STAFF).exists()


def test_somebody_else_is_told_whom_it_is_for(cast: Cast, invitation: Invitation) -> None:
    page = client_of(cast.gate).get(link(invitation))
    assert "You are signed in as somebody else." in page.text
    client_of(cast.gate).post(link(invitation), TYPED)
    assert Invitation.objects.get(pk=invitation.pk).is_open


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cancelled_at": timezone.now()}, "taken back"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "too old"),
        ({"accepted": True}, "accepted already"),
    ],
    ids=["cancelled", "expired", "accepted"],
)
def test_a_link_that_is_over_says_why(
    client: Client, cast: Cast, invitation: Invitation, change: dict[str, object], sentence: str
) -> None:
    if change.pop("accepted", False):
        change |= {"accepted_at": timezone.now(), "accepted_by": cast.staff}
    address = link(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    for response in (client.get(address), client.post(address, TYPED)):
        assert response.status_code == 410
        assert sentence in response.text
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_closed_account_is_not_opened_by_an_invitation(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.worker.pk).update(is_active=False)
    invitation = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email=cast.worker.email, name="Walid"
    )
    response = client.post(link(invitation), TYPED)
    assert response.status_code == 410
    assert "Your account was closed" in response.text
