"""How fast pages stay while three editions of 300 entries render at once.

The portal runs as `make run` runs it (its own supervisor, SQLite, a private Redis, two web processes), with three
worker processes. The same visits are made for a minute while the worker is idle and for a minute while three
editions are under way all the time.

It needs a machine with nothing else to do. The worker gives way to every other session (processes.give_way: niceness
10, of its session too), so beside a busy program its editions get about a tenth of what that program gets, and none is
finished in the minute. Such a run is called void at its end.
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

from tests.benchmarks.figures import mean, median, p95, table
from tests.load.visitor import Visitor

ENTRIES, PENDING = 300, 30
AT_ONCE = 3
# Five pages a second take about a quarter of two processors. More than this, and somebody else is at work.
MOST_BUSY_WHEN_IDLE = 60.0
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
# About the pace of twenty people who read: five pages a second.
PAUSE_SECONDS = 0.2


@dataclass
class Phase:
    """Milliseconds of all pages in one phase, how busy the machine was, and what was printed meanwhile.

    `at_once` is how many editions were being laid out, on average over the phase.
    """

    name: str
    pages: int
    median_ms: float
    p95_ms: float
    busy_percent: float
    at_once: float
    finished: int


def report(folder: Path) -> list[str]:
    """Runs the portal, prints the table, and returns what is wrong (an edition that failed)."""
    from tests.running import RunningPortal

    with RunningPortal(folder / "printing", WORKER_PROCESSES=str(AT_ONCE), WORKER_GIVES_WAY="yes") as portal:
        command = [sys.executable, "-m", "tests.benchmarks.printing", str(portal.port)]
        environment = portal.environment | {"DJANGO_SETTINGS_MODULE": "coordination.settings"}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    given: dict[str, Any] = json.loads(done.stdout)
    idle, printing = given["phases"]
    print(f"\nPages while {AT_ONCE} editions of {ENTRIES} entries render at once ({SECONDS:.0f} s each)\n")
    headings = ["worker", "pages", "median ms", "p95 ms", "processors busy %", "editions at once", "finished"]
    print(table(headings, [list(idle.values()), list(printing.values())]))
    print(f"\np95 while printing is {printing['p95_ms'] / idle['p95_ms']:.2f} times p95 with an idle worker.")
    return given["problems"]


class Press:
    """Presses “Print it now” for two prisons and both kinds, so that three editions are under way all the time."""

    def __init__(self, port: int, fillings: list[Any]) -> None:
        kinds = ("staff", "people")
        self.wanted = [(signed_in(port, each), each, kind) for each in fillings for kind in kinds][:AT_ONCE]
        self.at_once: list[int] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._keep_going)

    def __enter__(self) -> Press:
        self.thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.over.set()
        self.thread.join()

    def _keep_going(self) -> None:
        from directory.models import Edition

        while not self.over.is_set():
            rows = Edition.objects.filter(state__in=["queued", "rendering"])
            under_way = {(each.prison_id, each.kind): each.state for each in rows}
            self.at_once.append(list(under_way.values()).count("rendering"))
            for visitor, filling, kind in self.wanted:
                if (filling.prison.pk, kind) not in under_way:
                    page = visitor.get(f"/prisons/{filling.prison.code}/editions/make/{kind}/")
                    answer = visitor.send(page, page.form_with("seen"))
                    assert answer.status == 302, f"{answer.path} answered {answer.status}"
            self.over.wait(0.5)


def signed_in(port: int, filling: Any) -> Visitor:
    """The coordinator of a prison, by a session of their own: a password would cost time that is measured."""
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(filling.coordinator, backend=settings.AUTHENTICATION_BACKENDS[1])
    return Visitor(port, {name: morsel.value for name, morsel in client.cookies.items()})


def phase(name: str, visit: Callable[[], list[float]], press: Press | None = None) -> Phase:
    """Visits for the agreed time at a steady pace."""
    import psutil

    from directory.models import Edition

    times: list[float] = []
    psutil.cpu_percent()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        times += visit()
    busy = psutil.cpu_percent()
    finished = Edition.objects.filter(state="ready").count()
    at_once = mean(press.at_once) if press else 0.0
    return Phase(name, len(times), median(times), p95(times), busy, at_once, finished)


def main(port: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.urls import reverse

    from directory.models import Edition
    from tests.benchmarks.filling import Filling

    fillings = [Filling("EXI"), Filling("GMI")]
    for filling in fillings:
        filling.up_to(published=ENTRIES, pending=PENDING)
    visitor = signed_in(port, fillings[0])
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
    with Press(port, fillings) as press:
        phases.append(phase("printing", visit, press))
    problems = [f"An edition failed: {each.problem}" for each in Edition.objects.filter(state="failed")]
    if phases[0].busy_percent > MOST_BUSY_WHEN_IDLE:
        problems.append(
            f"The processors were busy for {phases[0].busy_percent:.0f}% while the worker was idle: other programs "
            "run on this machine, and the figures say nothing."
        )
    if phases[1].at_once < AT_ONCE / 2:
        problems.append(
            f"Hardly an edition was rendered ({phases[1].at_once:.1f} at once): the figures say nothing."
        )
    return {"phases": [asdict(each) for each in phases], "problems": problems}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
