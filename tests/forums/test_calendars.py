"""The calendars of meetings, read by a parser that is neither ours nor the library that wrote them (vobject), and held
to the rules of RFC 5545 (what a calendar is), 5546 (updates and cancellations) and 6047 (in a letter).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any, Final

import pytest
import vobject
from django.conf import settings
from django.urls import reverse

from coordination import clock
from forums.actions import invitations, meetings
from forums.models import Meeting
from tests.cast import Cast
from tests.coordination.pages import client_of
from tests.forums import making
from tests.forums.meetings_made import STAFF_ADDRESS, calendar_part, leaves, newest, send_all, sent_to

pytestmark = pytest.mark.django_db

LONGEST_LINE: Final = 75
# RFC 5546, 3.2.1, 3.2.2 and 3.2.5: {METHOD: properties that a VEVENT of it has exactly once}.
ONCE: Final = {
    "PUBLISH": {"dtstamp", "dtstart", "organizer", "summary", "uid"},
    "REQUEST": {"dtstamp", "dtstart", "organizer", "summary", "uid", "sequence"},
    "CANCEL": {"dtstamp", "organizer", "sequence", "uid"},
}
# RFC 5546 and 5545, 3.6.1: never twice.
AT_MOST_ONCE: Final = {
    "dtstamp", "uid", "dtstart", "dtend", "class", "created", "description", "geo", "last-modified", "location",
    "organizer", "priority", "sequence", "status", "summary", "transp", "url", "recurrence-id", "duration",
}  # fmt: skip


def lines_of(content: bytes) -> list[str]:
    """Unfolded (RFC 5545, 3.1)."""
    return content.decode().replace("\r\n ", "").replace("\r\n\t", "").rstrip("\r\n").split("\r\n")


def read(content: bytes) -> Any:
    """The calendar as vobject understands it; every rule that holds for each file is asked here."""
    for line in content.split(b"\r\n"):
        assert len(line) <= LONGEST_LINE
        assert b"\n" not in line
    calendar = vobject.readOne(content.decode())
    assert calendar.validate(raiseException=True)
    (event,) = calendar.vevent_list
    assert event.validate(raiseException=True)
    assert calendar.version.value == "2.0"
    assert calendar.prodid.value
    holds_the_rules(calendar.method.value, event)
    (zone,) = calendar.vtimezone_list
    for moment in (event.dtstart, event.dtend):
        # RFC 5545, 3.2.19: a TZID names a VTIMEZONE of the same file.
        assert [str(zone.tzid.value)] == moment.params.get("X-VOBJ-ORIGINAL-TZID", moment.params.get("TZID"))
    return calendar


def holds_the_rules(method: str, event: Any) -> None:
    counts = {name: len(found) for name, found in event.contents.items()}
    assert {name: counts.get(name, 0) for name in ONCE[method]} == dict.fromkeys(ONCE[method], 1)
    assert {name: count for name, count in counts.items() if name in AT_MOST_ONCE and count > 1} == {}
    assert "request-status" not in counts
    assert "valarm" not in counts
    people = counts.get("attendee", 0)
    assert people == 0 if method == "PUBLISH" else people >= 1
    assert event.organizer.value.startswith("mailto:")
    assert event.dtstamp.value.utcoffset() == timedelta(0)


def event_of(content: bytes) -> Any:
    return read(content).vevent


def number_of(content: bytes) -> int:
    return int(event_of(content).sequence.value)


@pytest.fixture
def invited(cast: Cast) -> Meeting:
    """A meeting whose first letters have left."""
    meeting = making.meeting(cast)
    invitations.invite(by=cast.coordinator, meeting=meeting)
    assert send_all(meeting) == 2
    meeting.refresh_from_db()
    return meeting


def moved(cast: Cast, meeting: Meeting, **changes: Any) -> Meeting:
    changed = meetings.change_meeting(by=cast.coordinator, meeting=meeting, values=changes)
    assert send_all(changed) == 2
    return changed


def cancelled(cast: Cast, meeting: Meeting) -> Meeting:
    off = meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason="regime")
    assert send_all(off) == 2
    return off


# --- A letter ----------------------------------------------------------------------------------------


def test_an_invitation_is_a_request_in_the_part_and_in_the_calendar(invited: Meeting) -> None:
    method, content = newest(STAFF_ADDRESS)
    calendar = read(content)
    assert (method, calendar.method.value) == ("REQUEST", "REQUEST")
    event = calendar.vevent
    assert event.uid.value == str(invited.calendar_uid)
    assert event.sequence.value == "0"
    assert event.status.value == "CONFIRMED"
    assert event.summary.value == "Voluntary sector forum"
    assert event.dtstart.value == invited.starts_at
    assert event.dtend.value == invited.ends_at
    assert event.organizer.value == f"mailto:{settings.DEFAULT_FROM_EMAIL}"


def test_a_letter_names_the_one_address_that_it_goes_to(cast: Cast, invited: Meeting) -> None:
    for address in (STAFF_ADDRESS, cast.manager.email):
        _, content = newest(address)
        (attendee,) = event_of(content).attendee_list
        assert attendee.value == f"mailto:{address}"
        assert attendee.params["RSVP"] == ["FALSE"]
        assert attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]
    assert cast.manager.email not in newest(STAFF_ADDRESS)[1].decode().replace("\r\n ", "")


def shape_of(letter: Message) -> Any:
    if not letter.is_multipart():
        return letter.get_content_type()
    return letter.get_content_type(), [shape_of(each) for each in letter.get_payload()]  # type: ignore[arg-type]


def test_the_calendar_stands_beside_the_text_and_as_a_file(invited: Meeting) -> None:
    """RFC 6047, 2.4: the part names its METHOD and character set; the file is for whoever opens it by hand."""
    (letter,) = sent_to(STAFF_ADDRESS)
    assert shape_of(letter) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )
    (part,) = [each for each in letter.walk() if each.get_content_type() == "text/calendar"]
    assert str(part.get_content_charset()) == "utf-8"
    (file,) = [each for each in letter.walk() if each.get_content_type() == "application/ics"]
    assert file.get_filename() == "meeting.ics"
    assert file.get_payload(decode=True) == part.get_payload(decode=True)


# --- Updates and cancellations -----------------------------------------------------------------------


def test_a_change_is_a_request_with_the_same_uid_and_a_higher_number(cast: Cast, invited: Meeting) -> None:
    first = newest(STAFF_ADDRESS)
    later = invited.starts_at + timedelta(hours=2)
    moved(cast, invited, starts_at=later, ends_at=later + timedelta(hours=1))
    second = newest(STAFF_ADDRESS)
    moved(cast, invited, place="Gym")
    third = newest(STAFF_ADDRESS)
    assert [method for method, _ in (first, second, third)] == ["REQUEST"] * 3
    every = [content for _, content in (first, second, third)]
    assert [number_of(each) for each in every] == [0, 1, 2]
    assert len({event_of(each).uid.value for each in every}) == 1
    assert len({event_of(each).organizer.value for each in every}) == 1
    assert event_of(every[1]).dtstart.value == later
    stamps = [event_of(each).dtstamp.value for each in every]
    assert stamps == sorted(stamps)


def test_a_cancellation_is_a_cancel_with_the_same_uid_and_a_higher_number(
    cast: Cast, invited: Meeting
) -> None:
    _, before = newest(STAFF_ADDRESS)
    cancelled(cast, invited)
    method, after = newest(STAFF_ADDRESS)
    calendar = read(after)
    assert (method, calendar.method.value) == ("CANCEL", "CANCEL")
    assert calendar.vevent.status.value == "CANCELLED"
    assert calendar.vevent.uid.value == event_of(before).uid.value
    assert number_of(after) > number_of(before)
    assert calendar.vevent.organizer.value == event_of(before).organizer.value
    assert [each.value for each in calendar.vevent.attendee_list] == [f"mailto:{STAFF_ADDRESS}"]


def test_what_no_calendar_shows_writes_to_nobody(cast: Cast, invited: Meeting) -> None:
    """RFC 5546, 2.1.4: the number rises with a change of substance, and not with every one."""
    day = invited.items_close_on - timedelta(days=1)
    changed = meetings.change_meeting(by=cast.coordinator, meeting=invited, values={"items_close_on": day})
    assert (changed.items_close_on, changed.calendar_sequence) == (day, 0)
    assert send_all(changed) == 0


def test_whoever_leaves_alone_gets_a_cancel_that_does_not_call_the_meeting_off(
    cast: Cast, invited: Meeting
) -> None:
    """RFC 5546, 3.2.5: STATUS is left out where only some are uninvited, and the number is higher all the same."""
    leaves(cast, invited, STAFF_ADDRESS)
    assert send_all(invited) == 1
    method, content = newest(STAFF_ADDRESS)
    event = event_of(content)
    assert method == "CANCEL"
    assert "status" not in event.contents
    assert int(event.sequence.value) == 1
    assert len(sent_to(cast.manager.email)) == 1


def test_whoever_comes_back_gets_a_request_above_the_cancel(cast: Cast, invited: Meeting) -> None:
    member = leaves(cast, invited, STAFF_ADDRESS)
    send_all(invited)
    member.until = None
    member.save()
    assert invitations.invite(by=cast.coordinator, meeting=invited) == 1
    assert send_all(invited) == 1
    method, content = newest(STAFF_ADDRESS)
    assert (method, number_of(content)) == ("REQUEST", 2)
    assert event_of(content).status.value == "CONFIRMED"
    invited.refresh_from_db()
    moved(cast, invited, place="Gym")
    assert number_of(newest(STAFF_ADDRESS)[1]) == 3
    assert number_of(newest(cast.manager.email)[1]) == 1


def test_numbers_to_one_address_only_rise(cast: Cast, invited: Meeting) -> None:
    for place in ("Gym", "Library", "Chapel"):
        moved(cast, invited, place=place)
    cancelled(cast, invited)
    for address in (STAFF_ADDRESS, cast.manager.email):
        numbers = [number_of(calendar_part(letter)[1]) for letter in sent_to(address)]
        assert numbers == [0, 1, 2, 3, 4]


# --- Time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "written", "utc"),
    [
        (datetime(2050, 3, 26), "20500326T100000", 10),
        (datetime(2050, 3, 27), "20500327T100000", 9),
        (datetime(2050, 10, 29), "20501029T100000", 9),
        (datetime(2050, 10, 30), "20501030T100000", 10),
        (datetime(2050, 7, 1), "20500701T100000", 9),
    ],
)
def test_ten_o_clock_is_ten_o_clock_on_either_side_of_a_clock_change(
    cast: Cast, day: datetime, written: str, utc: int
) -> None:
    """By the rules in the file alone: vobject reads its VTIMEZONE, and knows no other."""
    meeting = making.meeting(cast)
    meetings.change_meeting(
        by=cast.coordinator, meeting=meeting,
        values={"starts_at": making.at(day.date()), "ends_at": making.at(day.date(), 12)},
    )  # fmt: skip
    invitations.invite(by=cast.coordinator, meeting=meeting)
    send_all(meeting)
    _, content = newest(STAFF_ADDRESS)
    assert f"DTSTART;TZID=Europe/London:{written}" in lines_of(content)
    start = event_of(content).dtstart.value
    assert start.astimezone(UTC) == datetime(day.year, day.month, day.day, utc, tzinfo=UTC)


def test_a_meeting_across_the_night_of_the_change_lasts_as_long_as_it_does(cast: Cast) -> None:
    """From 23:00 to 03:00 is three hours in the night in which the clocks go forward."""
    meeting = making.meeting(cast)
    first, last = datetime(2050, 3, 26).date(), datetime(2050, 3, 27).date()
    meetings.change_meeting(
        by=cast.coordinator, meeting=meeting,
        values={"starts_at": making.at(first, 23), "ends_at": making.at(last, 3)},
    )  # fmt: skip
    invitations.invite(by=cast.coordinator, meeting=meeting)
    send_all(meeting)
    event = event_of(newest(STAFF_ADDRESS)[1])
    lasts = event.dtend.value.astimezone(UTC) - event.dtstart.value.astimezone(UTC)
    assert lasts == timedelta(hours=3)


# --- What stands in it, and what does not ------------------------------------------------------------


def test_a_long_name_is_folded_and_reads_whole_again(cast: Cast) -> None:
    """RFC 5545, 3.1: 75 octets a line, also where a letter takes more than one."""
    title = "Fforwm y sector gwirfoddol – ŵyth ŷd, “the big one”, and what comes of it; " + "ŵ" * 40
    meeting = making.meeting(cast)
    meetings.change_meeting(by=cast.coordinator, meeting=meeting, values={"title": title})
    invitations.invite(by=cast.coordinator, meeting=meeting)
    send_all(meeting)
    assert event_of(newest(STAFF_ADDRESS)[1]).summary.value == title


def test_neither_a_room_nor_the_key_of_the_letter_stands_in_a_calendar(cast: Cast, invited: Meeting) -> None:
    """A calendar is shown to colleagues. The place, and the link that answers for somebody, stand in the letter."""
    (letter,) = sent_to(STAFF_ADDRESS)
    plain = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    words = str(plain.get_payload(decode=True))
    assert "Chapel" in words and "/meetings/answer/" in words
    text = "".join(lines_of(newest(STAFF_ADDRESS)[1]))
    for kept_out in ("Chapel", "/meetings/answer/", "Coordinator"):
        assert kept_out not in text.replace("voluntary sector coordinator", "")
    # Whoever has an account finds the page of the meeting.
    page = event_of(newest(cast.manager.email)[1]).url.value
    assert page.endswith(reverse("meeting", args=["EXI", invited.pk]))
    assert "url" not in event_of(newest(STAFF_ADDRESS)[1]).contents


def test_a_file_from_the_page_is_published_and_names_nobody(cast: Cast, invited: Meeting) -> None:
    """RFC 5546, 3.2.1: a published calendar has no ATTENDEE."""
    path = reverse("meeting_calendar", args=["EXI", invited.pk])
    response = client_of(cast.manager).get(path)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = read(response.content)
    assert calendar.method.value == "PUBLISH"
    assert calendar.vevent.uid.value == str(invited.calendar_uid)
    assert int(calendar.vevent.sequence.value) == 0
    assert not re.search(rb"safer|mina|@cast", response.content, re.I)
    meetings.cancel_meeting(by=cast.coordinator, meeting=invited, reason="regime")
    after = read(client_of(cast.manager).get(path).content).vevent
    assert (after.status.value, int(after.sequence.value)) == ("CANCELLED", 1)


def test_when_a_file_was_made_is_now(cast: Cast, invited: Meeting) -> None:
    stamp = event_of(newest(STAFF_ADDRESS)[1]).dtstamp.value
    assert abs(stamp - clock.now()) < timedelta(minutes=1)
