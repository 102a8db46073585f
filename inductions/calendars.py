"""Training sessions as iCalendar (RFC 5545). Neither a person's name nor a wing ever stands in it.

Times are local with TZID Europe/London and its rules beside them, so that a session keeps its hour on either side of
a clock change. A session keeps its UID for good; SEQUENCE rises with each change, and a cancelled one stays, as
CANCELLED.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from icalendar import Calendar, Event

from coordination.calendars import CONTENT_TYPE, LONDON, rules_of_london
from inductions.models import TrainingSession

__all__ = ["CONTENT_TYPE", "LONDON", "calendar_of", "rules_of_london"]

PRODUCT: Final = "-//Voluntary sector coordination//Training//EN"


def calendar_of(
    sessions: Iterable[TrainingSession],
    *,
    name: str,
    now: datetime,
    url_of: Callable[[TrainingSession], str],
    waiting: frozenset[int] = frozenset(),
) -> bytes:
    """A calendar of sessions (with `prison` and `module` loaded). `url_of` gives the whole address of one's page.

    `waiting`: keys of sessions for which the reader only waits: these are marked as tentative.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", LONDON.key)
    calendar.add_component(rules_of_london())
    for session in sessions:
        calendar.add_component(_event(session, now, url_of(session), session.pk in waiting))
    return calendar.to_ical()


def _event(session: TrainingSession, now: datetime, url: str, waits: bool) -> Event:
    """Place and trainers are left out: they may name a wing or a person. The page behind the address has them."""
    event = Event()
    event.add("uid", str(session.calendar_uid))
    event.add("sequence", session.calendar_sequence)
    event.add("dtstamp", now)
    event.add("dtstart", session.starts_at.astimezone(LONDON))
    event.add("dtend", session.ends_at.astimezone(LONDON))
    event.add("summary", f"{session.module.label}{' (on the waiting list)' if waits else ''}")
    event.add("location", session.prison.name)
    event.add("url", url)
    event.add("status", _status(session, waits))
    event.add("class", "PRIVATE")
    return event


def _status(session: TrainingSession, waits: bool) -> str:
    if session.state in (TrainingSession.State.CANCELLED, TrainingSession.State.NOT_RUN):
        return "CANCELLED"
    return "TENTATIVE" if waits else "CONFIRMED"
