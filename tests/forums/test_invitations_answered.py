"""What is answered to the letters of a meeting, with the link and signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coordination import clock
from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.policies import Overtaken
from coordination.secret_links import SECRET
from forums.actions import invitations, meetings
from forums.invitation_links import token_for
from forums.models import Meeting, MeetingInvitation
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry, said
from tests.forums import making
from tests.forums.meetings_made import STAFF_ADDRESS, leaves, row_of, send_all, sent_to

pytestmark = pytest.mark.django_db

Reply = MeetingInvitation.Reply


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Invited to, and nothing has left yet."""
    made = making.meeting(cast)
    invitations.invite(by=cast.coordinator, meeting=made)
    made.refresh_from_db()
    return made


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- Answers -----------------------------------------------------------------------------------------


@pytest.fixture
def link(meeting: Meeting) -> str:
    """The link as it stands in the letter to a role of staff, who has no account."""
    send_all(meeting)
    (sent,) = sent_to(STAFF_ADDRESS)
    text = str(next(each for each in sent.walk() if each.get_content_type() == "text/plain").get_payload())
    found = re.search(r"/meetings/answer/[\w:.-]+/", text.replace("=\n", ""))
    assert found
    return found[0]


@pytest.fixture
def anybody() -> Iterator[Client]:
    yield Client()


@pytest.mark.parametrize(("answer", "is_now"), [("coming", Reply.COMING), ("apologies", Reply.APOLOGIES)])
def test_a_button_behind_the_link_answers_without_an_account(
    meeting: Meeting, link: str, anybody: Client, answer: str, is_now: str
) -> None:
    page = words(anybody.get(link))
    assert "Voluntary sector forum" in page and "Chapel" in page and "Head of safer custody" in page
    response = anybody.post(link, {"answer": answer}, follow=True)
    assert said(response)[0].startswith("Thank you.")
    assert row_of(meeting, STAFF_ADDRESS).reply == is_now
    assert last_entry("reply_to_meeting").actor == ""


def test_opening_the_link_changes_nothing(meeting: Meeting, link: str, anybody: Client) -> None:
    before = AuditEntry.objects.count()
    for method in ("get", "head"):
        assert getattr(anybody, method)(link).status_code == 200
    assert anybody.get(link, {"answer": "coming"}).status_code == 200
    row = row_of(meeting, STAFF_ADDRESS)
    assert (row.reply, row.replied_at) == (Reply.NONE, None)
    assert AuditEntry.objects.count() == before


def test_an_answer_that_is_none_is_refused_in_a_sentence(
    meeting: Meeting, link: str, anybody: Client
) -> None:
    for answer in ("", "none", "perhaps", "coming\x00"):
        response = anybody.post(link, {"answer": answer})
        assert "Choose whether you come." in words(response)
    assert row_of(meeting, STAFF_ADDRESS).reply == Reply.NONE


def test_the_link_answers_for_its_own_address_alone(cast: Cast, meeting: Meeting, link: str) -> None:
    """Whoever else is signed in on that computer."""
    client = client_of(cast.manager)
    client.post(link, {"answer": "apologies"})
    assert row_of(meeting, STAFF_ADDRESS).reply == Reply.APOLOGIES
    assert row_of(meeting, cast.manager.email).reply == Reply.NONE


def test_a_link_that_somebody_bent_leads_nowhere(link: str, anybody: Client) -> None:
    token = link.rstrip("/").rpartition("/")[2]
    for bent in (token[:-1], token[1:], "x", f"{token}x"):
        assert anybody.get(reverse("meeting_invitation", args=[bent])).status_code == 404


def test_the_link_dies_when_the_meeting_begins_and_when_they_are_not_asked_any_more(
    cast: Cast, meeting: Meeting, link: str, anybody: Client
) -> None:
    leaves(cast, meeting, STAFF_ADDRESS)
    send_all(meeting)
    assert anybody.get(link).status_code == 410
    assert anybody.post(link, {"answer": "coming"}).status_code == 410
    other = reverse("meeting_invitation", args=[token_for(row_of(meeting, cast.manager.email))])
    assert anybody.get(other).status_code == 200
    now = clock.now()
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now, ends_at=now + timedelta(hours=1))
    assert anybody.get(other).status_code == 410


