"""What `make bench ARGS=forums` measures, small and without a clock: as many queries for many actions as for few."""

from __future__ import annotations

from typing import Any

import pytest

from forums.models import Action, ApprovedMinutes
from tests.benchmarks import forums, forums_pages
from tests.benchmarks.forums_filling import Decade
from tests.benchmarks.people_pages import client_of, queries_of

pytestmark = pytest.mark.django_db


def queries(code: str, *, months: int, actions_a_meeting: int) -> dict[str, int]:
    decade = Decade(code)
    decade.fill(months=months, actions_a_meeting=actions_a_meeting)
    return {
        page: queries_of(client_of(user), path)
        for page, (user, path) in forums_pages.addresses(decade).items()
        # The papers draw pages of print; their queries are counted with their own tests and by `make bench`.
        if not page.startswith(forums.PAPER)
    }


def test_pages_of_forums_take_as_many_queries_for_many_actions_as_for_twelve() -> None:
    few = queries("EXI", months=12, actions_a_meeting=1)
    many = queries("GMI", months=14, actions_a_meeting=8)
    assert Action.objects.filter(prison__code="EXI").count() == 12
    assert Action.objects.filter(prison__code="GMI").count() == 112
    assert ApprovedMinutes.objects.count() == 24
    assert many == few
    # Every part of the portal asks for its own lines of the home page.
    assert max(count for page, count in few.items() if page != forums_pages.HOME) < 60


PAGE = {
    "database": "sqlite", "meetings": 12, "actions": 12, "slips": 600, "page": "actions", "queries": 20,
    "median_ms": 40.0, "p95_ms": 50.0, "ratio": 2.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ({}, None),
        ({"queries": 21}, "actions on sqlite takes 20 or 21 queries, by the number of actions."),
        ({"ratio": 4.0}, None),
        ({"ratio": 4.2}, "actions with 1200 actions on sqlite takes 2.1 times as long as after one year."),
    ],
)
def test_each_limit_that_is_not_kept_is_said(page: dict[str, Any], sentence: str | None) -> None:
    large = PAGE | {"meetings": 120, "actions": 1200} | page
    assert forums.report([{"pages": [PAGE, large], "filled": 9.0, "load": 0.5}]) == (
        [sentence] if sentence else []
    )
