"""Sessions, places on them, and records of training."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coordination import clock
from coordination.models import Prison
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from inductions.models import (
    Booking,
    Person,
    Placement,
    TrainingRecord,
    TrainingSession,
)


def check_session_times(session: TrainingSession) -> None:
    if session.ends_at <= session.starts_at:
        raise Refused("The session ends before it begins. Change one of the two times.")


def check_moved_to(session: TrainingSession) -> None:
    """Everybody booked is told of the new time, so it has to be one to which they can still come."""
    if session.starts_at <= clock.now():
        raise Refused("The new time has passed already. Choose one that is still to come.")


def check_bookable(session: TrainingSession) -> None:
    if session.state == TrainingSession.State.CANCELLED:
        raise Overtaken("This session was cancelled. Choose another one.")
    if session.state != TrainingSession.State.PLANNED or session.starts_at <= clock.now():
        raise Refused("This session has begun or is over. Choose another one.")


def works_at(person: Person, prison: Prison, day: date) -> bool:
    """On that day, or from a later one on."""
    return Placement.objects.not_over_by(day).filter(engagement__person=person, prison=prison).exists()


def check_works_at(person: Person, prison: Prison, day: date) -> None:
    if not works_at(person, prison, day):
        raise Refused(f"{person} does not work at {prison}. Add the prison to their record first.")


def check_may_cancel(booking: Booking) -> None:
    if booking.state not in (Booking.State.BOOKED, Booking.State.WAITING):
        raise Overtaken(f"This booking cannot be cancelled: {booking.get_state_display().lower()}.")


def check_settle(session: TrainingSession) -> None:
    """Attendance and “did not run” are typed in once the session has begun."""
    if session.state == TrainingSession.State.CANCELLED:
        raise Overtaken("This session was cancelled. Nothing was changed.")
    if session.starts_at > clock.now():
        raise Refused("This session has not begun. Record who came when it has.")


def check_record(done_on: date, texts: Iterable[str] = ()) -> None:
    if done_on > clock.today():
        raise Refused("That day is still to come. Give the day on which it was done.")
    check_no_prison_numbers({"the record": "\n".join(texts)})


def check_verify(record: TrainingRecord, by_pk: int | None) -> None:
    if record.verified_at:
        raise Overtaken("This record is verified already. Nothing was changed.")
    if record.struck_at:
        raise Overtaken("This record was struck out. Nothing was changed.")
    if record.recorded_by_id == by_pk:
        raise Refused("You wrote this record. A second person must look at it and verify it.")


def check_strike(record: TrainingRecord, reason: str) -> None:
    if record.struck_at:
        raise Overtaken("This record was struck out already. Nothing was changed.")
    if not reason.strip():
        raise Refused("Write why the record is wrong. It stays, struck out, with your reason.")
    check_no_prison_numbers({"reason": reason})
