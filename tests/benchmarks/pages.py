"""The directory page and the queue against a trivial page, at 30 and at 3,000 listings, on one database.

Runs in a process of its own for each database, because Django has one for its lifetime:
`DATABASE_URL=... python -m tests.benchmarks.pages` prints its rows as JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from coordination.configuration import CHECKOUT  # noqa: E402
from coordination.machine import processes, welcome  # noqa: E402
from tests.benchmarks.figures import median, p95  # noqa: E402
from tests.benchmarks.filling import Filling  # noqa: E402
from tests.load.visitor import Visitor  # noqa: E402

SIZES = (30, 3000)
WARM_ROUNDS, ROUNDS = 10, 60
TRIVIAL = "trivial (roles)"


@dataclass
class Row:
    """One page at one size: queries a request, milliseconds, and the median against the trivial page's."""

    database: str
    listings: int
    page: str
    queries: int
    median_ms: float
    p95_ms: float
    ratio: float


def addresses(filling: Filling) -> dict[str, str]:
    """The trivial page asks for the session, the user and the navigation, as all pages do, and little else."""
    code = filling.prison.code
    return {
        TRIVIAL: reverse("roles"),
        "directory": reverse("directory", args=[code]),
        "queue": reverse("queue", args=[code]),
    }


def queries_of(client: Client, path: str) -> int:
    """Queries of a warm request."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    return len(captured)


def times_of(visitor: Visitor, paths: dict[str, str]) -> dict[str, list[float]]:
    """Milliseconds of each page over HTTP; the pages take turns, so that a busy moment meets all of them."""
    times: dict[str, list[float]] = {page: [] for page in paths}
    for turn in range(WARM_ROUNDS + ROUNDS):
        for page, path in paths.items():
            answer = visitor.get(path)
            assert answer.status == 200, f"{path} answered {answer.status}"
            if turn >= WARM_ROUNDS:
                times[page].append(answer.seconds * 1000)
    return times


def measure(listings: int, filling: Filling, client: Client, visitor: Visitor) -> list[Row]:
    filling.up_to(published=listings, pending=listings)
    paths = addresses(filling)
    queries = {page: queries_of(client, path) for page, path in paths.items()}
    times = times_of(visitor, paths)
    unit = median(times[TRIVIAL])
    return [
        Row(connection.vendor, listings, page, queries[page], median(of), p95(of), median(of) / unit)
        for page, of in times.items()
    ]


def main() -> list[Row]:
    call_command("migrate", verbosity=0)
    filling = Filling()
    client = Client(headers={"host": "localhost"})
    client.force_login(filling.coordinator, backend=settings.AUTHENTICATION_BACKENDS[1])
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
    try:
        if not processes.wait_until(lambda: welcome.status_of("127.0.0.1", port) is not None, seconds=30):
            raise TimeoutError("The web server did not answer.")
        visitor = Visitor(port, {name: morsel.value for name, morsel in client.cookies.items()})
        return [row for size in SIZES for row in measure(size, filling, client, visitor)]
    finally:
        processes.stop(server)


if __name__ == "__main__":
    print(json.dumps([asdict(row) for row in main()]))
