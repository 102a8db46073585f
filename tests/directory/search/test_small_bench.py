"""What `make bench ARGS=search` measures, small and without a clock: as many queries for many as for few, and every
typing error of its list put right."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import search
from directory.actions.queries import log_query
from directory.models import Listing
from tests.benchmarks import searching
from tests.cast import Cast
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db
FEW, MANY = 30, 150


def test_many_services_take_as_many_queries_as_few_and_typing_errors_are_found(cast: Cast) -> None:
    filling = searching.Services()
    kinds = searching.addresses(filling)
    del kinds["filters"]  # So narrow that few services have none left: a page without rows asks less.
    client = signed_in(filling.staff)
    queries = {}
    for listings in (FEW, MANY):
        filling.up_to(published=listings, pending=0)
        search.rebuild(filling.prison)
        queries[listings] = {kind: searching.queries_of(client, paths) for kind, paths in kinds.items()}
    assert queries[FEW] == queries[MANY]
    assert max(queries[MANY].values()) < 20
    assert [
        typed for typed, meant in searching.ERRORS.items() if not searching.is_found(filling, typed, meant)
    ] == []
    assert len(searching.ERRORS) == 15


def test_a_save_takes_as_many_queries_among_many_as_among_few(cast: Cast) -> None:
    filling = searching.Services()
    counts = []
    for listings in (FEW, MANY):
        filling.up_to(published=listings, pending=0)
        search.rebuild(filling.prison)
        listing = (
            Listing.objects.published().filter(prison=filling.prison).order_by("entry_number")[len(counts)]
        )
        Listing.objects.filter(pk=listing.pk).update(room="full")
        with CaptureQueriesContext(connection) as captured:
            search.refresh(listing)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 7


def test_the_logs_of_a_month_take_as_many_queries_for_many_as_for_few(cast: Cast) -> None:
    def queries() -> list[int]:
        found = []
        for page in ("queries", "needs"):
            client.get(reverse(page, args=["EXI"]))
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse(page, args=["EXI"])).status_code == 200
            found.append(len(captured))
        return found

    def log(number: int) -> None:
        answered = (
            {"outcome": "answered", "listing": cast.approved} if number % 2 else {"outcome": "nothing_found"}
        )
        log_query(
            by=cast.coordinator, prison=cast.exeter, words=f"a dog {number}", asked_by="officer",
            wing=cast.exeter.wings.first(), **answered,
        )  # fmt: skip

    client = signed_in(cast.coordinator)
    log(0)
    log(1)
    few = queries()
    for number in range(2, 12):
        log(number)
    assert queries() == few
