"""Training sessions: planned, changed, run or not; who came, and which day a record bears."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from directory.forms.moments import NO_SUCH_HOUR
from inductions.actions import bookings, records, sessions
from inductions.forms.training import PlanForm
from inductions.gate import training_of
from inductions.models import Booking, Person, Placement, TrainingRecord, TrainingSession
from inductions.models.moments import moment_in_words
from inductions.status import Status
from tests.cast import Cast, person_at
from tests.inductions.trained import a_rule, a_session, held_yesterday, london, placed, session_form

pytestmark = pytest.mark.django_db
S = Booking.State


def came(cast: Cast, session: TrainingSession, *people: Person, absent: tuple[Person, ...] = ()) -> Any:
    return sessions.record_attendance(by=cast.coordinator, session=session, came=people, absent=absent)


def standing(person: Person) -> list[TrainingRecord]:
    return list(TrainingRecord.objects.standing().filter(person=person))


def test_who_came_gets_a_record_of_the_day_and_the_version_taught(cast: Cast) -> None:
    a_rule(cast, version="2026/1")
    session = held_yesterday(cast)
    booking = placed(session, cast.volunteer, cast.coordinator)
    absent = placed(session, cast.worker_person, cast.coordinator)
    (record,) = came(cast, session, cast.volunteer, absent=(cast.worker_person,))
    assert (record.version, record.source, record.booking) == ("2026/1", "session", booking)
    assert record.done_on == timezone.localdate(session.starts_at)
    assert record.recorded_by == cast.coordinator
    absent.refresh_from_db()
    assert absent.state == S.ABSENT and standing(cast.worker_person) == []


def test_typed_in_again_makes_no_second_record_and_corrects_a_mistake(cast: Cast) -> None:
    session = held_yesterday(cast)
    placed(session, cast.volunteer, cast.coordinator)
    came(cast, session, cast.volunteer)
    assert came(cast, session, cast.volunteer) == []
    assert len(standing(cast.volunteer)) == 1
    came(cast, session, absent=(cast.volunteer,))
    assert standing(cast.volunteer) == []
    struck = TrainingRecord.objects.get(person=cast.volunteer)
    assert struck.struck_reason and struck.struck_by == cast.coordinator
    came(cast, session, cast.volunteer)
    assert len(standing(cast.volunteer)) == 1


def test_what_was_struck_out_does_not_come_back_when_somebody_else_is_corrected(cast: Cast) -> None:
    session = held_yesterday(cast)
    for person in (cast.volunteer, cast.worker_person):
        placed(session, person, cast.coordinator)
    came(cast, session, cast.volunteer, absent=(cast.worker_person,))
    (record,) = standing(cast.volunteer)
    records.strike_record(by=cast.coordinator, record=record, reason="Signed for somebody else.")
    came(cast, session, cast.volunteer, cast.worker_person)
    assert standing(cast.volunteer) == [] and len(standing(cast.worker_person)) == 1


def test_who_came_without_a_booking_gets_one_if_they_worked_there_that_day(cast: Cast) -> None:
    session = held_yesterday(cast)
    Placement.objects.filter(engagement__person=cast.volunteer).update(
        ends_on=timezone.localdate(session.starts_at)
    )
    came(cast, session, cast.volunteer)  # left since, and was there that day
    assert Booking.objects.get(session=session, person=cast.volunteer).state == S.ATTENDED
    with pytest.raises(Refused, match="does not work at"):
        came(cast, session, cast.other_volunteer)


def test_who_only_waited_is_not_absent(cast: Cast) -> None:
    session = held_yesterday(cast)
    waits = placed(session, cast.volunteer, cast.coordinator)
    Booking.objects.filter(pk=waits.pk).update(state=S.WAITING)
    came(cast, session, cast.worker_person, absent=(cast.volunteer,))
    waits.refresh_from_db()
    assert waits.state == S.WAITING


def test_twenty_people_are_recorded_in_one_go(cast: Cast) -> None:
    session = held_yesterday(cast, capacity=20)
    people = [person_at(cast.exeter, cast.harbour, cast.manager, f"Person {n}") for n in range(20)]
    for person in people:
        placed(session, person, cast.coordinator)
    assert len(came(cast, session, *people[:18], absent=tuple(people[18:]))) == 18


@pytest.mark.parametrize(
    ("starts_at", "day"),
    [
        (london(2026, 7, 1, 0, 30), date(2026, 7, 1)),  # 30 June in UTC
        (london(2026, 3, 29, 0, 30), date(2026, 3, 29)),
        (london(2026, 10, 25, 0, 30), date(2026, 10, 25)),  # 24 October in UTC
        (london(2026, 3, 29, 23, 30), date(2026, 3, 29)),
        (london(2026, 10, 25, 23, 30), date(2026, 10, 25)),
        (london(2024, 2, 29, 10, 0), date(2024, 2, 29)),
    ],
)
def test_a_session_counts_on_its_own_day_in_london(cast: Cast, starts_at: datetime, day: date) -> None:
    session = a_session(cast, starts_at=starts_at)
    (record,) = came(cast, session, cast.volunteer)
    assert record.done_on == day
    assert moment_in_words(session.starts_at, session.ends_at).startswith(f"{day:%A} {day.day} {day:%B %Y}, ")


def test_hours_across_a_clock_change_are_said_as_the_clock_on_the_wall_shows_them() -> None:
    assert moment_in_words(london(2026, 3, 29, 0, 30), london(2026, 3, 29, 3, 0)).endswith("00:30 to 03:00")
    long = moment_in_words(london(2026, 10, 24, 23, 30), london(2026, 10, 25, 0, 30))
    assert long == "Saturday 24 October 2026, 23:30 to 25 October 2026, 00:30"


def test_an_hour_that_the_clock_leaves_out_or_gives_twice_is_refused_in_a_sentence() -> None:
    for day, month in (("29", "3"), ("25", "10")):
        form = PlanForm(session_form(
            day_day=day, day_month=month, day_year="2026", begins="01:30", ends="04:00"
        ))  # fmt: skip
        assert form.errors == {"begins": [NO_SUCH_HOUR]}
        form = PlanForm(session_form(
            day_day=day, day_month=month, day_year="2026", begins="00:30", ends="03:00"
        ))  # fmt: skip
        assert form.is_valid(), form.errors
        assert form.cleaned_data["starts_at"] == london(2026, int(month), int(day), 0, 30)


def test_a_session_that_did_not_run_makes_nobody_absent_and_can_be_taken_back(cast: Cast) -> None:
    session = held_yesterday(cast)
    booking = placed(session, cast.volunteer, cast.coordinator)
    with pytest.raises(Refused, match="Choose why"):
        sessions.record_not_run(by=cast.coordinator, session=session, reason="no reason")
    sessions.record_not_run(by=cast.coordinator, session=session, reason="not_unlocked", note="Lock-down")
    session.refresh_from_db()
    assert (session.state, session.reason, session.reason_note) == ("not_run", "not_unlocked", "Lock-down")
    booking.refresh_from_db()
    assert booking.state == S.BOOKED
    with pytest.raises(Overtaken, match="Take that back first"):
        came(cast, session, cast.volunteer)
    sessions.take_back_not_run(by=cast.coordinator, session=session)
    assert len(came(cast, session, cast.volunteer)) == 1


def test_a_session_to_which_somebody_came_did_run_until_that_is_corrected(cast: Cast) -> None:
    session = held_yesterday(cast)
    placed(session, cast.volunteer, cast.coordinator)
    came(cast, session, cast.volunteer)
    with pytest.raises(Refused, match="recorded as having come"):
        sessions.record_not_run(by=cast.coordinator, session=session, reason="trainer")
    came(cast, session, absent=(cast.volunteer,))
    sessions.record_not_run(by=cast.coordinator, session=session, reason="trainer")
    assert Booking.objects.get(session=session).state == S.BOOKED


def test_nothing_is_settled_before_it_begins_or_after_it_was_cancelled(cast: Cast) -> None:
    session = a_session(cast)
    with pytest.raises(Refused, match="has not begun"):
        came(cast, session, cast.volunteer)
    with pytest.raises(Refused, match="has not begun"):
        sessions.record_not_run(by=cast.coordinator, session=session, reason="regime")
    sessions.cancel_session(by=cast.coordinator, session=session, reason="regime")
    with pytest.raises(Overtaken, match="was cancelled"):
        sessions.change_session(by=cast.coordinator, session=session, values={"place": "Chapel"})


def test_a_session_moves_only_to_a_time_that_is_still_to_come(cast: Cast) -> None:
    session, past = a_session(cast), timezone.now() - timedelta(hours=3)
    with pytest.raises(Refused, match="has passed already"):
        sessions.change_session(
            by=cast.coordinator,
            session=session,
            values={"starts_at": past, "ends_at": past + timedelta(hours=1)},
        )
    with pytest.raises(Refused, match="ends before it begins"):
        sessions.change_session(by=cast.coordinator, session=session, values={"ends_at": session.starts_at})


def test_who_trains_is_withheld_from_the_audit_and_people_in_prison_are_only_counted(cast: Cast) -> None:
    session = a_session(cast)
    sessions.change_session(
        by=cast.coordinator, session=session, values={"trainers": "Tilda", "co_delivered": False}
    )
    session.refresh_from_db()
    assert session.co_deliverers is None
    entry = AuditEntry.objects.filter(verb="change_session").latest("pk")
    assert "Tilda" not in str(entry.changes) and "Terry" not in str(entry.changes)
    with pytest.raises(Refused, match="prison number"):
        sessions.change_session(by=cast.coordinator, session=session, values={"trainers": "with A1234BC"})


def test_a_record_counts_at_once_or_once_a_second_person_has_looked(cast: Cast) -> None:
    def status() -> Status:
        placements = list(
            Placement.objects.filter(engagement__person=cast.volunteer).select_related("engagement")
        )
        today = timezone.localdate()
        of = training_of(cast.exeter, {cast.volunteer.pk: placements}, {cast.volunteer.pk}, today)
        return {rule.module_id: worth.status for rule, worth in of[cast.volunteer.pk]}["acct"]

    a_rule(cast, refresh_months=12)
    assert status() == Status.NEVER
    session = held_yesterday(cast)
    (record,) = came(cast, session, cast.volunteer)
    assert status() == Status.CURRENT
    a_rule(cast, needs_second_person=True)
    assert status() == Status.NEVER
    with pytest.raises(Refused, match="A second person"):
        records.verify_record(by=cast.coordinator, record=record, prison=cast.exeter)
    records.verify_record(by=cast.second_coordinator, record=record, prison=cast.exeter)
    assert status() == Status.CURRENT


def test_a_place_taken_up_by_a_walk_in_counts_against_the_capacity(cast: Cast) -> None:
    session = held_yesterday(cast, capacity=1)
    placed(session, cast.volunteer, cast.coordinator)
    came(cast, session, cast.volunteer, cast.worker_person)
    assert bookings.free_places(session) == -1


def test_saving_a_session_of_the_summer_as_it_was_tells_nobody(cast: Cast) -> None:
    """The form gives a moment in London, the database in UTC: one moment, and no change."""
    session = a_session(cast, starts_at=london(2050, 7, 1, 10), ends_at=london(2050, 7, 1, 12))
    values = {"starts_at": london(2050, 7, 1, 10), "ends_at": london(2050, 7, 1, 12)}
    changed = sessions.change_session(by=cast.coordinator, session=session, values=values)
    assert changed.calendar_sequence == 0
