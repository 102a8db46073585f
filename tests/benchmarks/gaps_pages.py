"""Gaps of one prison and of all side by side, and a run of reports over all, at two sizes, on one database.

Runs in a process of its own for each database: `DATABASE_URL=... python -m tests.benchmarks.gaps_pages` prints JSON.
"""

from __future__ import annotations

import json
import os
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from coordination.models import Group, Pathway, Prison, User  # noqa: E402
from coordination.queueing import silence  # noqa: E402
from coordination.roles import Role  # noqa: E402
from directory.models import Listing  # noqa: E402
from planning.actions.report_runs import begin_run, finish_run, go_on  # noqa: E402
from planning.models import NeedsAssessment, PathwayNeed  # noqa: E402
from planning.reports.snapshot import snapshot_of  # noqa: E402
from tests.benchmarks.figures import median, p95  # noqa: E402
from tests.benchmarks.filling import Filling, person  # noqa: E402
from tests.benchmarks.gaps import COMPARISON, IN_A_RUN, SINGLE  # noqa: E402
from tests.benchmarks.people_pages import client_of, queries_of  # noqa: E402

# The register holds about 120.
SIZES: Final = tuple(int(size) for size in os.environ.get("BENCH_PRISONS", "12 120").split())
LISTINGS_A_PRISON: Final = 100
ROUNDS: Final = 7


@dataclass
class Page:
    database: str
    prisons: int
    listings: int
    page: str
    queries: int
    median_ms: float
    p95_ms: float
    megabytes: float


def fill(prisons: int, listings: int = LISTINGS_A_PRISON) -> None:
    """So many prisons have so many services each, and of every second one needs are known; Exeter is the first.

    Past the actions, as `Filling`. They are opened where the register has them planned or closed.
    """
    codes = [
        "EXI",
        *Prison.objects.exclude(code="EXI").order_by("-holds_men", "code").values_list("code", flat=True),
    ]
    for at, code in enumerate(codes[:prisons]):
        Prison.objects.filter(code=code).update(status=Prison.Status.OPEN, holds_men=True)
        filling = Filling(code)
        filling.up_to(published=listings, pending=0)
        places(filling.prison)
        if at % 2 == 0 and not NeedsAssessment.objects.filter(prison=filling.prison).exists():
            said(filling)


def places(prison: Prison) -> None:
    """Of seven services three say how many they take, two by session, one takes everybody, and one says nothing."""
    keys = list(prison.listings.published().order_by("pk").values_list("pk", flat=True))
    unsaid = {"places_a_month": None, "places_a_session": None, "places_unlimited": False}
    for first in range(7):
        values = {"places_a_month": 20 + first} if first < 3 else {"places_a_session": 8} if first < 5 else {}
        if first == 5:
            values = {"places_unlimited": True}
        Listing.objects.filter(pk__in=keys[first::7]).update(**unsaid | values)


def said(filling: Filling) -> None:
    source = NeedsAssessment.objects.create(
        prison=filling.prison, kind="analysis", source="Needs analysis", dated_on=date(2026, 2, 1),
        period_from=date(2025, 2, 1), period_to=date(2026, 1, 31), population=500, receptions_a_month=100,
        recorded_by=filling.coordinator,
    )  # fmt: skip
    pathways = Pathway.objects.filter(women_only=False)
    groups = list(Group.objects.all()[:3])
    PathwayNeed.objects.bulk_create(
        PathwayNeed(assessment=source, pathway=pathway, group=group, needing=40 + at)
        for at, pathway in enumerate(pathways)
        for group in (None, *groups)
    )


def addresses() -> dict[str, tuple[User, str]]:
    """Kind of page -> who reads it, and its address."""
    national = person("national", Role.NATIONAL)
    return {
        SINGLE: (national, reverse("gaps", args=["EXI"])),
        COMPARISON: (national, reverse("compare_gaps")),
        "the same as CSV": (national, reverse("compare_gaps_table", args=["csv"])),
        "organisations by area": (national, reverse("stakeholders")),
        "who has solved it": (national, f"{reverse('solved_elsewhere', args=['EXI'])}?pathway=accommodation"),
    }


def most_megabytes(act: Callable[[], object]) -> float:
    """The most that it holds at once."""
    tracemalloc.start()
    act()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def pages(prisons: int) -> list[Page]:
    addressed = addresses()
    clients = {page: client_of(user) for page, (user, _) in addressed.items()}
    queries = {page: queries_of(clients[page], path) for page, (_, path) in addressed.items()}
    times: dict[str, list[float]] = {page: [] for page in addressed}
    for _ in range(ROUNDS):
        for page, (_, path) in addressed.items():
            began = time.perf_counter()
            clients[page].get(path)
            times[page].append(1000 * (time.perf_counter() - began))
    listings = Listing.objects.published().count()
    return [
        Page(
            connection.vendor, prisons, listings, page, queries[page], median(of), p95(of),
            most_megabytes(partial(clients[page].get, addressed[page][1])),
        )
        for page, of in times.items()
    ]  # fmt: skip


def reports(prisons: int) -> Page:
    """A report of every open prison, one after the other, as a run issues them; papers are not made here."""
    with silence():
        run = begin_run(by=person("national", Role.NATIONAL))
        times: list[float] = []
        queries: set[int] = set()
        for _ in range(run.prisons.count()):
            began = time.perf_counter()
            with CaptureQueriesContext(connection) as captured:
                go_on(pk=run.pk, prisons=1)
            times.append(1000 * (time.perf_counter() - began))
            queries.add(len(captured))
        assert run.reports.count() == len(times)
        assert finish_run(pk=run.pk)
        assert len(queries) == 1, f"Reports of a run took {sorted(queries)} queries."
    return Page(
        connection.vendor, prisons, Listing.objects.published().count(), IN_A_RUN, max(queries), median(times),
        p95(times), most_megabytes(lambda: snapshot_of(run.prisons.all()[0].prison, run.day, number=1, last=None)),
    )  # fmt: skip


def main() -> list[dict[str, Any]]:
    call_command("migrate", verbosity=0)
    found: list[Page] = []
    for size in SIZES:
        fill(size)
        found += pages(size)
    found.append(reports(SIZES[-1]))
    return [asdict(row) for row in found]


if __name__ == "__main__":
    print(json.dumps(main()))
