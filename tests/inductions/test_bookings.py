"""Places on training: booked, waited for, given up, moved up; and what people are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from coordination.access import NotPermitted
from coordination.policies import Overtaken, Refused
from inductions.actions import booking_letters, bookings, people, sessions
from inductions.models import Booking, Engagement, Person, Placement, TrainingSession
from tests.cast import Cast, person_at
from tests.inductions.trained import a_session, elsewhere, held_yesterday

pytestmark = pytest.mark.django_db
S = Booking.State


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What was handed to the queue, in order."""
    found: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        "coordination.queueing.current_app.send_task", lambda name, args: found.append((name, *args))
    )
    return found


def another(cast: Cast, name: str, email: str = "") -> Person:
    return person_at(cast.exeter, cast.harbour, cast.manager, name, email)


def booked(cast: Cast, session: TrainingSession, person: Person, by: Any = None) -> Booking:
    return bookings.book(by=by or cast.coordinator, session=session, person=person)


def fresh(booking: Booking) -> Booking:
    return Booking.objects.get(pk=booking.pk)


def test_one_books_oneself_ones_people_or_as_coordinator_anybody_at_the_prison(cast: Cast) -> None:
    session = a_session(cast)
    assert booked(cast, session, cast.worker_person, by=cast.worker).state == S.BOOKED
    assert booked(cast, session, cast.volunteer, by=cast.manager).state == S.BOOKED
    for by in (cast.worker, cast.governor, cast.other_manager, cast.other_coordinator, cast.staff):
        with pytest.raises(NotPermitted):
            booked(cast, a_session(cast), cast.volunteer, by=by)


def test_a_manager_books_nobody_who_has_left(cast: Cast) -> None:
    engagement = cast.volunteer.engagements.get()
    people.end_engagement(by=cast.manager, engagement=engagement, ends_on=timezone.localdate() - timedelta(1))
    with pytest.raises(NotPermitted):
        booked(cast, a_session(cast), cast.volunteer, by=cast.manager)


def test_nobody_is_booked_who_does_not_work_there_on_the_day_of_the_session(cast: Cast) -> None:
    session = a_session(cast)
    with pytest.raises(Refused, match="does not work at"):
        booked(cast, session, cast.other_volunteer)
    Placement.objects.filter(engagement__person=cast.volunteer).update(
        ends_on=timezone.localdate(session.starts_at) - timedelta(days=1)
    )
    with pytest.raises(Refused, match="does not work at"):
        booked(cast, session, cast.volunteer)


def test_nobody_is_booked_after_the_last_day_with_the_organisation(cast: Cast) -> None:
    session = a_session(cast)
    last = timezone.localdate(session.starts_at) - timedelta(days=1)
    Engagement.objects.filter(person=cast.volunteer).update(ends_on=last)
    with pytest.raises(Refused, match="does not work at"):
        booked(cast, session, cast.volunteer)


def test_what_has_begun_or_is_cancelled_is_not_booked(cast: Cast) -> None:
    with pytest.raises(Refused, match="has begun"):
        booked(cast, held_yesterday(cast), cast.volunteer)
    session = a_session(cast)
    sessions.cancel_session(by=cast.coordinator, session=session, reason="trainer")
    with pytest.raises(Overtaken, match="was cancelled"):
        booked(cast, session, cast.volunteer)


def test_who_comes_after_the_last_place_waits_and_moves_up_in_order(cast: Cast) -> None:
    session = a_session(cast, capacity=1)
    first = booked(cast, session, cast.worker_person)
    second = booked(cast, session, cast.volunteer)
    third = booked(cast, session, another(cast, "Third"))
    assert [row.state for row in (first, second, third)] == [S.BOOKED, S.WAITING, S.WAITING]
    assert [row.place_on_list for row in (first, second, third)] == [0, 1, 2]
    bookings.cancel_booking(by=cast.worker, booking=first, reason="cannot")
    assert [fresh(row).state for row in (first, second, third)] == [S.CANCELLED, S.BOOKED, S.WAITING]
    assert fresh(second).moved_up_at is not None
    assert fresh(third).place_on_list == 1


