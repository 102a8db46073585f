"""Calendar files: the right hour on either side of a clock change, and never a name or a wing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from coordination.access import NotPermitted
from coordination.models import Posting
from coordination.secret_links import SECRET
from inductions.actions import bookings, feeds, sessions
from inductions.calendars import LONDON, calendar_of, rules_of_london
from inductions.models import CalendarFeed, TrainingSession
from tests.cast import Cast
from tests.inductions.trained import a_session, elsewhere, held_yesterday, london

pytestmark = pytest.mark.django_db


def read(content: bytes) -> Calendar:
    return Calendar.from_ical(content)


def of(*each: TrainingSession, **more: Any) -> Calendar:
    return read(
        calendar_of(
            each, name="Training", now=timezone.now(), url_of=lambda one: f"http://x/{one.pk}", **more
        )
    )


def event(calendar: Calendar) -> Any:
    (found,) = calendar.walk("VEVENT")
    return found


RULES = Timezone.from_ical(rules_of_london().to_ical())


def by_the_rules(moment: datetime) -> timedelta:
    """The offset of a moment by the VTIMEZONE of our files alone, read as RFC 5545 says: onset is local time before."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    last, offset = datetime.min, timedelta(0)
    for part in RULES.subcomponents:
        assert part["rrule"]["BYDAY"] == ["-1SU"]
        month = part["rrule"]["BYMONTH"][0]
        for year in (utc.year - 1, utc.year):
            day = datetime(year, month, 31, part["dtstart"].dt.hour)
            day -= timedelta(days=(day.weekday() + 1) % 7)
            begins = day - part["tzoffsetfrom"].td
            if last < begins <= utc:
                last, offset = begins, part["tzoffsetto"].td
    return offset


@settings(max_examples=300, deadline=None, derandomize=True)
@given(moment=st.datetimes(datetime(1997, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)))
def test_the_rules_in_the_file_are_those_of_london(moment: datetime) -> None:
    assert by_the_rules(moment) == moment.astimezone(LONDON).utcoffset()


@pytest.mark.parametrize("minutes", range(-180, 181, 15))
@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
)
def test_the_rules_hold_to_the_minute_around_both_changes(change: datetime, minutes: int) -> None:
    moment = change + timedelta(minutes=minutes)
    assert by_the_rules(moment) == moment.astimezone(LONDON).utcoffset()


@pytest.mark.parametrize(
    ("starts_at", "written"),
    [
        (london(2026, 3, 28, 10), "20260328T100000"),
        (london(2026, 3, 29, 0, 30), "20260329T003000"),
        (london(2026, 3, 29, 10), "20260329T100000"),
        (london(2026, 10, 24, 10), "20261024T100000"),
        (london(2026, 10, 25, 0, 30), "20261025T003000"),
        (london(2026, 10, 25, 10), "20261025T100000"),
        (london(2026, 7, 1, 0, 30), "20260701T003000"),
    ],
)
def test_a_session_keeps_its_hour_in_london(cast: Cast, starts_at: datetime, written: str) -> None:
    found = event(of(a_session(cast, starts_at=starts_at)))
    assert found["dtstart"].to_ical().decode() == written
    assert found["dtstart"].params["TZID"] == "Europe/London"
    assert found["dtstart"].dt == starts_at
    assert found["dtend"].dt - found["dtstart"].dt == timedelta(hours=2)


def test_a_changed_session_keeps_its_uid_and_rises_and_a_cancelled_one_says_so(cast: Cast) -> None:
    session = a_session(cast)
    first = event(of(session))
    assert (first["sequence"], first["status"]) == (0, "CONFIRMED")
    session = sessions.change_session(by=cast.coordinator, session=session, values={"place": "Chapel"})
    second = event(of(session))
    assert (second["uid"], second["sequence"]) == (first["uid"], 1)
    session = sessions.cancel_session(by=cast.coordinator, session=session, reason="trainer")
    third = event(of(session))
    assert (third["uid"], third["sequence"], third["status"]) == (first["uid"], 2, "CANCELLED")


def test_a_session_that_did_not_run_is_taken_out_of_calendars_and_put_back(cast: Cast) -> None:
    session = held_yesterday(cast)
    first = event(of(session))
    second = event(of(sessions.record_not_run(by=cast.coordinator, session=session, reason="regime")))
    third = event(of(sessions.take_back_not_run(by=cast.coordinator, session=session)))
    every = (first, second, third)
    assert [each["status"] for each in every] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [each["sequence"] for each in every] == [0, 1, 2]
    assert len({each["uid"] for each in every}) == 1


