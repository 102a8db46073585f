"""A real worker is killed while it makes a newsletter; what becomes of the paper is printed as JSON.

Runs as a process of its own, because Django has one database for its lifetime:
`DATABASE_URL=... REDIS_URL=... DATA_DIR=... python -m tests.bulletins.killed_printing`
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import django

django.setup()

import psutil  # noqa: E402
from django.utils import timezone  # noqa: E402

from bulletins.actions.papers import make_paper  # noqa: E402
from bulletins.actions.rendering import sweep_papers  # noqa: E402
from bulletins.models import BulletinIssue, BulletinItem, BulletinPaper  # noqa: E402
from coordination.access import SYSTEM  # noqa: E402
from coordination.machine import processes  # noqa: E402
from coordination.models import Posting, Prison, User  # noqa: E402
from coordination.roles import Role  # noqa: E402
from tests.tables import make_tables  # noqa: E402

# Long enough to be caught at it.
ITEMS = 30


def issue_at(prison: Prison, by: User) -> BulletinIssue:
    issue = BulletinIssue.objects.create(
        prison=prison, title="News", period_from=date(2026, 11, 1), period_to=date(2026, 11, 30), begun_by=by,
        state=BulletinIssue.State.APPROVED,
    )  # fmt: skip
    now = timezone.now()
    BulletinItem.objects.bulk_create(
        BulletinItem(
            issue=issue, section="news", position=number, heading=f"Item {number}", for_wings=True,
            wing_heading=f"Item {number}", wing_text="You can sing on Tuesdays. " * 12, wing_symbol="talk",
            wing_approved_at=now, wing_approved_by=by,
        )
        for number in range(ITEMS)
    )  # fmt: skip
    return issue


def state_of(paper: BulletinPaper) -> list[object]:
    paper.refresh_from_db()
    return [paper.state, paper.claimed, paper.attempts]


def main() -> None:
    make_tables()
    prison = Prison.objects.get(code="EXI")
    by = User.objects.create_user(email="coordinator@example.org", name="Cora Coordinator")
    Posting.objects.create(user=by, role=Role.COORDINATOR, prison=prison)
    issue = issue_at(prison, by)
    command = [sys.executable, "-m", "celery", "-A", "coordination", "worker", "--concurrency=1"]
    worker = processes.start(command, output=subprocess.DEVNULL)
    try:
        paper = make_paper(by=by, issue=issue, kind="wings")
        told = {"began": processes.wait_until(lambda: bool(state_of(paper)[1]), seconds=90)}
        (child,) = psutil.Process(worker.pid).children()
        os.kill(child.pid, signal.SIGKILL)
        psutil.wait_procs([child], timeout=10)
        told["killed"] = state_of(paper)
        told["too_early"] = sweep_papers(by=SYSTEM)
        # Two silent minutes, without waiting for them.
        BulletinPaper.objects.update(touched_at=timezone.now() - timedelta(minutes=3))
        told["swept"] = sweep_papers(by=SYSTEM)
        told["finished"] = processes.wait_until(lambda: state_of(paper)[0] == "ready", seconds=180)
        told["in_the_end"] = state_of(paper)
        told["begins_as_pdf"] = paper.file.read(5).decode()
        told["files"] = len(paper.file.storage.listdir("bulletins")[1])
    finally:
        processes.stop(worker, grace=30)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
