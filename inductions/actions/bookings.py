"""Places on training: booked while there are any, then in the order in which people asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.utils import timezone

from coordination import access, audit, clock
from coordination.access import System
from coordination.models import User
from coordination.policies import Overtaken, Refused
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission
from inductions import policies
from inductions.models import Booking, Engagement, Person, TrainingSession

TAKEN: Final = (Booking.State.BOOKED, Booking.State.ATTENDED, Booking.State.ABSENT)
OPEN: Final = (Booking.State.BOOKED, Booking.State.WAITING)


def held(session: TrainingSession) -> TrainingSession:
    """The session as it is now, locked: places are counted by one transaction at a time."""
    rows = TrainingSession.objects.select_related("prison", "module")
    return rows.select_for_update(of=("self",)).get(pk=session.pk)


def require_may_book(by: User, session: TrainingSession, person: Person) -> None:
    """Oneself, one's organisation's people, or whoever plans training at the prison."""
    if person.user_id == by.pk:
        return
    own = access.standing_of(by).organisations_where(Permission.MANAGE_OWN_WORKERS)
    if Engagement.objects.not_over().filter(person=person, organisation__in=own).exists():
        return
    access.require(by, Permission.MANAGE_TRAINING, prison=session.prison)


@transaction.atomic
def book(*, by: User, session: TrainingSession, person: Person) -> Booking:
    """A place, or the next one on the waiting list. Asked twice, it is still one booking."""
    session = held(session)
    require_may_book(by, session, person)
    policies.check_bookable(session)
    policies.check_is_held(person)
    policies.check_works_at(person, session.prison, timezone.localdate(session.starts_at))
    there = session.bookings.filter(person=person).exclude(state=Booking.State.CANCELLED).first()
    if there:
        return there
    state = Booking.State.BOOKED if free_places(session) > 0 else Booking.State.WAITING
    booking = Booking.objects.create(
        session=session, person=person, state=state, booked_at=clock.now(), booked_by=by
    )
    audit.record("book", by=by, on=booking, prison=session.prison)
    announce([booking], Booking.News.BOOKED if state == Booking.State.BOOKED else Booking.News.WAITING)
    return booking


def free_places(session: TrainingSession) -> int:
    """Below zero where more came than there were places for. Call with the session held."""
    return session.capacity - session.bookings.filter(state__in=TAKEN).count()


@transaction.atomic
def cancel_booking(*, by: User, booking: Booking, reason: str) -> Booking:
    """The place goes to the first who waits, who is told."""
    session = held(booking.session)
    booking = Booking.objects.select_for_update(of=("self",)).select_related("person").get(pk=booking.pk)
    require_may_book(by, session, booking.person)
    policies.check_may_cancel(booking)
    policies.check_bookable(session)
    if reason not in Booking.Reason.values:
        raise Refused("Choose why. It tells the coordinator whether another day would do.")
    _cancel(by, session, booking, Booking.Reason(reason))
    return booking


def _cancel(by: User | System, session: TrainingSession, booking: Booking, reason: Booking.Reason) -> None:
    booking.state, booking.cancelled_at = Booking.State.CANCELLED, clock.now()
    booking.cancel_reason = reason
    booking.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    audit.record("cancel_booking", by=by, on=booking, prison=session.prison)
    announce([booking], Booking.News.CANCELLED)
    move_up(session)


def give_up_bookings(*, by: User | System, person: Person, after: date) -> int:
    """Places for which nobody would book the person any more: their work there is over by then. Call inside an action.

    `after`: the last day of work. Returns how many were given up.
    """
    first = timezone.make_aware(datetime.combine(after, time.max))
    rows = Booking.objects.filter(
        person=person, state__in=OPEN, session__state=TrainingSession.State.PLANNED,
        session__starts_at__gt=max(first, clock.now()),
    )  # fmt: skip
    given_up = 0
    # In the order of sessions, so that two who leave at once never wait for each other.
    for found in rows.select_related("session").order_by("session"):
        session = held(found.session)
        day = timezone.localdate(session.starts_at)
        booking = Booking.objects.select_for_update(of=("self",)).select_related("person").get(pk=found.pk)
        works = policies.works_at(person, session.prison, day)
        if not works and booking.state in OPEN and session.state == TrainingSession.State.PLANNED:
            _cancel(by, session, booking, Booking.Reason.LEFT)
            given_up += 1
    return given_up


def move_up(session: TrainingSession) -> list[Booking]:
    """Fills free places from the waiting list, in its order. Call with the session held."""
    free = max(free_places(session), 0)
    moved = list(session.bookings.filter(state=Booking.State.WAITING).order_by("pk")[:free])
    for booking in moved:
        booking.state, booking.moved_up_at = Booking.State.BOOKED, clock.now()
        booking.save(update_fields=["state", "moved_up_at"])
    announce(moved, Booking.News.MOVED_UP)
    return moved


def announce(bookings: Iterable[Booking], news: Booking.News) -> None:
    """Notes what each person is to be told, and queues the letters. What the queue loses, the sweep finds."""
    # What a demonstration plays was told in its past.
    told_at = clock.now() if is_silent() else None
    for booking in bookings:
        booking.news, booking.news_at, booking.told_at = news, clock.now(), told_at
        booking.save(update_fields=["news", "news_at", "told_at"])
        queue_on_commit("inductions.tell_booking", booking.pk)


@transaction.atomic
def set_capacity(*, by: User, session: TrainingSession, capacity: int) -> TrainingSession:
    """More places are given out at once. Fewer never turn away anybody who has one."""
    session = held(session)
    access.require(by, Permission.MANAGE_TRAINING, prison=session.prison)
    policies.check_bookable(session)
    taken = session.bookings.filter(state__in=TAKEN).count()
    if capacity < taken:
        raise Overtaken(
            f"{taken} people have a place already. Choose {taken} or more, or cancel bookings first."
        )
    if capacity == session.capacity:
        return session
    before, session.capacity = session.capacity, capacity
    session.save(update_fields=["capacity"])
    audit.record(
        "set_capacity", by=by, on=session, prison=session.prison, changes={"capacity": [before, capacity]}
    )
    move_up(session)
    return session
