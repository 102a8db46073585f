"""Gaps of one prison and of all side by side, at two sizes, on one database.

Runs in a process of its own for each database: `DATABASE_URL=... python -m tests.benchmarks.gaps_pages` prints JSON.
"""

from __future__ import annotations

import json
import os
import time
import tracemalloc
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from coordination.models import Pathway, Prison, User  # noqa: E402
from coordination.roles import Role  # noqa: E402
from directory.models import Listing  # noqa: E402
from planning.models import NeedsAssessment, PathwayNeed  # noqa: E402
from tests.benchmarks.figures import median, p95  # noqa: E402
from tests.benchmarks.filling import Filling, person  # noqa: E402
from tests.benchmarks.gaps import COMPARISON, SINGLE  # noqa: E402
from tests.benchmarks.people_pages import client_of, queries_of  # noqa: E402

# The register holds about so many; the first size fills one sheet of the comparison.
SIZES: Final = tuple(int(size) for size in os.environ.get("BENCH_PRISONS", "25 120").split())
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
        if at % 2 == 0 and not NeedsAssessment.objects.filter(prison=filling.prison).exists():
            said(filling)


def said(filling: Filling) -> None:
    source = NeedsAssessment.objects.create(
        prison=filling.prison, kind="analysis", source="Needs analysis", dated_on=date(2026, 2, 1),
        period_from=date(2025, 2, 1), period_to=date(2026, 1, 31), population=500, receptions_a_month=100,
        recorded_by=filling.coordinator,
    )  # fmt: skip
    pathways = Pathway.objects.filter(women_only=False)
    PathwayNeed.objects.bulk_create(
        PathwayNeed(assessment=source, pathway=pathway, needing=40 + at)
        for at, pathway in enumerate(pathways)
    )


def addresses() -> dict[str, tuple[User, str]]:
    """Kind of page -> who reads it, and its address."""
    national = person("national", Role.NATIONAL)
    return {
        SINGLE: (national, reverse("gaps", args=["EXI"])),
        COMPARISON: (national, reverse("compare_gaps")),
        "organisations by area": (national, reverse("stakeholders")),
        "who has solved it": (national, f"{reverse('solved_elsewhere', args=['EXI'])}?pathway=accommodation"),
    }


def megabytes_of(client: Client, path: str) -> float:
    """The most that a warm request holds at once."""
    tracemalloc.start()
    client.get(path)
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
            megabytes_of(clients[page], addressed[page][1]),
        )
        for page, of in times.items()
    ]  # fmt: skip


def main() -> list[dict[str, Any]]:
    call_command("migrate", verbosity=0)
    found: list[Page] = []
    for size in SIZES:
        fill(size)
        found += pages(size)
    return [asdict(row) for row in found]


if __name__ == "__main__":
    print(json.dumps(main()))
