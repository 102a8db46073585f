"""A meeting as an invitation for calendars (RFC 5545 and 5546).

The UID stays for good; SEQUENCE rises with each change that a calendar has to know, so that a later letter replaces
the earlier one. METHOD says what the letter asks: REQUEST to put it in (again), CANCEL to take it out; a file that
somebody takes from the page is PUBLISH and names nobody who is invited. Nobody answers through the calendar, because
nobody reads the mailbox that the letter comes from: RSVP is FALSE, and the letter leads to a page (ADR 0064).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from icalendar import Calendar, Event, vCalAddress

from coordination.calendars import LONDON, rules_of_london
from forums.models import Meeting, MeetingInvitation

PRODUCT: Final = "-//Voluntary sector coordination//Forums//EN"
PUBLISH: Final = "PUBLISH"
REQUEST: Final = MeetingInvitation.Asked.REQUEST.value
CANCEL: Final = MeetingInvitation.Asked.CANCEL.value


def invitation_for(
    meeting: Meeting,
    *,
    asked: str,
    number: int,
    attendee: str,
    organiser: tuple[str, str],
    now: datetime,
    leaves: bool = False,
    url: str = "",
) -> bytes:
    """One letter's calendar. `asked`: its METHOD; `number`: its SEQUENCE. `organiser`: (name, address).

    It names the one address that it goes to, so that no member reads another's. `leaves`: the meeting takes place
    without them; then the file has no STATUS (RFC 5546, 3.2.5).
    """
    event = _event(meeting, number, organiser, now)
    if not leaves:
        event.add("status", "CANCELLED" if asked == CANCEL else "CONFIRMED")
    if url:
        event.add("url", url)
    comes = vCalAddress(f"mailto:{attendee}")
    comes.params["CUTYPE"] = "INDIVIDUAL"
    comes.params["ROLE"] = "REQ-PARTICIPANT"
    comes.params["PARTSTAT"] = "NEEDS-ACTION"
    comes.params["RSVP"] = "FALSE"
    event.add("attendee", comes)
    return _calendar(asked, event)


def file_of(meeting: Meeting, *, organiser: tuple[str, str], now: datetime, url: str) -> bytes:
    """What somebody takes from the page of the meeting, to put it into a calendar without a letter."""
    event = _event(meeting, meeting.calendar_sequence, organiser, now)
    event.add("status", "CANCELLED" if meeting.is_off else "CONFIRMED")
    event.add("url", url)
    return _calendar(PUBLISH, event)


def _calendar(method: str, event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(rules_of_london())
    calendar.add_component(event)
    return calendar.to_ical()


def _event(meeting: Meeting, number: int, organiser: tuple[str, str], now: datetime) -> Event:
    """The place is the prison alone: a room or a wing in a calendar would be read by whoever sees the screen."""
    event = Event()
    event.add("uid", str(meeting.calendar_uid))
    event.add("sequence", number)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at.astimezone(LONDON))
    event.add("dtend", meeting.ends_at.astimezone(LONDON))
    event.add("summary", meeting.name)
    event.add("location", meeting.forum.prison.name)
    name, address = organiser
    calls = vCalAddress(f"mailto:{address}")
    calls.params["CN"] = name
    event.add("organizer", calls)
    return event
