"""What tests of meetings share: letters as they left, forms as a browser sends them, members of every kind."""

from __future__ import annotations

from email.message import Message
from typing import Any

from django.core import mail

from forums.actions import forums, meeting_letters
from forums.models import ForumMember, Meeting, MeetingInvitation
from tests.cast import Cast

STAFF_ADDRESS = "safer.custody@example.org"


def send_all(meeting: Meeting) -> int:
    """What the queue would do: every letter that is due. Returns how many left."""
    rows = meeting.invitations.order_by("pk").values_list("pk", flat=True)
    return sum(meeting_letters.send_meeting(key) for key in rows)


def sent_to(address: str) -> list[Message]:
    """The letters to one address as they left the house, oldest first."""
    return [letter.message() for letter in mail.outbox if letter.to == [address]]


def calendar_part(letter: Message) -> tuple[str, bytes]:
    """(METHOD as the MIME part names it, iCalendar) of the part that stands beside the text."""
    (part,) = [each for each in letter.walk() if each.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return str(part.get_param("method")), content


def newest(address: str) -> tuple[str, bytes]:
    return calendar_part(sent_to(address)[-1])


def row_of(meeting: Meeting, address: str) -> MeetingInvitation:
    return meeting.invitations.select_related("member__forum__prison").get(email=address)


def leaves(cast: Cast, meeting: Meeting, address: str) -> ForumMember:
    return forums.end_membership(by=cast.coordinator, member=row_of(meeting, address).member)


def meeting_form(**changes: Any) -> dict[str, Any]:
    return {
        "day_day": "4", "day_month": "5", "day_year": "2050", "begins": "10:00", "ends": "12:00", "place": "Chapel",
        "title": "",
    } | changes  # fmt: skip
