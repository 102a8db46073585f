"""MAIL_PER_MINUTE holds for any minute, not only for one that begins where we begin to count."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bulletins.models import MinuteOfSending
from bulletins.sending import allowance

pytestmark = pytest.mark.django_db
BEGAN = datetime(2026, 11, 2, 9, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """`at(seconds)` sets the time."""
    settings.MAIL_PER_MINUTE = 60

    def at(seconds: float) -> None:
        monkeypatch.setattr(allowance.timezone, "now", lambda: BEGAN + timedelta(seconds=seconds))

    at(0)
    return at


def test_at_the_turn_of_a_minute_no_more_leaves_than_in_any_other(clock: Any) -> None:
    clock(50)
    assert sum(allowance.take(25)[0] for _ in range(4)) == 60
    clock(61)
    assert not allowance.left()
    assert allowance.take(25)[0] == 0
    clock(111)
    assert allowance.left()
    assert allowance.take(25) == (25, 0.0)


@pytest.mark.parametrize("limit", [1, 7, 60, 1200])
def test_no_stretch_of_sixty_seconds_ever_has_more_and_hardly_any_of_it_is_lost(
    clock: Any, settings: Any, limit: int
) -> None:
    settings.MAIL_PER_MINUTE = limit
    chance, now, granted = random.Random(limit), 0.0, []
    while now < 300:
        clock(now)
        count, wait = allowance.take(25)
        granted += [now] * count
        now += wait if not count else chance.uniform(0.02, 0.5)
    worst = max(sum(each < start <= each + 60 for each in granted) for start in {g + 0.001 for g in granted})
    assert worst <= limit
    assert len(granted) >= limit * 300 / 60 * 0.9


def test_whoever_waits_gets_a_whole_batch_for_which_one_connection_is_worth_while(clock: Any) -> None:
    for second in range(60):
        clock(second)
        assert allowance.take(1) == (1, 0.0)
    count, wait = allowance.take(25)
    assert count == 0
    clock(59 + wait)
    assert allowance.take(25) == (25, 0.0)


def test_a_lower_limit_counts_at_once_and_a_higher_one_too(clock: Any, settings: Any) -> None:
    assert allowance.take(60)[0] == 60
    settings.MAIL_PER_MINUTE = 10
    count, wait = allowance.take(25)
    assert (count, 60 < wait < 62) == (0, True)
    settings.MAIL_PER_MINUTE = 70
    assert allowance.take(25) == (10, 0.0)


def test_a_clock_that_was_wrong_for_a_while_does_not_stop_the_sending(clock: Any) -> None:
    clock(86_400)
    assert allowance.take(60)[0] == 60
    clock(0)
    assert allowance.take(25) == (25, 0.0)
    clock(30)
    assert allowance.take(60)[0] == 35


def test_what_is_remembered_is_never_more_than_two_minutes_long(clock: Any, settings: Any) -> None:
    settings.MAIL_PER_MINUTE = 100_000
    for step in range(600):
        clock(step / 2)
        allowance.take(25)
    assert len(MinuteOfSending.objects.get().taken) <= allowance.SECONDS
