"""Training sessions: planned, changed, cancelled; and afterwards who came, or why it did not run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.roles import Permission
from inductions import policies
from inductions.actions.bookings import OPEN, announce, held
from inductions.models import Booking, ModuleRule, Person, TrainingModule, TrainingRecord, TrainingSession

COLUMNS: Final = ["starts_at", "ends_at", "place", "trainers", "co_delivered", "co_deliverers"]


@transaction.atomic
def plan_session(
    *, by: User, prison: Prison, module: TrainingModule, values: dict[str, Any]
) -> TrainingSession:
    """`values`: COLUMNS and capacity. Moments are aware."""
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)
    session = TrainingSession(
        prison=prison, module=module, planned_at=clock.now(), planned_by=by, capacity=values["capacity"]
    )
    _write(session, values)
    session.save()
    audit.record("plan_session", by=by, on=session, prison=prison)
    return session


@transaction.atomic
def change_session(*, by: User, session: TrainingSession, values: dict[str, Any]) -> TrainingSession:
    """Another time or place: everybody booked is told, and calendars take the change up by its number."""
    session = held(session)
    access.require(by, Permission.MANAGE_TRAINING, prison=session.prison)
    policies.check_bookable(session)
    before = audit.values(session, COLUMNS)
    _write(session, values)
    policies.check_moved_to(session)
    changes = audit.changes(session, before, audit.values(session, COLUMNS))
    if changes:
        session.calendar_sequence += 1
        session.save(update_fields=[*COLUMNS, "calendar_sequence"])
        audit.record("change_session", by=by, on=session, prison=session.prison, changes=changes)
        _tell_everybody(session, Booking.News.SESSION_CHANGED)
    return session


def _write(session: TrainingSession, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            setattr(session, name, values[name])
    session.place, session.trainers = one_line(session.place), one_line(session.trainers)
    if not session.co_delivered:
        session.co_deliverers = None
    check_no_prison_numbers({"place": session.place, "trainers": session.trainers})
    policies.check_session_times(session)


@transaction.atomic
def cancel_session(*, by: User, session: TrainingSession, reason: str, note: str = "") -> TrainingSession:
    """Before it begins. Whoever has a place or waits for one is told."""
    session = held(session)
    access.require(by, Permission.MANAGE_TRAINING, prison=session.prison)
    policies.check_bookable(session)
    _settle(session, by, TrainingSession.State.CANCELLED, reason, note)
    _raise_sequence(session)
    audit.record("cancel_session", by=by, on=session, prison=session.prison)
    _tell_everybody(session, Booking.News.SESSION_CANCELLED)
    return session


@transaction.atomic
def record_not_run(*, by: User, session: TrainingSession, reason: str, note: str = "") -> TrainingSession:
    """It was to take place and did not: nobody is absent, and the reason is counted."""
    session = held(session)
    access.require(by, Permission.MANAGE_TRAINING, prison=session.prison)
    policies.check_settle(session)
    if TrainingRecord.objects.standing().filter(booking__session=session).exists():
        raise Refused(
            "Somebody is recorded as having come, so it took place. If that is wrong, record that they did not come."
        )
    settled = session.bookings.filter(state__in=[Booking.State.ATTENDED, Booking.State.ABSENT])
    settled.update(state=Booking.State.BOOKED)
    _settle(session, by, TrainingSession.State.NOT_RUN, reason, note)
    _raise_sequence(session)
    audit.record("record_not_run", by=by, on=session, prison=session.prison)
    return session


@transaction.atomic
def take_back_not_run(*, by: User, session: TrainingSession) -> TrainingSession:
    """It was said by mistake: the session waits again for who came."""
    session = held(session)
    access.require(by, Permission.MANAGE_TRAINING, prison=session.prison)
    if session.state != TrainingSession.State.NOT_RUN:
        raise Overtaken("This session is not recorded as not run. Nothing was changed.")
    session.state, session.reason, session.reason_note = TrainingSession.State.PLANNED, "", ""
    session.settled_at = session.settled_by = None
    session.save(update_fields=["state", "reason", "reason_note", "settled_at", "settled_by"])
    _raise_sequence(session)
    audit.record("take_back_not_run", by=by, on=session, prison=session.prison)
    return session


def _raise_sequence(session: TrainingSession) -> None:
    """A calendar takes up what has changed by this number, also that a session fell out or is on again."""
    session.calendar_sequence += 1
    session.save(update_fields=["calendar_sequence"])


def _settle(session: TrainingSession, by: User, state: TrainingSession.State, reason: str, note: str) -> None:
    if state != TrainingSession.State.RUN and reason not in TrainingSession.Reason.values:
        raise Refused("Choose why. The reasons are counted for the governor.")
    check_no_prison_numbers({"note": note})
    session.state, session.reason, session.reason_note = state, reason, one_line(note)
    session.settled_at, session.settled_by = clock.now(), by
    session.save(update_fields=["state", "reason", "reason_note", "settled_at", "settled_by"])


@transaction.atomic
def record_attendance(
    *, by: User, session: TrainingSession, came: Iterable[Person], absent: Iterable[Person] = ()
) -> list[TrainingRecord]:
    """Who came, typed in from the signed register: each gets a record. Who is in neither list stays as booked.

    Somebody who came without a booking gets one. Typed in again, a record is not made twice; somebody who is
    now said to be absent has the record struck out.
    """
    session = held(session)
    access.require(by, Permission.MANAGE_TRAINING, prison=session.prison)
    policies.check_settle(session)
    if session.state == TrainingSession.State.NOT_RUN:
        raise Overtaken("This session is recorded as not run. Take that back first. Nothing was changed.")
    bookings = {b.person_id: b for b in session.bookings.exclude(state=Booking.State.CANCELLED)}
    made = [_came(by, session, person, bookings.get(person.pk)) for person in came]
    for person in absent:
        _absent(by, bookings.get(person.pk))
    _settle(session, by, TrainingSession.State.RUN, "", "")
    audit.record("record_attendance", by=by, on=session, prison=session.prison)
    return [record for record in made if record]


def _came(
    by: User, session: TrainingSession, person: Person, booking: Booking | None
) -> TrainingRecord | None:
    if booking is None:
        policies.check_is_held(person)
        policies.check_works_at(person, session.prison, timezone.localdate(session.starts_at))
        booking = Booking(session=session, person=person, booked_at=clock.now(), booked_by=by)
    elif booking.state == Booking.State.ATTENDED:
        return None  # Said before. A record that was struck out since does not come back by saving the page again.
    booking.state = Booking.State.ATTENDED
    booking.save()
    rule = ModuleRule.objects.filter(prison=session.prison, module=session.module).first()
    day = timezone.localdate(session.starts_at)
    return TrainingRecord.objects.create(
        person=person, module=session.module, version=rule.version if rule else "1", done_on=day,
        source=TrainingRecord.Source.SESSION, prison=session.prison, booking=booking,
        recorded_at=clock.now(), recorded_by=by,
    )  # fmt: skip


def _absent(by: User, booking: Booking | None) -> None:
    if booking is None or booking.state == Booking.State.WAITING:
        return  # Who only waited for a place was not expected.
    booking.state = Booking.State.ABSENT
    booking.save(update_fields=["state"])
    for record in TrainingRecord.objects.standing().filter(booking=booking):
        record.struck_at, record.struck_by = clock.now(), by
        record.struck_reason = "Recorded as absent afterwards."
        record.save(update_fields=["struck_at", "struck_by", "struck_reason"])


def _tell_everybody(session: TrainingSession, news: Booking.News) -> None:
    announce(session.bookings.filter(state__in=OPEN).order_by("pk"), news)
