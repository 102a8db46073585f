"""Search at 300, 3,000 and 30,000 listings of one prison, on one database.

Runs in a process of its own for each database: `DATABASE_URL=... python -m tests.benchmarks.searching` prints JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from coordination.configuration import CHECKOUT  # noqa: E402
from coordination.machine import processes, welcome  # noqa: E402
from coordination.roles import Role  # noqa: E402
from directory import search  # noqa: E402
from directory.models import Listing  # noqa: E402
from directory.search import Asked  # noqa: E402
from tests.benchmarks.figures import median, p95  # noqa: E402
from tests.benchmarks.filling import Filling, person  # noqa: E402
from tests.benchmarks.services import texts  # noqa: E402
from tests.load.visitor import Visitor  # noqa: E402

SIZES: Final = [int(size) for size in os.environ.get("BENCH_SIZES", "300 3000 30000").split()]
WARM, TIMES = 10, 60  # Requests of each kind.
SAVES: Final = 60
TRIVIAL: Final = "trivial (roles)"
# What is asked in each round, as staff ask it: a word, several, a sentence, a typing error, a filter, an order.
ASKED: Final = {
    "words": ["housing", "debt money", "family visits children", "universal credit bank", "volunteer"],
    "sentence": ["who can help somebody with drinking and his temper", "somewhere to live when he gets out"],
    "typing error": ["houzing", "bereevment nurse", "councelling", "benifits claim", "alchol"],
}
FILTERED: Final = "q=counselling&pathway=health&stage=during&wing={wing}&day=1&day=3&way=group&wait=28"
# Each with the word that was meant.
ERRORS: Final = {
    "acommodation": "accommodation", "houzing": "housing", "homles": "homeless", "tennancy": "tenancy",
    "councelling": "counselling", "anxeity": "anxiety", "bereevement": "bereavement", "alchol": "alcohol",
    "gambeling": "gambling", "recovry": "recovery", "benifits": "benefits", "budgetting": "budgeting",
    "famly": "family", "parantng": "parenting", "resotrative": "restorative",
}  # fmt: skip


class Services(Filling):
    """Listings as varied as real ones."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = texts()
        self.staff = person("staff.exi", Role.STAFF, prison=self.prison)

    def wording(self, position: int, name: str) -> dict[str, Any]:
        return next(self.texts)


@dataclass
class Page:
    """One kind of search at one size: most queries of a request, milliseconds, p95 against the trivial page's.

    `processor_ms` is the web process's own time, which a busy machine stretches least; `load` that of the machine.
    """

    database: str
    listings: int
    page: str
    queries: int
    median_ms: float
    p95_ms: float
    ratio: float
    processor_ms: float
    processor_ratio: float
    load: float


@dataclass
class Index:
    """`save_processor_ms` is this process's own time and the database's: what a busy machine stretches least."""

    database: str
    listings: int
    found: int
    errors: int
    save_statements: int
    save_median_ms: float
    save_p95_ms: float
    save_processor_ms: float
    rebuild_seconds: float
    load: float


def addresses(filling: Services) -> dict[str, list[str]]:
    """Kind of page -> the addresses that take turns."""
    here = reverse("search", args=[filling.prison.code])
    found = {kind: [f"{here}?q={text.replace(' ', '+')}" for text in asked] for kind, asked in ASKED.items()}
    found["filters"] = [f"{here}?{FILTERED.format(wing=filling.wings[0].pk)}"]
    found["next session"] = [f"{here}?q=family&order=next"]
    found["everything"] = [here]
    suggesting = reverse("search_suggestions", args=[filling.prison.code])
    found["suggestions"] = [f"{suggesting}?q={text}" for text in ("hous", "fam", "debt+c")]
    return {TRIVIAL: [reverse("roles")], **found}


def queries_of(client: Client, paths: list[str]) -> int:
    """The most queries that one of the pages takes, warm."""
    most = 0
    for path in paths:
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200, path
        most = max(most, len(captured))
    return most


def processor_seconds(server: int) -> float:
    """What the web server's processes have used so far, to the microsecond (Linux counts in nanoseconds)."""
    spent = 0
    for process in [server, *children(server)]:
        for thread in Path(f"/proc/{process}/task").iterdir():
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


def children(process: int) -> list[int]:
    return [
        int(pid)
        for pid in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    ]