def test_who_cancels_and_asks_again_stands_at_the_end(cast: Cast) -> None:
    session = a_session(cast, capacity=1)
    booked(cast, session, cast.worker_person)
    early = booked(cast, session, cast.volunteer)
    late = booked(cast, session, another(cast, "Late"))
    bookings.cancel_booking(by=cast.manager, booking=early, reason="another")
    again = booked(cast, session, cast.volunteer)
    assert (fresh(late).place_on_list, again.place_on_list) == (1, 2)


def test_cancelling_needs_a_reason_and_is_done_once(cast: Cast) -> None:
    booking = booked(cast, a_session(cast), cast.volunteer)
    with pytest.raises(Refused, match="Choose why"):
        bookings.cancel_booking(by=cast.coordinator, booking=booking, reason="ill")
    bookings.cancel_booking(by=cast.coordinator, booking=booking, reason="not_needed")
    assert fresh(booking).cancel_reason == "not_needed"
    with pytest.raises(Overtaken, match="cannot be cancelled"):
        bookings.cancel_booking(by=cast.coordinator, booking=booking, reason="cannot")


def test_more_places_are_given_out_at_once_and_fewer_turn_nobody_away(cast: Cast) -> None:
    session = a_session(cast, capacity=1)
    rows = [booked(cast, session, each) for each in (cast.worker_person, cast.volunteer)]
    bookings.set_capacity(by=cast.coordinator, session=session, capacity=2)
    assert [fresh(row).state for row in rows] == [S.BOOKED, S.BOOKED]
    with pytest.raises(Overtaken, match="2 people have a place"):
        bookings.set_capacity(by=cast.coordinator, session=session, capacity=1)


def test_who_leaves_gives_up_the_places_after_the_last_day(cast: Cast) -> None:
    soon = a_session(cast, starts_at=timezone.now() + timedelta(days=2), capacity=1)
    later = a_session(cast, starts_at=timezone.now() + timedelta(days=9), capacity=1)
    rows = [booked(cast, session, cast.volunteer) for session in (soon, later)]
    waits = booked(cast, later, cast.worker_person)
    last_day = timezone.localdate() + timedelta(days=5)
    people.end_engagement(by=cast.manager, engagement=cast.volunteer.engagements.get(), ends_on=last_day)
    assert [fresh(row).state for row in rows] == [S.BOOKED, S.CANCELLED]
    assert fresh(rows[1]).cancel_reason == Booking.Reason.LEFT
    assert fresh(waits).state == S.BOOKED


def test_who_leaves_one_prison_keeps_the_training_before_the_first_day_at_another(cast: Cast) -> None:
    engagement = cast.volunteer.engagements.get()
    begins_on = timezone.localdate() + timedelta(days=30)
    people.place_at(
        by=cast.other_coordinator, engagement=engagement, prison=cast.guys_marsh,
        values={"begins_on": begins_on},
    )  # fmt: skip
    here = booked(cast, a_session(cast), cast.volunteer)
    there = booked(cast, elsewhere(cast), cast.volunteer, by=cast.other_coordinator)
    people.change_placement(
        by=cast.coordinator, placement=engagement.placements.get(prison=cast.exeter),
        values={"ends_on": timezone.localdate()},
    )  # fmt: skip
    assert [fresh(row).state for row in (here, there)] == [S.CANCELLED, S.BOOKED]


# --- Letters --------------------------------------------------------------------------------------


def news(booking: Booking) -> tuple[str, bool]:
    row = fresh(booking)
    return row.news, row.told_at is not None


