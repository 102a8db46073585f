"""What `make bench ARGS=gaps` measures, small and without a clock: as many queries for many services as for few."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from coordination.models import Prison
from directory.models import Listing
from planning.models import GapReport
from tests.benchmarks import gaps, gaps_pages
from tests.benchmarks.people_pages import client_of, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_exeter_is_open() -> None:
    """So that as many prisons stand beside each other as are filled."""
    Prison.objects.exclude(code="EXI").update(status=Prison.Status.PLANNED)


def queries() -> dict[str, int]:
    found = {page: queries_of(client_of(user), path) for page, (user, path) in gaps_pages.addresses().items()}
    assert set(found) >= {gaps.SINGLE, gaps.COMPARISON}
    return found


def published() -> list[int]:
    """How many services stand in the directory of each open prison."""
    rows = Listing.objects.published().filter(prison__status=Prison.Status.OPEN)
    return sorted(Counter(rows.values_list("prison", flat=True)).values())


def test_pages_over_prisons_take_as_many_queries_for_twelve_prisons_as_for_two() -> None:
    gaps_pages.fill(2, listings=6)
    assert published() == [6, 6]
    few = queries()
    gaps_pages.fill(12, listings=6)
    assert published() == [6] * 12
    assert queries() == few
    assert max(few.values()) < 70  # The page of one prison reads its plan and evidence too.


def test_they_take_as_many_queries_for_many_services_and_sources_as_for_few() -> None:
    gaps_pages.fill(2, listings=2)
    assert published() == [2, 2]
    few = queries()
    gaps_pages.fill(3, listings=30)
    assert published() == [30, 30, 30]
    assert queries() == few


def test_the_page_over_all_prisons_has_each_of_them() -> None:
    gaps_pages.fill(40, listings=1)
    user, path = gaps_pages.addresses()[gaps.COMPARISON]
    page = client_of(user).get(path)
    assert len(page.context["rows"]) == 40
    assert [row["services"] for row in page.context["rows"]] == ["1"] * 40


def test_the_run_of_reports_issues_one_for_each_prison_with_as_many_queries_for_the_last_as_for_the_first() -> (
    None
):
    gaps_pages.fill(4, listings=6)
    measured = gaps_pages.reports(4)
    assert measured.page == gaps.IN_A_RUN
    assert GapReport.objects.count() == 4
    assert measured.queries < 80


ROW = {
    "database": "sqlite", "prisons": 12, "listings": 1200, "page": gaps.COMPARISON, "queries": 40, "median_ms": 20.0,
    "p95_ms": 22.0, "megabytes": 6.0,
}  # fmt: skip
ALONE = ROW | {"page": gaps.SINGLE, "median_ms": 10.0, "megabytes": 2.0, "queries": 30}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, None),
        ({"queries": 41}, "gaps side by side on sqlite takes 40 or 41 queries, by the number of prisons."),
        ({"median_ms": 121.0}, "gaps side by side of 120 prisons on sqlite takes 12.1 times as long as one."),
        (
            {"megabytes": 17.0},
            "gaps side by side of 120 prisons on sqlite takes 8.5 times the memory of one.",
        ),
    ],
)
def test_each_limit_that_is_not_kept_is_said(changes: dict[str, Any], sentence: str | None) -> None:
    many = {"prisons": 120, "listings": 12000}
    rows = [ROW, ALONE, ROW | many | changes, ALONE | many]
    assert gaps.report([rows]) == ([sentence] if sentence else [])
