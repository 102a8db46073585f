"""Places on training: booked while there are any, then in the order in which people asked."""

from __future__ import annotations

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import User
from coordination.policies import Overtaken
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from inductions import policies
from inductions.models import Booking, Engagement, Person, TrainingSession

TAKEN = (Booking.State.BOOKED, Booking.State.ATTENDED, Booking.State.ABSENT)


def held(session: TrainingSession) -> TrainingSession:
    """The session as it is now, locked: places are counted by one transaction at a time."""
    rows = TrainingSession.objects.select_related("prison", "module")
    return rows.select_for_update(of=("self",)).get(pk=session.pk)


def require_may_book(by: User, session: TrainingSession, person: Person) -> None:
    """Oneself, one's organisation's people, or whoever plans training at the prison."""
    if person.user_id == by.pk:
        return
    own = access.standing_of(by).organisations_where(Permission.MANAGE_OWN_WORKERS)
    if Engagement.objects.filter(person=person, organisation__in=own).exists():
        return
    access.require(by, Permission.MANAGE_TRAINING, prison=session.prison)


@transaction.atomic
def book(*, by: User, session: TrainingSession, person: Person) -> Booking:
    """A place, or the next one on the waiting list. Asked twice, it is still one booking."""
    session = held(session)
    require_may_book(by, session, person)
    policies.check_bookable(session)
    policies.check_is_held(person)
    policies.check_works_at(person, session.prison, clock.today())
    there = session.bookings.filter(person=person).exclude(state=Booking.State.CANCELLED).first()
    if there:
        return there
    taken = session.bookings.filter(state__in=TAKEN).count()
    state = Booking.State.BOOKED if taken < session.capacity else Booking.State.WAITING
    booking = Booking.objects.create(
        session=session, person=person, state=state, booked_at=clock.now(), booked_by=by
    )
    audit.record("book", by=by, on=booking, prison=session.prison)
    queue_on_commit("inductions.tell_booking", booking.pk)
    return booking


@transaction.atomic
def cancel_booking(*, by: User, booking: Booking) -> Booking:
    """The place goes to the first who waits, who is told."""
    session = held(booking.session)
    booking = Booking.objects.select_for_update(of=("self",)).select_related("person").get(pk=booking.pk)
    require_may_book(by, session, booking.person)
    policies.check_may_cancel(booking)
    policies.check_bookable(session)
    booking.state, booking.cancelled_at = Booking.State.CANCELLED, clock.now()
    booking.save(update_fields=["state", "cancelled_at"])
    audit.record("cancel_booking", by=by, on=booking, prison=session.prison)
    move_up(session)
    return booking


def move_up(session: TrainingSession) -> list[Booking]:
    """Fills free places from the waiting list, in its order. Call with the session held."""
    free = session.capacity - session.bookings.filter(state__in=TAKEN).count()
    moved = list(session.bookings.filter(state=Booking.State.WAITING).order_by("pk")[: max(free, 0)])
    for booking in moved:
        booking.state, booking.moved_up_at, booking.told_at = Booking.State.BOOKED, clock.now(), None
        booking.save(update_fields=["state", "moved_up_at", "told_at"])
        queue_on_commit("inductions.tell_booking", booking.pk)
    return moved


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
    before, session.capacity = session.capacity, capacity
    session.save(update_fields=["capacity"])
    audit.record(
        "set_capacity", by=by, on=session, prison=session.prison, changes={"capacity": [before, capacity]}
    )
    move_up(session)
    return session
