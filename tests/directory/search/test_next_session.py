"""When sessions take place next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from directory.models import Session
from directory.search.next_session import LONDON, next_session


def session(**columns: object) -> Session:
    return Session(**{"pattern": "weekly", "weekday": 1, "begins": time(10), "ends": time(11)} | columns)


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def test_a_weekly_session_is_today_until_it_begins_and_then_in_a_week() -> None:
    tuesday = session()
    assert next_session(tuesday, at(2026, 3, 3, 10, 0)) == at(2026, 3, 3)
    assert next_session(tuesday, at(2026, 3, 3, 10, 1)) == at(2026, 3, 10)


def test_the_clock_is_the_one_on_the_wall_when_summer_time_begins() -> None:
    """28 March 2026 is winter time and 29 March summer time: ten o'clock is an hour earlier in UTC."""
    before = next_session(session(weekday=5), datetime(2026, 3, 28, 9, 59, tzinfo=UTC))
    after = next_session(session(weekday=6), datetime(2026, 3, 28, 12, 0, tzinfo=UTC))
    assert before == datetime(2026, 3, 28, 10, 0, tzinfo=UTC)
    assert after == datetime(2026, 3, 29, 9, 0, tzinfo=UTC)


def test_the_day_is_londons_day_and_not_that_of_utc() -> None:
    """23:30 UTC on 30 June is half past midnight on 1 July in London, a Wednesday."""
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert next_session(session(weekday=2), late) == at(2026, 7, 1)


@pytest.mark.parametrize("counted_from", [date(2026, 3, 3), date(2025, 12, 23), date(2026, 9, 1)])
def test_a_fortnightly_session_is_counted_from_its_day_whether_past_or_to_come(counted_from: date) -> None:
    every_second = session(pattern="fortnightly", counted_from=counted_from)
    assert next_session(every_second, at(2026, 3, 4)) == at(2026, 3, 17)
    assert next_session(every_second, at(2026, 3, 17, 9)) == at(2026, 3, 17)


def test_a_fortnight_is_not_moved_by_a_new_year_or_by_summer_time() -> None:
    every_second = session(pattern="fortnightly", counted_from=date(2025, 12, 30))
    assert next_session(every_second, at(2026, 1, 1)) == at(2026, 1, 13)
    assert next_session(every_second, at(2026, 3, 25)) == at(2026, 4, 7)


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (1, at(2026, 4, 7)),
        (2, at(2026, 4, 14)),
        (3, at(2026, 3, 17)),
        (4, at(2026, 3, 24)),
        (5, at(2026, 3, 31)),
    ],
)
def test_a_monthly_session_is_the_nth_or_the_last_of_its_weekday(week: int, expected: datetime) -> None:
    assert next_session(session(pattern="monthly", week_of_month=week), at(2026, 3, 11)) == expected


def test_the_last_one_of_a_month_with_four_is_the_fourth() -> None:
    last = session(pattern="monthly", week_of_month=5)
    assert next_session(last, at(2026, 2, 1)) == at(2026, 2, 24)


def test_a_service_that_has_not_begun_meets_first_after_its_first_day() -> None:
    assert next_session(session(), at(2026, 3, 4), starts_on=date(2026, 6, 3)) == at(2026, 6, 9)


def test_a_monthly_session_is_found_after_a_first_day_far_away() -> None:
    monthly = session(pattern="monthly", week_of_month=1)
    assert next_session(monthly, at(2026, 3, 4), starts_on=date(2026, 9, 2)) == at(2026, 10, 6)


def test_a_service_meets_on_its_last_day_and_never_after_it() -> None:
    assert next_session(session(), at(2026, 3, 4), ends_on=date(2026, 3, 10)) == at(2026, 3, 10)
    assert next_session(session(), at(2026, 3, 11), ends_on=date(2026, 3, 16)) is None
