"""Training: sessions and places on them, what is required, texts to read, records, calendars."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from inductions.actions import bookings, feeds, sessions
from inductions.models import CalendarFeed
from tests.access_table import EVERYBODY, SIGNED_IN, Row
from tests.cast import Cast
from tests.inductions import trained

READERS = "coordinator governor manager worker"
NOT_READERS = "staff gate lead national"
ALL_BUT_COORDINATOR = "governor manager worker staff gate lead national"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def planned(cast: Cast) -> list[Any]:
    return ["EXI", trained.a_session(cast).pk]


def held(cast: Cast) -> list[Any]:
    return ["EXI", trained.held_yesterday(cast).pk]


def of_the_other_prison(cast: Cast) -> list[Any]:
    return ["EXI", trained.elsewhere(cast).pk]


def did_not_run(cast: Cast) -> list[Any]:
    session = trained.held_yesterday(cast)
    sessions.record_not_run(by=cast.coordinator, session=session, reason="no_escort")
    return ["EXI", session.pk]


def booked(cast: Cast) -> list[Any]:
    session = trained.a_session(cast)
    made = bookings.book(by=cast.coordinator, session=session, person=cast.volunteer)
    return ["EXI", session.pk, made.pk]


def booked_elsewhere(cast: Cast) -> list[Any]:
    session = trained.elsewhere(cast)
    made = bookings.book(by=cast.other_coordinator, session=session, person=cast.other_volunteer)
    return ["EXI", trained.a_session(cast).pk, made.pk]


def the_volunteer(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk]


def the_volunteer_at_exeter(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, "EXI"]


def record(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, trained.a_record(cast, cast.volunteer).pk]


def record_at_exeter(cast: Cast) -> list[Any]:
    person, pk = record(cast)
    return [person, "EXI", pk]


def record_of_somebody_else(cast: Cast) -> list[Any]:
    return [cast.volunteer.pk, trained.a_record(cast, cast.worker_person).pk]


def text(cast: Cast) -> list[Any]:
    return [trained.a_reading(cast).pk]


def read_module(cast: Cast) -> list[Any]:
    trained.a_reading(cast)
    return ["EXI", "raising_a_concern"]


def feed(cast: Cast) -> list[Any]:
    kept = {"prison": cast.exeter, "made_by": cast.coordinator}
    return [CalendarFeed.objects.get_or_create(token_hash=feeds.hash_of("known"), defaults=kept)[0].pk]


def token(cast: Cast) -> list[Any]:
    assert feed(cast)
    return ["known"]


def earlier(cast: Cast) -> dict[str, Any]:
    day = timezone.localdate()
    return {
        "module": "acct",
        "done_on_day": day.day,
        "done_on_month": day.month,
        "done_on_year": day.year - 1,
    }


ROWS = [
    Row("training", exeter, ok=READERS, forbidden=NOT_READERS),
    Row("training_plan", exeter, ok="coordinator", forbidden=ALL_BUT_COORDINATOR),
    Row("training_plan", exeter, method="POST", ok="coordinator", forbidden=ALL_BUT_COORDINATOR, status=302,
        data=lambda cast: trained.session_form()),
    Row("training_session", planned, ok=READERS, forbidden=NOT_READERS, crossed=of_the_other_prison),
    # The worker may book nobody else: the form says so.
    Row("training_session", planned, method="POST", ok="coordinator manager", forbidden=f"governor {NOT_READERS}",
        status=302, differs={"worker": 200}, data=lambda cast: {"person": cast.volunteer.pk},
        crossed=of_the_other_prison),
    Row("booking_cancel", booked, ok="coordinator manager", forbidden=f"governor {NOT_READERS}",
        crossed=booked_elsewhere),
    Row("booking_cancel", booked, method="POST", ok="coordinator manager", forbidden=f"governor {NOT_READERS}",
        status=302, data=lambda cast: {"reason": "cannot"}, crossed=booked_elsewhere),
    Row("training_change", planned, ok="coordinator", forbidden=ALL_BUT_COORDINATOR, crossed=of_the_other_prison),
    Row("training_change", planned, method="POST", ok="coordinator", forbidden=ALL_BUT_COORDINATOR, status=302,
        data=lambda cast: trained.session_form(), crossed=of_the_other_prison),
    Row("training_places", planned, ok="coordinator", forbidden=ALL_BUT_COORDINATOR, crossed=of_the_other_prison),
    Row("training_places", planned, method="POST", ok="coordinator", forbidden=ALL_BUT_COORDINATOR, status=302,
        data=lambda cast: {"capacity": "5"}, crossed=of_the_other_prison),
    Row("training_cancel", planned, ok="coordinator", forbidden=ALL_BUT_COORDINATOR, crossed=of_the_other_prison),
    Row("training_cancel", planned, method="POST", ok="coordinator", forbidden=ALL_BUT_COORDINATOR, status=302,
        data=lambda cast: {"reason": "trainer"}, crossed=of_the_other_prison),
    Row("training_not_run", held, ok="coordinator", forbidden=ALL_BUT_COORDINATOR, crossed=of_the_other_prison),
    Row("training_not_run", held, method="POST", ok="coordinator", forbidden=ALL_BUT_COORDINATOR, status=302,
        data=lambda cast: {"reason": "not_unlocked"}, crossed=of_the_other_prison),
    Row("training_take_back", did_not_run, method="POST", ok="coordinator", forbidden=ALL_BUT_COORDINATOR,
        status=302, crossed=of_the_other_prison),
    Row("training_attendance", held, ok="coordinator", forbidden=ALL_BUT_COORDINATOR, crossed=of_the_other_prison),
    Row("training_attendance", held, method="POST", ok="coordinator", forbidden=ALL_BUT_COORDINATOR, status=302,
        data=lambda cast: {"others": cast.volunteer.name}, crossed=of_the_other_prison),
    Row("training_register", planned, ok="coordinator", forbidden=ALL_BUT_COORDINATOR, crossed=of_the_other_prison),
    Row("training_calendar", planned, ok=READERS, forbidden=NOT_READERS, crossed=of_the_other_prison),
    Row("module_rules", exeter, ok=READERS, forbidden=NOT_READERS),
    Row("module_rules", exeter, method="POST", ok="coordinator", forbidden=ALL_BUT_COORDINATOR, status=302,
        data=lambda cast: trained.rules_form(**{"acct-required_of_staff": "on"})),
    Row("reading_publish", read_module, ok="coordinator", forbidden=ALL_BUT_COORDINATOR),
    Row("reading_publish", read_module, method="POST", ok="coordinator", forbidden=ALL_BUT_COORDINATOR, status=302,
        data=lambda cast: {"version": "2", "text": "Tell an officer.", "questions-TOTAL_FORMS": "0",
                           "questions-INITIAL_FORMS": "0"}),
    Row("reading", text, ok=READERS, forbidden=NOT_READERS),
    Row("reading", text, method="POST", ok="worker", forbidden=f"coordinator governor manager {NOT_READERS}",
        status=302, data=lambda cast: {"question_1": "0", "read": "on"}),
    Row("training_to_verify", exeter, ok="coordinator", forbidden=ALL_BUT_COORDINATOR),
    Row("training_of", the_volunteer, ok="coordinator governor manager"),
    Row("training_earlier", the_volunteer_at_exeter, ok="coordinator", forbidden=f"governor {NOT_READERS}",
        crossed=lambda cast: [cast.other_volunteer.pk, "EXI"]),
    Row("training_earlier", the_volunteer_at_exeter, method="POST", ok="coordinator", status=302,
        forbidden=f"governor {NOT_READERS}", data=earlier, crossed=lambda cast: [cast.other_volunteer.pk, "EXI"]),
    Row("record_verify", record_at_exeter, method="POST", ok="coordinator", forbidden=f"governor {NOT_READERS}",
        status=302, crossed=lambda cast: [cast.other_volunteer.pk, *record_at_exeter(cast)[1:]]),
    Row("record_strike", record, ok="coordinator", forbidden="governor", crossed=record_of_somebody_else),
    Row("record_strike", record, method="POST", ok="coordinator", forbidden="governor", status=302,
        data=lambda cast: {"reason": "Another person of that name."}, crossed=record_of_somebody_else),
    Row("my_training", ok=SIGNED_IN),
    Row("calendar_feeds", ok=SIGNED_IN),
    Row("calendar_feeds", method="POST", ok="coordinator governor", forbidden=NOT_READERS, status=302,
        data=lambda cast: {"calendar": "EXI"}),
    Row("calendar_feed_end", feed, method="POST", ok="coordinator", status=302),
    # Public: the token is the key.
    Row("calendar_feed", token, ok=EVERYBODY),
]  # fmt: skip
