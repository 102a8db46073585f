"""The calendar of working days: weekends and the bank holidays of England and Wales."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.working_days import (
    bank_holidays,
    is_working_day,
    working_day_after,
    working_days_between,
)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 5, 1), date(2026, 5, 1), 0),  # Friday, the same day
        (date(2026, 5, 1), date(2026, 5, 3), 0),  # to Sunday
        (date(2026, 5, 1), date(2026, 5, 4), 0),  # to Monday, a bank holiday
        (date(2026, 5, 1), date(2026, 5, 5), 1),
        (date(2026, 3, 2), date(2026, 3, 9), 5),
        (date(2025, 12, 24), date(2026, 1, 2), 4),  # Christmas Day, Boxing Day and New Year's Day
        (date(2026, 5, 5), date(2026, 5, 1), 0),  # the wrong way round is no time
    ],
)
def test_working_days_are_counted_after_the_first_day(first: date, last: date, expected: int) -> None:
    assert working_days_between(first, last) == expected


def test_the_extra_day_of_the_jubilee_is_known() -> None:
    assert not is_working_day(date(2022, 6, 3))
    assert is_working_day(date(2022, 6, 6))


def test_the_calendar_reaches_from_2019_to_2028_without_a_gap() -> None:
    years = [day.year for day in bank_holidays()]
    assert sorted(set(years)) == list(range(2019, 2029))
    assert min(years.count(year) for year in set(years)) == 8


@pytest.mark.parametrize(
    ("first", "count", "expected"),
    [
        (date(2026, 5, 1), 0, date(2026, 5, 1)),
        (date(2026, 5, 1), 1, date(2026, 5, 5)),  # from a Friday over a bank holiday on Monday
        (date(2026, 5, 2), 1, date(2026, 5, 5)),  # from the Saturday
        (date(2026, 4, 1), 3, date(2026, 4, 8)),  # over Good Friday and Easter Monday
        (date(2025, 12, 24), 4, date(2026, 1, 2)),  # over Christmas Day, Boxing Day and New Year's Day
        (date(2029, 12, 24), 1, date(2029, 12, 25)),  # beyond the calendar, only weekends are left out
    ],
)
def test_the_last_of_so_many_working_days_undoes_the_counting_of_them(
    first: date, count: int, expected: date
) -> None:
    assert working_day_after(first, count) == expected
    assert working_days_between(first, expected) == count
