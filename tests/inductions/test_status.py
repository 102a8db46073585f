"""What training is worth on a day: the edges by hand, and everything else against a slow restatement of the rule."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inductions.status import Rule, Status, expiry, months_after, worth

YEARLY = Rule(required=True, refresh_months=12, window_days=60)
DONE = date(2026, 3, 10)
END = date(2027, 3, 10)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (DONE - timedelta(days=1), Status.NEVER),
        (DONE, Status.CURRENT),
        (END - timedelta(days=61), Status.CURRENT),
        (END - timedelta(days=60), Status.DUE_SOON),
        (END, Status.DUE_SOON),
        (END + timedelta(days=1), Status.EXPIRED),
    ],
)
def test_a_record_counts_from_its_own_day_to_the_day_it_expires_on(day: date, status: Status) -> None:
    assert worth(YEARLY, [DONE], day).status == status


def test_without_a_refresh_period_once_is_enough() -> None:
    once = Rule(required=True)
    assert worth(once, [date(1999, 1, 1)], date(2090, 1, 1)).status == Status.CURRENT


@pytest.mark.parametrize("rule", [None, Rule(required=False, refresh_months=1)])
def test_what_is_not_required_is_neither_missing_nor_expired(rule: Rule | None) -> None:
    assert worth(rule, [], DONE).status == Status.NOT_REQUIRED
    assert worth(rule, [date(2000, 1, 1)], DONE).status == Status.NOT_REQUIRED


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        # Both clock changes: days are days, whatever an hour does.
        (date(2026, 3, 29), 12, date(2027, 3, 29)),
        (date(2026, 10, 25), 12, date(2027, 10, 25)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, end: date) -> None:
    assert months_after(day, months) == end


def test_renewing_inside_the_window_loses_nothing_and_outside_it_counts_from_its_own_day() -> None:
    inside, outside, late = END - timedelta(days=60), END - timedelta(days=61), END + timedelta(days=1)
    assert expiry([DONE, END], 12, 60) == date(2028, 3, 10)
    assert expiry([DONE, inside], 12, 60) == date(2028, 3, 10)
    assert expiry([DONE, outside], 12, 60) == months_after(outside, 12)
    assert expiry([DONE, late], 12, 60) == months_after(late, 12)


def test_training_a_day_too_early_takes_nothing_from_a_renewal_inside_the_window() -> None:
    early, inside = END - timedelta(days=61), END - timedelta(days=60)
    assert expiry([DONE, early, inside], 12, 60) == date(2028, 3, 10)


# --- Against a slow restatement -------------------------------------------------------------------


def slowly(rule: Rule, done_on: list[date], day: date) -> Status:
    """The best of all ways to leave records out; each walked through the calendar day by day."""
    if not rule.required:
        return Status.NOT_REQUIRED
    known = sorted({each for each in done_on if each <= day})
    if not known:
        return Status.NEVER
    if rule.refresh_months is None:
        return Status.CURRENT
    ways = [list(way) for many in range(1, len(known) + 1) for way in combinations(known, many)]
    end = max(end_of(rule, way, day) for way in ways)
    if day > end:
        return Status.EXPIRED
    return Status.DUE_SOON if (end - day).days <= rule.window_days else Status.CURRENT


def end_of(rule: Rule, done_on: list[date], day: date) -> date:
    """Remembers until when it counts, and renews on the days of the records."""
    end, walked = date.min, min(done_on)
    while walked <= day:
        if walked in done_on:
            begins = walked
            if walked <= end and (end - walked).days <= rule.window_days:
                begins = end
            until = begins
            for _ in range(rule.refresh_months or 0):
                until = next_month(until, begins.day)
            end = max(end, until)
        walked += timedelta(days=1)
    return end


def next_month(day: date, wanted: int) -> date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(wanted, calendar.monthrange(year, month)[1]))


days = st.dates(date(2023, 12, 1), date(2028, 12, 31))
rules = st.builds(
    Rule,
    required=st.booleans(),
    refresh_months=st.none() | st.integers(1, 36),
    window_days=st.integers(0, 120),
)


@settings(max_examples=150, deadline=None)
@given(rule=rules, done_on=st.lists(days, max_size=4), day=days)
def test_the_rule_and_its_slow_restatement_agree(rule: Rule, done_on: list[date], day: date) -> None:
    assert worth(rule, done_on, day).status == slowly(rule, done_on, day)


@settings(max_examples=100, deadline=None)
@given(done_on=st.lists(days, min_size=1, max_size=4), renewed=days)
def test_one_more_record_never_shortens_what_was_there(done_on: list[date], renewed: date) -> None:
    before, after = expiry(done_on, 12, 60), expiry([*done_on, renewed], 12, 60)
    assert before and after and after >= before