def test_when_a_file_was_made_is_a_moment_in_utc(cast: Cast) -> None:
    """RFC 5545, 3.8.7.2: of a published calendar, DTSTAMP says when this file was made."""
    now = datetime(2026, 7, 1, 8, 15, 30, tzinfo=UTC)
    written = calendar_of([a_session(cast)], name="Training", now=now, url_of=lambda one: "http://x/")
    assert b"DTSTAMP:20260701T081530Z\r\n" in written


def test_neither_names_nor_a_wing_stand_in_a_file(cast: Cast, client: Client) -> None:
    session = a_session(cast)
    bookings.book(by=cast.coordinator, session=session, person=cast.volunteer)
    client.force_login(cast.coordinator)
    one = client.get(reverse("training_calendar", args=["EXI", session.pk])).content.decode()
    _, token = feeds.make_feed(by=cast.coordinator, prison=cast.exeter)
    whole = Client().get(reverse("calendar_feed", args=[token])).content.decode()
    for text in (one, whole):
        assert str(session.calendar_uid) in text
        for secret in ("Vera", "Terry", "Carys", "wing", "Harbour", "example.org/"):
            assert secret not in text.replace("\r\n ", "")


def test_a_feed_of_a_person_shows_their_bookings_and_what_they_wait_for(cast: Cast) -> None:
    first, second, third = (a_session(cast, capacity=1) for _ in range(3))
    bookings.book(by=cast.worker, session=first, person=cast.worker_person)
    bookings.book(by=cast.coordinator, session=second, person=cast.volunteer)
    bookings.book(by=cast.worker, session=second, person=cast.worker_person)
    _, token = feeds.make_feed(by=cast.worker)
    found = read(Client().get(reverse("calendar_feed", args=[token])).content).walk("VEVENT")
    states = {str(each["uid"]): str(each["status"]) for each in found}
    assert states == {str(first.calendar_uid): "CONFIRMED", str(second.calendar_uid): "TENTATIVE"}
    assert str(third.calendar_uid) not in states


def test_a_feed_of_a_prison_holds_that_prison_alone(cast: Cast) -> None:
    here, there = a_session(cast), elsewhere(cast)
    _, token = feeds.make_feed(by=cast.coordinator, prison=cast.exeter)
    text = Client().get(reverse("calendar_feed", args=[token])).content.decode()
    assert str(here.calendar_uid) in text and str(there.calendar_uid) not in text


def test_an_address_dies_when_it_is_ended_and_when_its_maker_has_no_access(cast: Cast) -> None:
    def status(token: str) -> int:
        return Client().get(reverse("calendar_feed", args=[token])).status_code

    feed, token = feeds.make_feed(by=cast.coordinator, prison=cast.exeter)
    assert (status(token), status(token[:-1])) == (200, 404)
    feeds.revoke_feed(by=cast.coordinator, feed=feed)
    assert status(token) == 404
    _, token = feeds.make_feed(by=cast.coordinator, prison=cast.exeter)
    Posting.objects.filter(user=cast.coordinator).delete()
    assert status(token) == 404
    _, own = feeds.make_feed(by=cast.worker)
    cast.worker.is_active = False
    cast.worker.save()
    assert status(own) == 404


def test_only_a_hash_of_the_token_is_kept_and_the_log_hides_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    page = client.post(reverse("calendar_feeds"), {"calendar": "EXI"}, follow=True).content.decode()
    (token,) = re.findall(r"/calendar/([\w-]{40,})\.ics", page)
    assert Client().get(reverse("calendar_feed", args=[token])).status_code == 200
    row = CalendarFeed.objects.get()
    assert token not in {str(value) for value in vars(row).values()}
    assert token not in client.get(reverse("calendar_feeds")).content.decode()
    assert token not in SECRET.sub(r"\1***", f"GET {reverse('calendar_feed', args=[token])}")


def test_nobody_makes_an_address_for_what_they_may_not_see(cast: Cast) -> None:
    for user in (cast.other_coordinator, cast.staff, cast.manager):
        with pytest.raises(NotPermitted):
            feeds.make_feed(by=user, prison=cast.exeter)
