"""A real worker is killed while it lays an edition out; what becomes of the edition is printed as JSON.

Runs as a process of its own, because Django has one database for its lifetime:
`DATABASE_URL=... REDIS_URL=... DATA_DIR=... python -m tests.directory.killed_worker`
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta

import django

django.setup()

import psutil  # noqa: E402
from django.utils import timezone  # noqa: E402

from coordination.access import SYSTEM  # noqa: E402
from coordination.machine import processes  # noqa: E402
from coordination.models import Prison  # noqa: E402
from directory.actions.editions import make_edition  # noqa: E402
from directory.actions.rendering import sweep_editions  # noqa: E402
from directory.models import Edition  # noqa: E402
from tests.benchmarks.filling import Filling  # noqa: E402
from tests.tables import make_tables  # noqa: E402

ENTRIES = 80


def state_of(edition: Edition) -> list[object]:
    edition.refresh_from_db()
    return [edition.state, edition.attempts]


def main() -> None:
    make_tables()
    Filling("EXI").up_to(published=ENTRIES, pending=0)
    command = [sys.executable, "-m", "celery", "-A", "coordination", "worker", "--concurrency=1"]
    worker = processes.start(command, output=subprocess.DEVNULL)
    try:
        prison = Prison.objects.get(code="EXI")
        edition = make_edition(by=SYSTEM, prison=prison, kind="people")
        told = {"began": processes.wait_until(lambda: state_of(edition)[0] == "rendering", seconds=90)}
        (child,) = psutil.Process(worker.pid).children()
        os.kill(child.pid, signal.SIGKILL)
        psutil.wait_procs([child], timeout=10)
        told["killed"] = state_of(edition)
        told["too_early"] = sweep_editions(by=SYSTEM)
        # Two silent minutes, without waiting for them.
        long_ago = timezone.now() - timedelta(minutes=3)
        Edition.objects.filter(pk=edition.pk).update(progress_at=long_ago)
        told["swept"] = sweep_editions(by=SYSTEM)
        told["finished"] = processes.wait_until(lambda: state_of(edition)[0] == "ready", seconds=180)
        told["in_the_end"] = state_of(edition)
        told["begins_as_pdf"] = edition.file.read(5).decode()
        told["entries"] = len(edition.entry_pages)
    finally:
        processes.stop(worker, grace=30)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
