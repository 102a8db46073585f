"""Letters of a meeting: to whom, once, always the newest, and what they say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from coordination import clock
from coordination.access import NotPermitted
from coordination.models import Posting
from coordination.policies import Refused
from coordination.queueing import silence
from forums.actions import forums, invitations, meeting_letters, meetings
from forums.actions.meeting_letters import DIED, MOST_TRIES, queue_unsent, send_meeting
from forums.models import Meeting, MeetingInvitation
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry, queued
from tests.forums import making
from tests.forums.meetings_made import STAFF_ADDRESS, calendar_part, leaves, row_of, send_all, sent_to

pytestmark = pytest.mark.django_db

Reply = MeetingInvitation.Reply


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Invited to, and nothing has left yet."""
    made = making.meeting(cast)
    invitations.invite(by=cast.coordinator, meeting=made)
    made.refresh_from_db()
    return made


@pytest.fixture
def letter(meeting: Meeting) -> MeetingInvitation:
    return row_of(meeting, STAFF_ADDRESS)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- To whom -----------------------------------------------------------------------------------------


def test_letters_go_to_the_address_the_account_or_the_managers(cast: Cast) -> None:
    forum = making.forum(cast)
    forums.add_member(by=cast.coordinator, forum=forum, user=cast.governor)
    forums.add_member(by=cast.coordinator, forum=forum, organisation=cast.lantern, email="Desk@Example.org")
    meeting = making.meeting(cast, of=forum)
    assert invitations.invite(by=cast.coordinator, meeting=meeting) == 4
    assert set(meeting.invitations.values_list("email", flat=True)) == {
        cast.manager.email, cast.governor.email, "desk@example.org", STAFF_ADDRESS,
    }  # fmt: skip


def test_one_address_gets_one_letter_however_many_members_it_stands_for(cast: Cast) -> None:
    forum = making.forum(cast)
    forums.add_member(by=cast.coordinator, forum=forum, staff_role="Gym officer", email=STAFF_ADDRESS.upper())
    meeting = making.meeting(cast, of=forum)
    assert invitations.invite(by=cast.coordinator, meeting=meeting) == 2


def test_inviting_again_writes_only_to_who_came_new(cast: Cast, meeting: Meeting) -> None:
    assert send_all(meeting) == 2
    assert invitations.invite(by=cast.coordinator, meeting=meeting) == 0
    assert send_all(meeting) == 0
    forums.add_member(by=cast.coordinator, forum=meeting.forum, user=cast.governor)
    assert invitations.invite(by=cast.coordinator, meeting=meeting) == 1
    assert send_all(meeting) == 1
    assert [each.to for each in mail.outbox].count([cast.governor.email]) == 1
    assert len(mail.outbox) == 3


def test_inviting_queues_a_letter_for_each_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = making.meeting(cast)
    with queued(monkeypatch) as found:
        invitations.invite(by=cast.coordinator, meeting=made)
    keys = made.invitations.order_by("pk").values_list("pk", flat=True)
    assert found == [("forums.send_meeting", (key,)) for key in keys]
    assert last_entry("invite_to_meeting").actor == f"coordination.user:{cast.coordinator.pk}"


def test_whom_no_letter_reaches_the_page_tells_the_coordinator(cast: Cast) -> None:
    forum = making.forum(cast)
    forums.add_member(by=cast.coordinator, forum=forum, staff_role="Head of industries")
    made = making.meeting(cast, of=forum)
    assert [str(member) for member in invitations.unreachable(made)] == ["Head of industries"]
    client = client_of(cast.coordinator)
    for name in ("meeting", "invite_to_meeting"):
        page = words(client.get(reverse(name, args=["EXI", made.pk])))
        assert "Head of industries" in page and "Tell th" in page
    # Members do not read who has no address.
    assert "Head of industries" not in words(client_of(cast.manager).get(made.get_absolute_url()))


def test_a_letter_that_never_leaves_is_the_coordinators_to_tell(
    cast: Cast, letter: MeetingInvitation
) -> None:
    MeetingInvitation.objects.filter(pk=letter.pk).update(
        asked="REQUEST", claimed_sequence=0, tries=MOST_TRIES
    )
    page = words(client_of(cast.coordinator).get(letter.meeting.get_absolute_url()))
    assert "Could not be sent: tell them" in page