def test_each_change_is_told_once_and_only_after_it_holds(
    cast: Cast, queued: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    session = a_session(cast, capacity=1)
    with django_capture_on_commit_callbacks(execute=True):
        first = booked(cast, session, cast.worker_person)
        second = booked(cast, session, cast.volunteer)
    assert queued == [("inductions.tell_booking", first.pk), ("inductions.tell_booking", second.pk)]
    assert booking_letters.tell_booking(second.pk) and not booking_letters.tell_booking(second.pk)
    (letter,) = mail.outbox
    assert letter.to == [cast.volunteer.email]
    assert "number 1 on the waiting list" in letter.body
    assert cast.volunteer.name not in letter.subject and "ACCT" not in letter.subject
    bookings.cancel_booking(by=cast.worker, booking=first, reason="cannot")
    assert news(second) == (Booking.News.MOVED_UP, False)
    assert booking_letters.tell_booking(second.pk)
    assert "you have moved up" in mail.outbox[-1].body
    assert "waiting list" not in mail.outbox[-1].body
    assert news(second) == (Booking.News.MOVED_UP, True)


def test_a_cancelled_booking_and_a_cancelled_session_are_told_in_their_own_words(cast: Cast) -> None:
    session = a_session(cast)
    mine, other = (booked(cast, session, each) for each in (cast.volunteer, cast.worker_person))
    bookings.cancel_booking(by=cast.manager, booking=mine, reason="cannot")
    sessions.cancel_session(by=cast.coordinator, session=session, reason="no_room", note="Flooded")
    assert booking_letters.tell_booking(mine.pk) and booking_letters.tell_booking(other.pk)
    first, second = mail.outbox
    assert "Your booking for ACCT process" in first.body
    assert "will not take place. The reason: the room was not free." in second.body
    assert "Flooded" not in second.body


def test_another_time_is_told_to_everybody_booked_or_waiting(cast: Cast) -> None:
    session = a_session(cast, capacity=1)
    rows = [booked(cast, session, each) for each in (cast.volunteer, cast.worker_person)]
    for row in rows:
        booking_letters.tell_booking(row.pk)
    later = session.starts_at + timedelta(days=1)
    sessions.change_session(
        by=cast.coordinator,
        session=session,
        values={"starts_at": later, "ends_at": later + timedelta(hours=1)},
    )
    assert [news(row) for row in rows] == [(Booking.News.SESSION_CHANGED, False)] * 2
    assert booking_letters.tell_booking(rows[0].pk)
    assert f"{timezone.localtime(later):%H:%M} to" in mail.outbox[-1].body


def test_whoever_booked_is_told_where_the_person_has_no_address(cast: Cast) -> None:
    booking = booked(cast, a_session(cast), another(cast, "Nell Nomail"), by=cast.manager)
    assert booking_letters.tell_booking(booking.pk)
    (letter,) = mail.outbox
    assert letter.to == [cast.manager.email]
    assert "This is about Nell Nomail" in letter.body


def test_what_the_mail_server_refused_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = booked(cast, a_session(cast), cast.volunteer)

    def away(*args: Any, **kwargs: Any) -> None:
        raise OSError("away")

    with monkeypatch.context() as patch:
        patch.setattr("inductions.actions.booking_letters.emails.booking_news", away)
        with pytest.raises(OSError, match="away"):
            booking_letters.tell_booking(booking.pk)
    assert news(booking) == (Booking.News.BOOKED, False)
    assert booking_letters.tell_booking(booking.pk)


def test_letters_that_the_queue_lost_are_found_again_until_the_session_begins(
    cast: Cast, queued: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    session = a_session(cast)
    lost, told = (booked(cast, session, each) for each in (cast.volunteer, cast.worker_person))
    booking_letters.tell_booking(told.pk)
    assert booking_letters.queue_untold() == 0  # not yet overdue
    Booking.objects.update(news_at=timezone.now() - timedelta(minutes=6))
    queued.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert booking_letters.queue_untold() == 1
    assert queued == [("inductions.tell_booking", lost.pk)]
    now = timezone.now()
    TrainingSession.objects.update(starts_at=now - timedelta(hours=1), ends_at=now)
    assert booking_letters.queue_untold() == 0
    assert not booking_letters.tell_booking(lost.pk)


def test_nothing_of_another_prison_is_seen(cast: Cast) -> None:
    there = booked(cast, elsewhere(cast), cast.other_volunteer, by=cast.other_coordinator)
    for user in (cast.coordinator, cast.governor, cast.manager, cast.worker, cast.national, cast.lead):
        assert there not in Booking.objects.visible_to(user)
        assert there.session not in TrainingSession.objects.visible_to(user)
