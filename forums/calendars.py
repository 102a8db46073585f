"""A meeting as an invitation for calendars (RFC 5545 and 5546).

The UID stays for good; SEQUENCE rises with each change that a calendar has to know, so that a later letter replaces
the earlier one. METHOD says what the letter asks: REQUEST to put it in (again), CANCEL to take it out. Nobody answers
through the calendar, because nobody reads the mailbox that the letter comes from: RSVP is FALSE, and the letter leads
to a page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from icalendar import Calendar, Event, vCalAddress

from coordination.calendars import LONDON, rules_of_london
from forums.models import Meeting

PRODUCT: Final = "-//Voluntary sector coordination//Forums//EN"
REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"


def method_of(meeting: Meeting) -> str:
    gone = meeting.state in (Meeting.State.CANCELLED, Meeting.State.NOT_RUN)
    return CANCEL if gone else REQUEST


def invitation_for(
    meeting: Meeting, *, attendee: str, organiser: tuple[str, str], now: datetime, url: str
) -> bytes:
    """One letter's calendar. `attendee`: the address that it goes to; `organiser`: (name, address)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method_of(meeting))
    calendar.add_component(rules_of_london())
    calendar.add_component(_event(meeting, attendee, organiser, now, url))
    return calendar.to_ical()


def _event(meeting: Meeting, attendee: str, organiser: tuple[str, str], now: datetime, url: str) -> Event:
    """The place is the prison alone: a room or a wing in a calendar would be read by whoever sees the screen."""
    event = Event()
    event.add("uid", str(meeting.calendar_uid))
    event.add("sequence", meeting.calendar_sequence)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at.astimezone(LONDON))
    event.add("dtend", meeting.ends_at.astimezone(LONDON))
    event.add("summary", meeting.name)
    event.add("location", meeting.forum.prison.name)
    event.add("url", url)
    event.add("status", "CANCELLED" if method_of(meeting) == CANCEL else "CONFIRMED")
    name, address = organiser
    calls = vCalAddress(f"mailto:{address}")
    calls.params["CN"] = name
    event.add("organizer", calls)
    comes = vCalAddress(f"mailto:{attendee}")
    comes.params["RSVP"] = "FALSE"
    comes.params["PARTSTAT"] = "NEEDS-ACTION"
    comes.params["ROLE"] = "REQ-PARTICIPANT"
    event.add("attendee", comes)
    return event
