"""A real worker is killed in the middle of an import; what becomes of its rows is printed as JSON.

Runs as a process of its own, because Django has one database for its lifetime:
`DATABASE_URL=... REDIS_URL=... DATA_DIR=... python -m tests.directory.imports.killed_worker`
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
from coordination.models import Organisation, Prison  # noqa: E402
from directory.actions.import_rows import sweep_imports  # noqa: E402
from directory.actions.importing import counts, start_dry_run, start_import  # noqa: E402
from directory.models import ImportRun, Listing, Revision, Service  # noqa: E402
from tests.directory.imports.files import begun, row, worked  # noqa: E402
from tests.tables import make_tables  # noqa: E402

ROWS = 120
KILLED_AFTER = 20


def done(run: ImportRun) -> int:
    return counts(run)["done"]


def main() -> None:
    make_tables()
    rows = [
        row(id=f"A{n}", provider=f"Group {n // 2} of Otters", service=f"Service {n}") for n in range(ROWS)
    ]
    run = begun(*rows, prisons=[Prison.objects.get(code="EXI")])
    run = worked(start_dry_run(by=SYSTEM, run=run, queue=False))
    command = [sys.executable, "-m", "celery", "-A", "coordination", "worker", "--concurrency=1"]
    worker = processes.start(command, output=subprocess.DEVNULL)
    try:
        start_import(by=SYSTEM, run=run)
        processes.wait_until(lambda: done(run) >= KILLED_AFTER, seconds=120)
        (child,) = psutil.Process(worker.pid).children()
        os.kill(child.pid, signal.SIGKILL)
        psutil.wait_procs([child], timeout=10)
        left = done(run)
        told = {
            "killed_in_the_middle": KILLED_AFTER <= left < ROWS,
            "too_early": sweep_imports(by=SYSTEM),
            "stands_still": done(run) == left,
        }
        # Two silent minutes, without waiting for them.
        ImportRun.objects.filter(pk=run.pk).update(moved_at=timezone.now() - timedelta(minutes=3))
        told["swept"] = sweep_imports(by=SYSTEM)
        finished = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.FINISHED)
        told["finished"] = processes.wait_until(finished.exists, seconds=180)
        told["created"] = counts(run)["created"]
        told["made"] = [model.objects.count() for model in (Organisation, Service, Listing, Revision)]
    finally:
        processes.stop(worker, grace=30)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
