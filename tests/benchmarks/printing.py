"""How fast pages stay while three editions of 300 entries render at once.

The portal runs as `make run` runs it (its own supervisor, SQLite, a private Redis, two web processes), with three
worker processes. The same visits are made for a minute while the worker is idle and for a minute while three
editions are under way all the time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import median, p95, table

ENTRIES, PENDING = 300, 30
AT_ONCE = 3
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
# About the pace of twenty people who read: five pages a second.
PAUSE_SECONDS = 0.2


@dataclass
class Phase:
    """Milliseconds of all pages in one phase, how busy the machine was, and how many editions were finished."""

    name: str
    pages: int
    median_ms: float
    p95_ms: float
    busy_percent: float
    editions: int


def report(folder: Path) -> list[str]:
    """Runs the portal, prints the table, and returns what is wrong (an edition that failed)."""
    from tests.running import RunningPortal

    with RunningPortal(folder / "printing", WORKER_PROCESSES=str(AT_ONCE)) as portal:
        command = [sys.executable, "-m", "tests.benchmarks.printing", str(portal.port)]
        environment = portal.environment | {"DJANGO_SETTINGS_MODULE": "coordination.settings"}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    given: dict[str, Any] = json.loads(done.stdout)
    idle, printing = given["phases"]
    print(f"\nPages while {AT_ONCE} editions of {ENTRIES} entries render at once ({SECONDS:.0f} s each)\n")
    headings = ["worker", "pages", "median ms", "p95 ms", "processors busy %", "editions done"]
    print(table(headings, [list(idle.values()), list(printing.values())]))
    print(f"\np95 while printing is {printing['p95_ms'] / idle['p95_ms']:.2f} times p95 with an idle worker.")
    return given["problems"]


class Printing:
    """Keeps three editions under way: those of two prisons, of both kinds."""

    def __init__(self, fillings: list[Any]) -> None:
        from directory.models import Edition

        kinds = [Edition.Kind.STAFF, Edition.Kind.PEOPLE]
        self.wanted = [(filling, kind) for filling in fillings for kind in kinds][:AT_ONCE]
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._keep_going)

    def __enter__(self) -> Printing:
        self.thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.over.set()
        self.thread.join()

    def _keep_going(self) -> None:
        from directory.actions.editions import make_edition
        from directory.models import Edition

        while not self.over.is_set():
            under_way = {
                (edition.prison_id, edition.kind)
                for edition in Edition.objects.filter(state__in=["queued", "rendering"])
            }
            for filling, kind in self.wanted:
                if (filling.prison.pk, kind) not in under_way:
                    make_edition(by=filling.coordinator, prison=filling.prison, kind=kind)
            self.over.wait(1)


def phase(name: str, visit: Callable[[], list[float]]) -> Phase:
    """Visits for the agreed time at a steady pace."""
    import psutil

    from directory.models import Edition

    times: list[float] = []
    psutil.cpu_percent()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        times += visit()
    busy = psutil.cpu_percent()
    done = Edition.objects.filter(state="ready").count()
    return Phase(name, len(times), median(times), p95(times), busy, done)


def main(port: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from directory.models import Edition
    from tests.benchmarks.filling import Filling
    from tests.load.visitor import Visitor

    fillings = [Filling("EXI"), Filling("GMI")]
    for filling in fillings:
        filling.up_to(published=ENTRIES, pending=PENDING)
    client = Client(headers={"host": "localhost"})
    client.force_login(fillings[0].coordinator, backend=settings.AUTHENTICATION_BACKENDS[1])
    visitor = Visitor(port, {name: morsel.value for name, morsel in client.cookies.items()})
    paths = [reverse("home"), *(reverse(page, args=["EXI"]) for page in ("directory", "queue", "editions"))]

    def visit() -> list[float]:
        times = []
        for path in paths:
            answer = visitor.get(path)
            assert answer.status == 200, f"{path} answered {answer.status}"
            times.append(answer.seconds * 1000)
            time.sleep(PAUSE_SECONDS)
        return times

    for _ in range(5):
        visit()
    phases = [phase("idle", visit)]
    with Printing(fillings):
        phases.append(phase("printing", visit))
    problems = [f"An edition failed: {each.problem}" for each in Edition.objects.filter(state="failed")]
    if not Edition.objects.exclude(state="queued").exists():
        problems.append("No edition was rendered: the figures say nothing.")
    return {"phases": [asdict(each) for each in phases], "problems": problems}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