@dataclass
class Asking:
    """Seconds on the clock and on the processor, of every request of one kind."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def times_of(visitor: Visitor, server: int, kinds: dict[str, list[str]]) -> dict[str, Asking]:
    """Milliseconds over HTTP; kinds and the trivial page take turns, so that a busy moment meets all of them."""
    times = {kind: Asking() for kind in kinds}
    for turn in range(WARM + TIMES):
        for kind, paths in kinds.items():
            for asked, path in {kind: paths[turn % len(paths)], TRIVIAL: kinds[TRIVIAL][0]}.items():
                before = processor_seconds(server)
                answer = visitor.get(path)
                assert answer.status == 200, f"{path} answered {answer.status}"
                if turn >= WARM:
                    times[asked].clock.append(answer.seconds * 1000)
                    times[asked].processor.append((processor_seconds(server) - before) * 1000)
    return times


def pages(filling: Services, listings: int, client: Client, visitor: Visitor, server: int) -> list[Page]:
    kinds = addresses(filling)
    queries = {kind: queries_of(client, paths) for kind, paths in kinds.items()}
    times = times_of(visitor, server, kinds)
    unit = times[TRIVIAL]
    return [
        Page(
            connection.vendor, listings, kind, queries[kind], median(of.clock), p95(of.clock),
            p95(of.clock) / p95(unit.clock), median(of.processor),
            median(of.processor) / median(unit.processor), os.getloadavg()[0],
        )
        for kind, of in times.items()
    ]  # fmt: skip


def index(filling: Services, listings: int, rebuild_seconds: float) -> Index:
    found = sum(is_found(filling, typed, meant) for typed, meant in ERRORS.items())
    saves = [save for _ in range(SAVES) for save in one_save(filling)]
    statements, clock, processor = zip(*saves, strict=True)
    return Index(
        connection.vendor, listings, found, len(ERRORS), max(statements), median(clock), p95(clock),
        median(processor), rebuild_seconds, os.getloadavg()[0],
    )  # fmt: skip


def is_found(filling: Services, typed: str, meant: str) -> bool:
    """Whether a service with the right word comes up for the wrong one."""
    now = timezone.now()
    right = set(search.find(filling.prison, Asked(meant), now=now).numbers())
    first = next(search.find(filling.prison, Asked(typed), now=now).numbers(), None)
    return first in right


def one_save(filling: Services) -> list[tuple[int, float, float]]:
    """(statements, milliseconds, milliseconds on the processor) of the index when a listing is withdrawn and restored.

    All of its terms go, and come again.
    """
    listing = Listing.objects.published().filter(prison=filling.prison).order_by("?")[0]
    taken = []
    for withdrawn in (True, False):
        with transaction.atomic():
            listing.withdrawn_at = timezone.now() if withdrawn else None
            listing.withdrawn_by = filling.coordinator if withdrawn else None
            listing.save(update_fields=["withdrawn_at", "withdrawn_by"])
            statements: list[str] = []
            with connection.execute_wrapper(
                lambda execute, sql, *rest, said=statements: said.append(sql) or execute(sql, *rest)
            ):
                began, before = time.perf_counter(), own_seconds()
                search.refresh(listing)
                processor = own_seconds() - before
                clock = time.perf_counter() - began
            taken.append((len(statements), clock * 1000, processor * 1000))
    return taken


def own_seconds() -> float:
    """What this process and the database's side of its connection have used of the processor."""
    database = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
    return time.process_time() + (processor_seconds(database) if database else 0.0)


def main() -> dict[str, list[dict[str, Any]]]:
    call_command("migrate", verbosity=0)
    filling = Services()
    client = Client(headers={"host": "localhost"})
    client.force_login(filling.staff, backend=settings.AUTHENTICATION_BACKENDS[1])
    port = processes.free_port()
    command = [sys.executable, "-m", "gunicorn", "coordination.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += [
        "--worker-class",
        "gthread",
        "--threads",
        "1",
        "--no-control-socket",
        "--log-level",
        "warning",
    ]
    # Standard output belongs to the figures.
    server = processes.start(command, output=sys.stderr, folder=CHECKOUT)
    found: dict[str, list[dict[str, Any]]] = {"pages": [], "index": []}
    try:
        if not processes.wait_until(lambda: welcome.status_of("127.0.0.1", port) is not None, seconds=30):
            raise TimeoutError("The web server did not answer.")
        visitor = Visitor(port, {name: morsel.value for name, morsel in client.cookies.items()})
        for listings in SIZES:
            filling.up_to(published=listings, pending=0)
            began = time.perf_counter()
            search.rebuild(filling.prison)
            rebuild_seconds = time.perf_counter() - began
            analyse()
            found["pages"] += map(asdict, pages(filling, listings, client, visitor, server.pid))
            found["index"].append(asdict(index(filling, listings, rebuild_seconds)))
    finally:
        processes.stop(server)
    return found


def analyse() -> None:
    """What the database's own housekeeping does over night; the throw-away one has it switched off."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    print(json.dumps(main()))