def test_only_who_keeps_forums_there_invites_and_only_before_it_begins(cast: Cast) -> None:
    made = making.meeting(cast)
    for user in (cast.governor, cast.manager, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            invitations.invite(by=user, meeting=made)
    begun = making.meeting(cast, of=made.forum, in_days=-1)
    with pytest.raises(Refused, match="has begun"):
        invitations.invite(by=cast.coordinator, meeting=begun)


# --- Once, and always the newest ---------------------------------------------------------------------


def test_a_letter_leaves_once_however_often_the_task_is_handed_out(letter: MeetingInvitation) -> None:
    assert [send_meeting(letter.pk) for _ in range(4)] == [True, False, False, False]
    letter.refresh_from_db()
    assert (letter.sequence, letter.asked, letter.tries) == (0, "REQUEST", 1)
    assert letter.sent_at is not None
    assert len(sent_to(STAFF_ADDRESS)) == 1


def test_what_a_dead_worker_claimed_is_tried_once_more_and_no_further(
    letter: MeetingInvitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have left before the worker died: twice at most, and never within the hour."""

    class Killed(BaseException):
        """What no `except Exception` sees, as when the process is gone."""

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    monkeypatch.setattr("forums.emails.meeting_letter", die)
    with pytest.raises(Killed):
        send_meeting(letter.pk)
    monkeypatch.undo()
    assert send_meeting(letter.pk) is False
    assert mail.outbox == []
    age(letter)
    monkeypatch.setattr("forums.emails.meeting_letter", die)
    with pytest.raises(Killed):
        send_meeting(letter.pk)
    monkeypatch.undo()
    age(letter)
    assert send_meeting(letter.pk) is False
    assert meeting_letters.gave_up(MeetingInvitation.objects.get(pk=letter.pk))


def age(letter: MeetingInvitation) -> None:
    """An hour goes by since it was claimed."""
    MeetingInvitation.objects.filter(pk=letter.pk).update(
        claimed_at=clock.now() - DIED - timedelta(minutes=1)
    )


def test_what_the_mail_server_refuses_is_tried_again(
    letter: MeetingInvitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError("the mail server is away")

    monkeypatch.setattr("forums.emails.meeting_letter", refuse)
    for _ in range(3):
        with pytest.raises(OSError):
            send_meeting(letter.pk)
    monkeypatch.undo()
    assert send_meeting(letter.pk) is True
    letter.refresh_from_db()
    assert letter.tries == 4


def test_it_is_not_tried_for_ever(letter: MeetingInvitation, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError("there is no such address")

    monkeypatch.setattr("forums.emails.meeting_letter", refuse)
    for _ in range(MOST_TRIES):
        with pytest.raises(OSError):
            send_meeting(letter.pk)
    assert send_meeting(letter.pk) is False
    monkeypatch.undo()
    assert queue_unsent() == 1  # The other letter.


def test_a_newer_letter_leaves_although_the_older_was_given_up(cast: Cast, letter: MeetingInvitation) -> None:
    MeetingInvitation.objects.filter(pk=letter.pk).update(
        asked="REQUEST", claimed_sequence=0, tries=MOST_TRIES
    )
    assert send_meeting(letter.pk) is False
    meetings.change_meeting(by=cast.coordinator, meeting=letter.meeting, values={"place": "Gym"})
    assert send_meeting(letter.pk) is True


def test_two_changes_before_a_letter_left_are_one_letter(cast: Cast, meeting: Meeting) -> None:
    for place in ("Gym", "Library"):
        meetings.change_meeting(by=cast.coordinator, meeting=meeting, values={"place": place})
    assert send_all(meeting) == 2
    (letter,) = sent_to(STAFF_ADDRESS)
    assert b"SEQUENCE:2\r\n" in calendar_part(letter)[1]


def test_whoever_was_never_told_of_a_cancelled_meeting_is_not_told_that_it_is_off(
    cast: Cast, meeting: Meeting
) -> None:
    meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason="regime")
    assert send_all(meeting) == 0


def test_whoever_may_have_been_told_is_told_that_it_is_off(cast: Cast, letter: MeetingInvitation) -> None:
    """A worker died with the invitation: whether it left is unknown."""
    MeetingInvitation.objects.filter(pk=letter.pk).update(
        asked="REQUEST", claimed_sequence=0, claimed_at=clock.now(), tries=1
    )
    meetings.cancel_meeting(by=cast.coordinator, meeting=letter.meeting, reason="regime")
    assert send_meeting(letter.pk) is True
    assert calendar_part(sent_to(STAFF_ADDRESS)[-1])[0] == "CANCEL"


# --- Members who leave -------------------------------------------------------------------------------


def test_whoever_left_gets_nothing_new_but_one_cancel(cast: Cast, meeting: Meeting) -> None:
    send_all(meeting)
    leaves(cast, meeting, STAFF_ADDRESS)
    for place in ("Gym", "Library"):
        meetings.change_meeting(by=cast.coordinator, meeting=meeting, values={"place": place})
        send_all(meeting)
    meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason="regime")
    send_all(meeting)
    assert [calendar_part(each)[0] for each in sent_to(STAFF_ADDRESS)] == ["REQUEST", "CANCEL"]
    assert [calendar_part(each)[0] for each in sent_to(cast.manager.email)] == [
        "REQUEST", "REQUEST", "REQUEST", "CANCEL",
    ]  # fmt: skip
    assert "Gym" not in str(sent_to(STAFF_ADDRESS)[-1]) and "Library" not in str(sent_to(STAFF_ADDRESS)[-1])


def test_whoever_left_before_the_letter_left_gets_none(cast: Cast, meeting: Meeting) -> None:
    leaves(cast, meeting, STAFF_ADDRESS)
    assert send_all(meeting) == 1
    assert sent_to(STAFF_ADDRESS) == []


def test_a_member_until_the_day_of_the_meeting_is_still_asked(cast: Cast, meeting: Meeting) -> None:
    member = row_of(meeting, STAFF_ADDRESS).member
    forums.end_membership(by=cast.coordinator, member=member, until=meeting.starts_at.date())
    assert send_all(meeting) == 2


def test_a_manager_who_is_none_any_more_gets_nothing_new(cast: Cast, meeting: Meeting) -> None:
    send_all(meeting)
    Posting.objects.filter(user=cast.manager).update(ends_on=clock.today() - timedelta(days=1))
    meetings.change_meeting(by=cast.coordinator, meeting=meeting, values={"place": "Gym"})
    send_all(meeting)
    assert [calendar_part(each)[0] for each in sent_to(cast.manager.email)] == ["REQUEST", "CANCEL"]


# --- Found again by the clock ------------------------------------------------------------------------


def test_the_clock_finds_what_the_queue_lost_and_nothing_else(cast: Cast, meeting: Meeting) -> None:
    assert queue_unsent() == 2
    send_all(meeting)
    assert queue_unsent() == 0
    meetings.change_meeting(by=cast.coordinator, meeting=meeting, values={"place": "Gym"})
    assert queue_unsent() == 2
    send_all(meeting)
    assert queue_unsent() == 0
    leaves(cast, meeting, STAFF_ADDRESS)
    assert queue_unsent() == 1
    send_all(meeting)
    assert queue_unsent() == 0
    meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason="regime")
    assert queue_unsent() == 1
    send_all(meeting)
    assert queue_unsent() == 0


def test_the_clock_leaves_alone_what_a_worker_is_at(letter: MeetingInvitation) -> None:
    MeetingInvitation.objects.filter(pk=letter.pk).update(
        asked="REQUEST", claimed_sequence=0, claimed_at=clock.now(), tries=1
    )
    assert queue_unsent() == 1  # The other letter.
    age(letter)
    assert queue_unsent() == 2


def test_a_meeting_that_is_over_writes_to_nobody(meeting: Meeting) -> None:
    past = clock.now() - timedelta(hours=3)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=past, ends_at=past + timedelta(hours=1))
    assert (queue_unsent(), send_all(meeting)) == (0, 0)


def test_the_past_of_a_demonstration_counts_as_told(cast: Cast) -> None:
    made = making.meeting(cast)
    with silence():
        invitations.invite(by=cast.coordinator, meeting=made)
        meetings.change_meeting(by=cast.coordinator, meeting=made, values={"place": "Gym"})
    assert (queue_unsent(), send_all(made)) == (0, 0)


# --- What the letter says ----------------------------------------------------------------------------


def test_the_subject_names_neither_the_meeting_nor_the_place(cast: Cast, meeting: Meeting) -> None:
    send_all(meeting)
    meetings.change_meeting(by=cast.coordinator, meeting=meeting, values={"place": "Gym"})
    send_all(meeting)
    leaves(cast, meeting, STAFF_ADDRESS)
    send_all(meeting)
    meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason="regime")
    send_all(meeting)
    subjects = [str(each["Subject"]).partition(": ")[2] for each in sent_to(STAFF_ADDRESS)]
    assert subjects == [
        "you are invited to a meeting", "a meeting was changed", "you are not expected at a meeting any more",
    ]  # fmt: skip
    assert str(sent_to(cast.manager.email)[-1]["Subject"]).endswith("a meeting will not take place")


def test_a_letter_says_the_agenda_so_far_and_the_reason_why_it_is_off(cast: Cast) -> None:
    made = making.meeting(cast)
    making.item(cast, at_meeting=made)
    invitations.invite(by=cast.coordinator, meeting=made)
    send_all(made)
    first = mail.outbox[0]
    assert "1. Evening classes" in first.body and "Where: Chapel" in first.body
    meetings.cancel_meeting(by=cast.coordinator, meeting=made, reason="regime")
    send_all(made)
    last = mail.outbox[-1]
    assert "This meeting will not take place. The reason: the regime was restricted." in last.body
    for kept_out in ("Chapel", "/meetings/answer/", "Evening classes"):
        assert kept_out not in last.body
