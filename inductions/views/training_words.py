"""What the pages about training say: states, places and rows of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from django.utils import timezone

from inductions.actions.bookings import TAKEN
from inductions.models import Booking, TrainingSession
from inductions.models.moments import moment_in_words
from inductions.status import Status

State = TrainingSession.State
TONES: Final = {
    Status.CURRENT: "good", Status.DUE_SOON: "attention", Status.EXPIRED: "bad", Status.NEVER: "waiting",
    Status.NOT_REQUIRED: "neutral",
}  # fmt: skip
BOOKING_TONES: Final = {
    Booking.State.BOOKED: "good", Booking.State.WAITING: "waiting", Booking.State.CANCELLED: "neutral",
    Booking.State.ATTENDED: "good", Booking.State.ABSENT: "attention",
}  # fmt: skip


def is_over(session: TrainingSession) -> bool:
    """It has begun: nobody can be booked, and who came can be typed in."""
    return session.starts_at <= timezone.now()


def state_of(session: TrainingSession) -> tuple[str, str]:
    """(words, tone)"""
    if session.state == State.PLANNED and is_over(session):
        return "Waits for who came", "attention"
    tones = {State.PLANNED: "info", State.CANCELLED: "neutral", State.RUN: "good", State.NOT_RUN: "bad"}
    return session.get_state_display(), tones[State(session.state)]


def places_of(session: TrainingSession, states: Counter[str]) -> str:
    """“3 of 12 free”, “Full, 4 waiting”; after it “9 came, 2 did not come”."""
    if session.state == State.RUN:
        came, absent = states[Booking.State.ATTENDED], states[Booking.State.ABSENT]
        return f"{came} came, {absent} did not come" if absent else f"{came} came"
    taken, waiting = sum(states[each] for each in TAKEN), states[Booking.State.WAITING]
    if session.state != State.PLANNED or is_over(session):
        return f"{taken} booked"
    free = session.capacity - taken
    if free > 0:
        return f"{free} of {session.capacity} free"
    return f"Full, {waiting} waiting" if waiting else "Full"


def counts_of(sessions: Iterable[TrainingSession]) -> dict[int, Counter[str]]:
    """{key of session: how many bookings in each state}, in one query: numbers alone, for everybody to see."""
    found: dict[int, Counter[str]] = {session.pk: Counter() for session in sessions}
    for session, state in Booking.numbers_of(found):
        found[session][state] += 1
    return found


def row_of(session: TrainingSession, states: Counter[str], own: Iterable[Booking] = ()) -> dict[str, Any]:
    """`own`: the reader's own booking, or those of the reader's people."""
    words, tone = state_of(session)
    found = Counter(booking.get_state_display().lower() for booking in own)
    return {
        "url": session.get_absolute_url(),
        "when": moment_in_words(session.starts_at, session.ends_at),
        "module": session.module.label,
        "place": session.place,
        "places": places_of(session, states),
        "state": words,
        "tone": tone,
        "own": ", ".join(f"{number} {what}" for what, number in found.items()),
    }
