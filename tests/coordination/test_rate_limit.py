"""Counting in a shared cache: up to the limit, apart for each place, and through a cache that forgets."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from coordination.rate_limit import once_more


def asked(who: str, times: int) -> list[bool]:
    return [once_more("letters", who, at_most=2, seconds=60) for _ in range(times)]


def test_the_limit_is_reached_by_each_place_for_itself() -> None:
    assert asked("here", 3) == [True, True, False]
    assert asked("there", 1) == [True]


def test_a_cache_that_forgets_between_two_lines_counts_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as forgetful:
        forgetful.setattr(cache, "add", lambda *about, **more: False)
        assert asked("here", 1) == [True]
    assert asked("here", 2) == [True, False]
