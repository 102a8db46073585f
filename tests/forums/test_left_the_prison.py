"""Somebody whose posting is over: what they promised, and what they were asked to, is told to others from then on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from coordination import clock
from coordination.access import NotPermitted, standing_of
from coordination.models import Posting, User
from coordination.policies import Refused
from forums import reminders
from forums.actions import agreed, agreed_letters, forums, invitations, meetings
from forums.home import own
from forums.invitation_links import token_for
from forums.models import Action
from tests.cast import Cast
from tests.forums import making
from tests.forums.meetings_made import STAFF_ADDRESS, leaves, row_of, send_all

pytestmark = pytest.mark.django_db


def leaves_for_guys_marsh(cast: Cast, user: User) -> User:
    yesterday = clock.today() - timedelta(days=1)
    Posting.objects.filter(user=user).update(begins_on=yesterday - timedelta(days=30), ends_on=yesterday)
    Posting.objects.create(user=user, role="staff", prison=cast.guys_marsh)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def promised(cast: Cast) -> Action:
    return making.action(cast, owner_role="", owner=cast.governor)


@pytest.fixture
def gone(cast: Cast, promised: Action) -> User:
    return leaves_for_guys_marsh(cast, cast.governor)


def test_what_they_promised_is_theirs_no_more(promised: Action, gone: User) -> None:
    assert not Action.objects.visible_to(gone).exists()
    client = Client()
    client.force_login(gone)
    for name in ("action", "note_action"):
        assert client.get(reverse(name, args=["EXI", promised.pk])).status_code == 404
    assert (
        client.post(reverse("note_action", args=["EXI", promised.pk]), {"text": "Done."}).status_code == 404
    )
    assert promised.what not in client.get(reverse("own_actions")).content.decode()
    with pytest.raises(NotPermitted):
        agreed.note(by=gone, action=promised, text="Done.")


def test_no_letter_no_reminder_and_no_line_at_home_tells_them_of_it(
    cast: Cast, promised: Action, gone: User
) -> None:
    assert own.items(gone, standing_of(gone)) == []
    assert agreed_letters.whom_to_tell(promised) == []
    due = clock.today() + timedelta(days=1)
    Action.objects.filter(pk=promised.pk).update(due_on=due, given_at=clock.now() - timedelta(days=60))
    late = Action.objects.get(pk=promised.pk)
    assert reminders.Readers([late]).owners(late) == []
    # Whoever keeps the forums hears of it instead.
    assert cast.coordinator in reminders.Readers([late]).of(late)


def test_a_membership_that_nobody_ended_gives_them_nothing_to_do_and_no_letters(cast: Cast) -> None:
    forum = making.forum(cast)
    forums.add_member(by=cast.coordinator, forum=forum, user=cast.staff)
    meeting = making.meeting(cast, of=forum)
    assert cast.staff.email in invitations.not_invited(meeting)
    leaves_for_guys_marsh(cast, cast.staff)
    assert cast.staff.email not in invitations.not_invited(meeting)
    assert [member.user for member in invitations.unreachable(meeting)] == [cast.staff]
    invitations.invite(by=cast.coordinator, meeting=meeting)
    send_all(meeting)
    assert [cast.staff.email] not in [letter.to for letter in mail.outbox]
    with pytest.raises(Refused, match="has no account"):
        making.action(cast, forum=forum, owner_role="", owner=cast.staff)


def test_the_link_of_their_letter_dies_on_the_spot(cast: Cast, client: Client) -> None:
    meeting = making.invitation(cast).meeting
    send_all(meeting)
    link = reverse("meeting_invitation", args=[token_for(row_of(meeting, STAFF_ADDRESS))])
    assert client.get(link).status_code == 200
    leaves(cast, meeting, STAFF_ADDRESS)
    # Before any letter says so.
    assert client.get(link).status_code == 410
    assert client.post(link, {"answer": "coming"}).status_code == 410


def test_an_answer_on_a_page_of_the_earlier_time_is_not_taken_for_the_new_one(
    cast: Cast, client: Client
) -> None:
    meeting = making.invitation(cast).meeting
    send_all(meeting)
    row = row_of(meeting, STAFF_ADDRESS)
    link = reverse("meeting_invitation", args=[token_for(row)])
    seen = client.get(link).context["seen"]
    day = timedelta(days=1)
    values = {"starts_at": meeting.starts_at + day, "ends_at": meeting.ends_at + day}
    meetings.change_meeting(by=cast.coordinator, meeting=meeting, values=values)
    response = client.post(link, {"answer": "coming", "seen": seen})
    assert response.status_code == 409 and b"was changed since you opened" in response.content
    assert row_of(meeting, STAFF_ADDRESS).reply == "none"
    again = client.post(link, {"answer": "coming", "seen": response.context["seen"]})
    assert again.status_code == 302 and row_of(meeting, STAFF_ADDRESS).reply == "coming"
