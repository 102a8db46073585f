"""How long a prison takes to decide on clearances, what waits longest, and what ends soon."""

from __future__ import annotations

import pytest

from inductions.actions import clearances
from inductions.gate.waiting import ending, figures, longest_first
from tests.cast import Cast
from tests.inductions.clearing import ago, applied, granted, today

pytestmark = pytest.mark.django_db


def test_the_median_stands_on_decisions_whose_two_days_are_known(cast: Cast) -> None:
    for code, days in (("standard_plus", 10), ("enhanced_2", 20), ("ctc", 60)):
        granted(cast.coordinator, cast.volunteer, cast.exeter, applied_on=ago(100 + days), level=code)
    granted(cast.coordinator, cast.worker_person, cast.exeter)  # applied for on a day nobody knows
    found = figures(cast.exeter, today())
    assert (found.median_days, found.decided, found.decided_unknown) == (20, 3, 1)


def test_without_decisions_the_median_is_unknown_and_not_nought(cast: Cast) -> None:
    found = figures(cast.exeter, today())
    assert (found.median_days, found.oldest_days, found.waiting) == (None, None, 0)


def test_decisions_of_years_ago_and_what_was_withdrawn_undecided_do_not_count(cast: Cast) -> None:
    granted(
        cast.coordinator, cast.volunteer, cast.exeter,
        applied_on=ago(500), decided_on=ago(365), granted_on=ago(365),
    )  # fmt: skip
    row = applied(cast.coordinator, cast.worker_person, cast.exeter, ago(9))
    clearances.withdraw_clearance(by=cast.coordinator, clearance=row)
    assert figures(cast.exeter, today()).median_days is None


def test_what_waits_longest_stands_first_and_the_unknown_before_it(cast: Cast) -> None:
    for code, days in (("standard_plus", 3), ("enhanced_2", 40), ("ctc", None)):
        applied(cast.coordinator, cast.volunteer, cast.exeter, ago(days) if days else None, code)
    rows = longest_first(cast.exeter)
    assert [row.level_id for row in rows] == ["ctc", "enhanced_2", "standard_plus"]
    found = figures(cast.exeter, today())
    assert (found.waiting, found.waiting_unknown, found.oldest_days) == (3, 1, 40)
    assert longest_first(cast.guys_marsh) == []


@pytest.mark.parametrize(("left", "listed"), [(-91, 0), (-90, 1), (0, 1), (60, 1), (61, 0)])
def test_what_ends_soon_or_ended_lately_is_listed(cast: Cast, left: int, listed: int) -> None:
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-left))
    assert len(ending(cast.exeter, today())) == listed


def test_what_was_renewed_is_no_worry(cast: Cast) -> None:
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-5))
    granted(cast.coordinator, cast.volunteer, cast.exeter, until=ago(-400))
    assert ending(cast.exeter, today()) == []
