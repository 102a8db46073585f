"""What is on at a prison on a day, the gate's two papers, and that a crowd costs no more questions than two people."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.policies import Refused
from directory.actions import upkeep
from directory.models import Listing
from inductions.actions import bookings, clearances, sessions, visits
from inductions.coming_in import Answer
from inductions.gate import papers, verdicts
from inductions.gate.entries import entries_of, people_at
from inductions.gate.expected import bounds_of, happenings, people_expected
from inductions.models import Person, Placement, TrainingModule, Visit
from tests.cast import Cast, approved_listing_at, person_at, session
from tests.inductions.clearing import State, applied, granted, level, move_alone, refused, today

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
# A Tuesday: “Housing advice” of the cast takes place every Tuesday, 10:00 to 11:30, in the library.
TUESDAY = date(2025, 5, 6)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def at_gate(client: Client, cast: Cast) -> Client:
    return signed_in(client, cast.gate)


def names(people: Any) -> list[str]:
    return [person.name for person in people]


# --- What is on -----------------------------------------------------------------------------------


def test_a_service_brings_everybody_its_organisation_has_here_that_day(cast: Cast) -> None:
    person_at(cast.guys_marsh, cast.lantern, cast.other_manager, "Lucy Lantern")
    ended = person_at(cast.exeter, cast.harbour, cast.manager, "Ewan Ended")
    Placement.objects.filter(engagement__person=ended).update(ends_on=TUESDAY - timedelta(days=1))
    [service] = happenings(cast.exeter, TUESDAY)
    assert (service.times, service.title, service.where) == (
        "10:00 to 11:30", "Housing advice", "Library, for every wing",
    )  # fmt: skip
    assert names(people_expected(cast.exeter, TUESDAY, [service])) == ["Vera Volunteer", "Walid Worker"]
    assert happenings(cast.exeter, TUESDAY + timedelta(days=1)) == []


def test_what_is_paused_withdrawn_or_not_decided_is_not_on(cast: Cast) -> None:
    listing = cast.approved
    upkeep.set_room(by=cast.coordinator, listing=listing, room=Listing.Room.PAUSED, room_on=None)
    assert happenings(cast.exeter, TUESDAY) == []
    Listing.objects.filter(pk=listing.pk).update(room_on=TUESDAY)
    assert happenings(cast.exeter, TUESDAY) == []  # until that day
    Listing.objects.filter(pk=listing.pk).update(room_on=TUESDAY - timedelta(days=1))
    assert len(happenings(cast.exeter, TUESDAY)) == 1
    Listing.objects.filter(pk=listing.pk).update(withdrawn_at=timezone.now(), withdrawn_by=cast.coordinator)
    assert happenings(cast.exeter, TUESDAY) == []


def test_a_fortnightly_session_is_on_every_other_week(cast: Cast) -> None:
    approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Choir",
        sessions=[session(pattern="fortnightly", weekday=4, counted_from=date(2025, 5, 9))],
    )  # fmt: skip
    fridays = [date(2025, 5, 9) + timedelta(days=7 * week) for week in range(3)]
    assert [len(happenings(cast.exeter, friday)) for friday in fridays] == [1, 0, 1]


def planned(cast: Cast, starts_at: datetime) -> Any:
    with clock.set_to(starts_at - timedelta(days=30)):
        return sessions.plan_session(
            by=cast.coordinator, prison=cast.exeter, module=TrainingModule.objects.get(code="acct"),
            values={
                "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "place": "Training room",
                "capacity": 1,
            },
        )  # fmt: skip


def test_training_brings_who_is_booked_and_not_who_waits(cast: Cast) -> None:
    training = planned(cast, at(date(2025, 5, 7), 14))
    with clock.set_to(at(date(2025, 5, 1), 9)):
        bookings.book(by=cast.manager, session=training, person=cast.volunteer)
        bookings.book(by=cast.manager, session=training, person=cast.worker_person)
    [found] = happenings(cast.exeter, date(2025, 5, 7))
    assert (found.title, found.times) == ("Training: ACCT process", "14:00 to 16:00")
    assert found.people == {cast.volunteer.pk}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # 00:30 in London in June is the day before in Greenwich.
        (datetime(2025, 6, 9, 23, 30, tzinfo=UTC), date(2025, 6, 10)),
        (datetime(2025, 6, 10, 22, 59, tzinfo=UTC), date(2025, 6, 10)),
        (datetime(2025, 6, 10, 23, 0, tzinfo=UTC), date(2025, 6, 11)),
        # The days of both clock changes, of 23 and of 25 hours.
        (datetime(2025, 3, 30, 22, 30, tzinfo=UTC), date(2025, 3, 30)),
        (datetime(2025, 3, 30, 23, 30, tzinfo=UTC), date(2025, 3, 31)),
        (datetime(2025, 10, 25, 23, 30, tzinfo=UTC), date(2025, 10, 26)),
        (datetime(2025, 10, 26, 23, 30, tzinfo=UTC), date(2025, 10, 26)),
    ],
)
def test_training_is_on_on_the_day_that_the_wall_shows(cast: Cast, moment: datetime, day: date) -> None:
    planned(cast, moment)
    for each in (day - timedelta(days=1), day, day + timedelta(days=1)):
        on = [found for found in happenings(cast.exeter, each) if found.title.startswith("Training")]
        assert len(on) == (each == day)


def test_a_day_has_twenty_three_to_twenty_five_hours() -> None:
    lengths = {}
    for day in (date(2025, 3, 30), date(2025, 5, 6), date(2025, 10, 26)):
        first, after = bounds_of(day)
        lengths[day.month] = (after.astimezone(UTC) - first.astimezone(UTC)) / timedelta(hours=1)
    assert lengths == {3: 23, 5: 24, 10: 25}


def test_an_arrival_just_after_midnight_asks_for_the_new_day(cast: Cast) -> None:
    move_alone(cast.coordinator, cast.volunteer, cast.exeter)
    with clock.set_to(at(date(2025, 6, 1), 12)):
        clearances.record_clearance(
            by=cast.coordinator, person=cast.volunteer, prison=cast.exeter, level=level(),
            values={
                "state": State.GRANTED, "granted_on": date(2025, 1, 1), "expires_on": date(2025, 6, 9),
            },
        )  # fmt: skip

    def come(moment: datetime) -> Visit:
        with clock.set_to(moment):
            return visits.record_arrival(
                by=cast.gate, person=cast.volunteer, prison=cast.exeter, read_acct_folder=False
            )

    with pytest.raises(Refused, match="is no"):
        come(datetime(2025, 6, 9, 23, 10, tzinfo=UTC))  # 00:10 on the 10th in London
    assert come(datetime(2025, 6, 9, 22, 50, tzinfo=UTC)).escorted is False  # 23:50 on the last day


# --- The papers -----------------------------------------------------------------------------------


def sheet(cast: Cast, moment: datetime | None = None) -> str:
    return papers.sheet_html(cast.exeter, moment or at(TUESDAY, 7, 10))


def test_the_sheet_says_how_far_it_may_be_trusted(cast: Cast) -> None:
    html = sheet(cast)
    assert "Valid until midnight on Tuesday 6 May 2025." in html
    assert "Printed at 07:10." in html
    assert "The prison’s own gate list wins" in html
    assert "Check the photo ID" in html
    assert "Not known is never yes." in html
    for column in ("Time in", "Time out", "ACCT folder", "Signature"):
        assert f">{column}</th>" in html


def test_each_person_stands_once_with_an_answer_and_what_they_come_for(cast: Cast) -> None:
    approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Choir", sessions=[session(begins=time(9))]
    )  # fmt: skip
    refused(cast.coordinator, cast.volunteer, cast.exeter)
    html = sheet(cast)
    assert html.count(">Vera Volunteer<") == 1
    row = html[html.index(">Vera Volunteer<") :]
    row = row[: row.index("</tr>")]
    assert "Not cleared here." in row and 'class="answer-no">No<' in row
    assert "<strong>09:00</strong> Choir (No.&nbsp;1)" in row
    assert "<strong>10:00</strong> Housing advice (No.&nbsp;2)" in row
    for number, words in ((1, "09:00 to 11:30</td><td>Choir"), (2, "10:00 to 11:30</td><td>Housing advice")):
        assert f'<th scope="row">{number}</th><td>{words}' in html


def test_a_service_that_must_not_be_seen_is_not_named_on_paper(cast: Cast, at_gate: Client) -> None:
    Listing.objects.filter(pk=cast.approved.pk).update(discreet=True)
    html = sheet(cast)
    assert "Housing advice" not in html and "Library" not in html
    assert "<td>10:00 to 11:30</td><td>A service of Harbour Housing</td>" in html
    visits.record_arrival(by=cast.gate, person=cast.volunteer, prison=cast.exeter, read_acct_folder=False)
    assert "Library" not in papers.roll_call_html(cast.exeter, timezone.now())


def test_the_sheet_holds_no_contact_and_no_record(cast: Cast) -> None:
    granted(cast.coordinator, cast.volunteer, cast.exeter, reference="REF 77")
    html = sheet(cast) + papers.roll_call_html(cast.exeter, timezone.now())
    for kept in ("vera.volunteer@", "01632", "REF 77", "Standard Plus"):
        assert kept not in html


def test_the_roll_call_holds_who_is_in_and_marks_an_earlier_day(cast: Cast) -> None:
    with clock.set_to(at(TUESDAY, 9)):
        visits.record_arrival(by=cast.gate, person=cast.volunteer, prison=cast.exeter, read_acct_folder=True)
    left = visits.record_arrival(
        by=cast.gate, person=cast.worker_person, prison=cast.exeter, read_acct_folder=True
    )
    visits.record_departure(by=cast.gate, visit=left)
    html = papers.roll_call_html(cast.exeter, at(TUESDAY, 10))
    assert "1 person is signed in" in html
    assert "Vera Volunteer" in html and "Walid Worker" not in html
    assert "An earlier day" not in html
    assert "10:00 to 11:30, Library" in html
    assert "An earlier day: ask whether they left." in papers.roll_call_html(cast.exeter, timezone.now())


@pytest.mark.parametrize("name", ["gate_sheet", "roll_call"])
def test_the_papers_are_pdfs_that_nothing_was_fetched_for(cast: Cast, at_gate: Client, name: str) -> None:
    response = at_gate.get(reverse(name, args=["EXI"]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"].startswith("inline;")
    assert "no-store" in response["Cache-Control"]
    print_it = papers.print_sheet if name == "gate_sheet" else papers.print_roll_call
    printed = print_it(cast.exeter, timezone.now())
    assert (printed.refused, printed.complaints) == ((), ())


def test_the_sheet_is_the_same_whatever_somebody_did_elsewhere(cast: Cast) -> None:
    before = sheet(cast)
    refused(cast.other_coordinator, cast.other_volunteer, cast.guys_marsh)
    applied(cast.other_coordinator, cast.other_volunteer, cast.guys_marsh, code="ctc")
    assert sheet(cast) == before


# --- The same number of queries -------------------------------------------------------------------


def crowd(cast: Cast, count: int, first: int = 0) -> None:
    for number in range(count):
        person = person_at(cast.exeter, cast.harbour, cast.manager, f"Person {first + number:03}")
        granted(cast.coordinator, person, cast.exeter)
        if number % 2:
            visits.record_arrival(by=cast.gate, person=person, prison=cast.exeter, read_acct_folder=True)


def test_page_and_papers_take_the_same_number_of_queries_for_two_and_for_forty(
    cast: Cast, at_gate: Client
) -> None:
    # The cast's service takes place on Tuesdays; today there is one as well.
    approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Today",
        sessions=[session(weekday=today().weekday())],
    )  # fmt: skip

    def counted() -> list[int]:
        acts = [
            lambda: at_gate.get(reverse("gate", args=["EXI"])),
            lambda: at_gate.get(reverse("gate", args=["EXI"]), {"name": "person"}),
            lambda: at_gate.get(reverse("gate_paper", args=["EXI"])),
            lambda: papers.sheet_html(cast.exeter, timezone.now()),
            lambda: papers.roll_call_html(cast.exeter, timezone.now()),
        ]
        found = []
        for act in acts:
            with CaptureQueriesContext(connection) as captured:
                act()
            found.append(len(captured))
        return found

    crowd(cast, 2)
    counted()  # what is asked once a process is asked now
    few = counted()
    crowd_more = Person.objects.count()
    crowd(cast, 40, first=2)
    assert Person.objects.count() == crowd_more + 40
    assert counted() == few


def test_the_answer_on_the_sheet_is_the_one_rule(cast: Cast) -> None:
    crowd(cast, 3)
    people = list(people_at(cast.exeter))
    answers = verdicts(cast.exeter, [person.pk for person in people], today())
    entries = entries_of(cast.exeter, people, today(), [])
    assert {each.key: each.verdict for each in entries} == answers
    assert Answer.ESCORTED in {each.answer for each in answers.values()}
