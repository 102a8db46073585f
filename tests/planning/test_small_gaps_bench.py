"""What `make bench ARGS=gaps` measures, small and without a clock: as many queries for many services as for few."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coordination.models import Prison
from directory.models import Listing
from planning.views.comparing import PRISONS_A_PAGE
from tests.benchmarks import gaps, gaps_pages
from tests.benchmarks.people_pages import client_of, queries_of

pytestmark = pytest.mark.django_db


def queries() -> dict[str, int]:
    return {page: queries_of(client_of(user), path) for page, (user, path) in gaps_pages.addresses().items()}


def test_pages_over_prisons_take_as_many_queries_for_many_services_as_for_few() -> None:
    gaps_pages.fill(3, listings=2)
    few = queries()
    gaps_pages.fill(12, listings=6)
    assert Listing.objects.published().count() >= 72
    assert queries() == few
    assert max(few.values()) < 60


def test_every_sheet_of_the_comparison_takes_as_many_queries() -> None:
    gaps_pages.fill(2, listings=2)
    open_ones = Prison.objects.filter(status=Prison.Status.OPEN, holds_men=True).count()
    user, path = gaps_pages.addresses()[gaps.COMPARISON]
    client = client_of(user)
    sheets = -(-open_ones // PRISONS_A_PAGE)
    assert sheets > 2
    middle = {queries_of(client, f"{reverse('compare_gaps')}?page={at}") for at in range(1, sheets + 1)}
    assert middle == {queries_of(client, path)}


ROW = {
    "database": "sqlite", "prisons": 25, "listings": 2500, "page": gaps.COMPARISON, "queries": 40, "median_ms": 100.0,
    "p95_ms": 120.0, "megabytes": 40.0,
}  # fmt: skip
ALONE = ROW | {"page": gaps.SINGLE, "median_ms": 10.0, "queries": 30}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, None),
        ({"queries": 41}, "gaps side by side on sqlite takes 40 or 41 queries, by the number of prisons."),
        ({"megabytes": 61.0}, "gaps side by side on sqlite takes 40 to 61 MB."),
        ({"median_ms": 260.0}, "gaps side by side of 120 prisons on sqlite takes 26.0 times as long as one."),
    ],
)
def test_each_limit_that_is_not_kept_is_said(changes: dict[str, Any], sentence: str | None) -> None:
    many = {"prisons": 120, "listings": 12000}
    rows = [ROW, ALONE, ROW | many | changes, ALONE | many]
    assert gaps.report([rows]) == ([sentence] if sentence else [])