def test_the_link_of_a_cancelled_meeting_says_so(
    cast: Cast, meeting: Meeting, link: str, anybody: Client
) -> None:
    meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason="regime")
    response = anybody.get(link)
    assert "This meeting will not take place." in words(response)
    assert "button" not in words(response).partition("<main")[2].partition("</main")[0]
    assert anybody.post(link, {"answer": "coming"}).status_code == 200
    assert row_of(meeting, STAFF_ADDRESS).reply == Reply.NONE


def test_the_log_hides_the_link(link: str) -> None:
    assert SECRET.sub(r"\1***", f"POST {link} 302") == "POST /meetings/answer/***/ 302"


def test_too_many_answers_from_one_place_are_told_to_wait(
    meeting: Meeting, link: str, anybody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forums.views.invitations.FROM_ONE_PLACE", 1)
    anybody.post(link, {"answer": "coming"})
    assert anybody.post(link, {"answer": "apologies"}).status_code == 429
    assert row_of(meeting, STAFF_ADDRESS).reply == Reply.COMING


def test_a_member_with_an_account_answers_on_the_page_of_the_meeting(cast: Cast, meeting: Meeting) -> None:
    send_all(meeting)
    client = client_of(cast.manager)
    assert "You have not said yet whether you come." in words(client.get(meeting.get_absolute_url()))
    row = row_of(meeting, cast.manager.email)
    path = reverse("meeting_reply", args=["EXI", meeting.pk, row.pk])
    client.post(path, {"answer": "coming"})
    page = words(client.get(meeting.get_absolute_url()))
    assert "You said that you come." in page and "I am coming" not in page
    assert last_entry("reply_to_meeting").actor == f"coordination.user:{cast.manager.pk}"


def test_the_coordinator_types_in_what_they_were_told(cast: Cast, meeting: Meeting) -> None:
    send_all(meeting)
    row = row_of(meeting, STAFF_ADDRESS)
    path = reverse("meeting_reply", args=["EXI", meeting.pk, row.pk])
    client = client_of(cast.coordinator)
    assert "Head of safer custody" in words(client.get(path))
    client.post(path, {"answer": "apologies"})
    page = words(client.get(meeting.get_absolute_url()))
    assert "1 apologies, 1 no answer." in page


def test_nobody_answers_for_another_address(cast: Cast, meeting: Meeting) -> None:
    row = row_of(meeting, STAFF_ADDRESS)
    for user in (cast.manager, cast.governor, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            invitations.reply(by=user, invitation=row, answer="coming")


def test_nobody_answers_once_it_has_begun_or_is_settled(cast: Cast, meeting: Meeting) -> None:
    row = row_of(meeting, cast.manager.email)
    meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason="regime")
    with pytest.raises(Overtaken, match="settled"):
        invitations.reply(by=cast.manager, invitation=row, answer="coming")
    with pytest.raises(Overtaken, match="settled"):
        invitations.reply_by_link(invitation=row, answer="coming")


def test_another_time_asks_anew_and_another_room_does_not(cast: Cast, meeting: Meeting) -> None:
    invitations.reply(by=cast.manager, invitation=row_of(meeting, cast.manager.email), answer="coming")
    meetings.change_meeting(by=cast.coordinator, meeting=meeting, values={"place": "Gym"})
    assert row_of(meeting, cast.manager.email).reply == Reply.COMING
    later = meeting.starts_at + timedelta(days=1)
    meetings.change_meeting(
        by=cast.coordinator,
        meeting=meeting,
        values={"starts_at": later, "ends_at": later + timedelta(hours=1)},
    )
    row = row_of(meeting, cast.manager.email)
    assert (row.reply, row.replied_at) == (Reply.NONE, None)
