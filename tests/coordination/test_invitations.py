"""Inviting, and what becomes of an invitation, by the actions."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from coordination.access import NotPermitted
from coordination.actions import invitations
from coordination.models import Invitation, Organisation, Posting, User
from coordination.policies import Refused
from coordination.roles import Role
from coordination.tasks import send_invitation
from tests.cast import Cast
from tests.coordination.pages import last_entry, queued

NEW = {"email": "Nia.New@Example.org", "name": "Nia New"}
PASSWORD = "eleven blue boats at noon"


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    return invitations.invite(by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, **NEW)


def expire(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(minutes=1))


def test_only_a_hash_of_the_link_is_kept(invitation: Invitation) -> None:
    kept = Invitation.objects.get(pk=invitation.pk)
    assert kept.token_hash == hashlib.sha256(kept.token().encode()).hexdigest()
    assert kept.token() not in str(vars(kept))
    assert kept.email == "nia.new@example.org"
    assert kept.expires_at - kept.invited_at == timedelta(days=14)


def test_two_invitations_never_share_a_link(cast: Cast, invitation: Invitation) -> None:
    other = invitations.invite(
        by=cast.coordinator, role=Role.GATE, prison=cast.exeter, email="b@example.org", name="B"
    )
    assert other.token() != invitation.token()


def test_the_task_sends_one_plain_and_one_simple_version(invitation: Invitation) -> None:
    assert send_invitation(invitation.pk) is True
    (letter,) = mail.outbox
    link = f"/invitations/{invitation.token()}/"
    assert letter.to == ["nia.new@example.org"]
    assert link in letter.body
    assert "Prison staff" in letter.body and "HMP/YOI Exeter" in letter.body
    html, kind = letter.alternatives[0]
    assert (link in html, kind) == (True, "text/html")
    assert Invitation.objects.get(pk=invitation.pk).sent_at


def test_inviting_queues_the_letter_by_the_key_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with queued(monkeypatch) as tasks:
        invitation = invitations.invite(by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, **NEW)
    assert tasks == [("coordination.send_invitation", (invitation.pk,))]


@pytest.mark.parametrize("wicked", ["Nia\r\nBcc: all@example.org", "Nia\nSubject: hello", "Nia\x00\x85New"])
def test_a_typed_name_adds_no_header(cast: Cast, wicked: str) -> None:
    invitation = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email="nia@example.org", name=wicked
    )
    send_invitation(invitation.pk)
    message = mail.outbox[0].message()
    assert message.get_all("Bcc") is None
    assert message.get_all("Subject") == ["Voluntary sector coordination: you are invited"]
    assert "\n" not in invitation.name


def test_an_address_with_a_line_break_is_never_sent(cast: Cast, invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(email="a@example.org\nBcc: b@example.org")
    with pytest.raises(ValueError, match="newline"):
        send_invitation(invitation.pk)
    assert mail.outbox == []


def test_a_letter_is_not_sent_for_what_is_no_longer_open(cast: Cast, invitation: Invitation) -> None:
    invitations.cancel_invitation(by=cast.coordinator, invitation=invitation)
    assert send_invitation(invitation.pk) is False
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("person", "role", "target"),
    [
        ("coordinator", Role.STAFF, {"prison": "guys_marsh"}),
        ("coordinator", Role.NATIONAL, {}),
        ("coordinator", Role.LEAD, {"prison_set": "south_west"}),
        ("coordinator", Role.WORKER, {"organisation": "harbour"}),
        ("governor", Role.STAFF, {"prison": "exeter"}),
        ("staff", Role.STAFF, {"prison": "exeter"}),
        ("lead", Role.LEAD, {"prison_set": "south_west"}),
        ("manager", Role.WORKER, {"organisation": "lantern"}),
        ("manager", Role.STAFF, {"prison": "exeter"}),
        ("worker", Role.WORKER, {"organisation": "harbour"}),
    ],
)
def test_nobody_invites_beyond_their_role(
    cast: Cast, person: str, role: Role, target: dict[str, str]
) -> None:
    before = Invitation.objects.count()
    with pytest.raises(NotPermitted):
        invitations.invite(
            by=getattr(cast, person), role=role, **NEW,
            **{key: getattr(cast, name) for key, name in target.items()},
        )  # fmt: skip
    assert Invitation.objects.count() == before


def test_a_coordinator_invites_the_first_manager_and_no_second(cast: Cast) -> None:
    fresh = Organisation.objects.create(name="Fresh Start", slug="fresh-start")
    assert invitations.roles_offered(cast.coordinator, organisation=fresh) == [Role.MANAGER]
    with pytest.raises(NotPermitted):
        invitations.invite(by=cast.coordinator, role=Role.WORKER, organisation=fresh, **NEW)
    first = invitations.invite(by=cast.coordinator, role=Role.MANAGER, organisation=fresh, **NEW)
    with pytest.raises(Refused, match="has a manager already"):
        invitations.invite(
            by=cast.other_coordinator, role=Role.MANAGER, organisation=fresh, email="x@example.org", name="X"
        )
    assert invitations.roles_offered(cast.coordinator, organisation=fresh) == []
    assert first in Invitation.objects.visible_to(cast.coordinator)
    assert first not in Invitation.objects.visible_to(cast.other_coordinator)
    with pytest.raises(NotPermitted):
        invitations.cancel_invitation(by=cast.other_coordinator, invitation=first)
    invitations.cancel_invitation(by=cast.coordinator, invitation=first)
    assert invitations.roles_offered(cast.other_coordinator, organisation=fresh) == [Role.MANAGER]


def test_the_same_role_is_not_given_twice(cast: Cast) -> None:
    with pytest.raises(Refused, match="already has this role here"):
        invitations.invite(
            by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email=cast.staff.email.upper(), name="S"
        )


def test_inviting_again_takes_the_earlier_one_back(cast: Cast, invitation: Invitation) -> None:
    again = invitations.invite(by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, **NEW)
    invitation.refresh_from_db()
    assert invitation.cancelled_at
    assert again.is_open


def test_a_last_day_in_the_past_and_a_prison_number_are_refused(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused, match="in the past"):
        invitations.invite(by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, ends_on=yesterday, **NEW)
    with pytest.raises(Refused, match="looks like a prison number"):
        invitations.invite(
            by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email="a@example.org", name="Al A1234BC"
        )


def test_sending_again_makes_a_new_link_and_opens_an_expired_one(cast: Cast, invitation: Invitation) -> None:
    old = invitation.token()
    expire(invitation)
    again = invitations.send_invitation_again(by=cast.second_coordinator, invitation=invitation)
    assert again.is_open
    assert again.token() != old
    assert invitations.invitation_of(old) is None
    assert invitations.invitation_of(again.token()) == invitation


def test_a_cancelled_invitation_is_not_sent_again_nor_cancelled_twice(
    cast: Cast, invitation: Invitation
) -> None:
    invitations.cancel_invitation(by=cast.coordinator, invitation=invitation)
    for action in (invitations.cancel_invitation, invitations.send_invitation_again):
        with pytest.raises(Refused, match="was taken back"):
            action(by=cast.coordinator, invitation=invitation)


def test_somebody_new_gets_an_account_with_a_proven_address_and_the_posting(cast: Cast) -> None:
    last_day = timezone.localdate() + timedelta(days=90)
    invitation = invitations.invite(
        by=cast.coordinator, role=Role.GATE, prison=cast.exeter, ends_on=last_day, **NEW
    )
    posting = invitations.accept_invitation(
        by=None, invitation=invitation, name=" Nia  New ", password=PASSWORD
    )
    assert (posting.role, posting.prison, posting.ends_on) == (Role.GATE, cast.exeter, last_day)
    assert (posting.user.name, posting.user.check_password(PASSWORD)) == ("Nia New", True)
    address = EmailAddress.objects.get(user=posting.user)
    assert (address.email, address.verified, address.primary) == ("nia.new@example.org", True, True)
    entry = last_entry("accept_invitation")
    assert entry.actor == f"coordination.user:{posting.user.pk}"
    assert entry.prison_code == "EXI"


def test_an_invitation_works_once(cast: Cast, invitation: Invitation) -> None:
    invitations.accept_invitation(by=None, invitation=invitation, name="Nia", password=PASSWORD)
    with pytest.raises(Refused, match="accepted already"):
        invitations.accept_invitation(by=None, invitation=invitation, name="Nia", password=PASSWORD)
    assert Posting.objects.filter(user__email="nia.new@example.org").count() == 1


def test_an_expired_invitation_is_not_accepted(cast: Cast, invitation: Invitation) -> None:
    expire(invitation)
    with pytest.raises(Refused, match="too old"):
        invitations.accept_invitation(by=None, invitation=invitation, name="Nia", password=PASSWORD)
    assert not User.objects.filter(email="nia.new@example.org").exists()


def test_somebody_with_an_account_accepts_as_themselves_and_nobody_else(cast: Cast) -> None:
    invitation = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email=cast.worker.email, name="Walid"
    )
    with pytest.raises(Refused, match="Sign in first"):
        invitations.accept_invitation(by=None, invitation=invitation, name="Mallory", password=PASSWORD)
    with pytest.raises(Refused, match="you are signed in as"):
        invitations.accept_invitation(by=cast.staff, invitation=invitation)
    posting = invitations.accept_invitation(by=cast.worker, invitation=invitation)
    assert posting.user == cast.worker
    cast.worker.refresh_from_db()
    assert cast.worker.name == "Walid Worker"


def test_accepting_a_role_that_one_got_meanwhile_makes_no_second_posting(
    cast: Cast, invitation: Invitation
) -> None:
    user = invitations.create_account(email=NEW["email"], name="Nia", password=PASSWORD)
    held: Any = Posting.objects.create(user=user, role=Role.STAFF, prison=cast.exeter)
    assert invitations.accept_invitation(by=user, invitation=invitation) == held
