"""`make load`: twenty people browse, edit and approve for a minute against the embedded default.

A portal of its own in a folder that is thrown away: gunicorn, worker, beat, SQLite and a private Redis, as
`make run` starts them. Ends with status 1 when anything failed, or a write was lost or made twice.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.benchmarks.figures import median, p95, table
from tests.load import crowd
from tests.running import RunningPortal


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--managers", type=int, default=10)
    parser.add_argument("--coordinators", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds of thought between two steps")
    wanted = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="portal-load-") as folder,
        RunningPortal(Path(folder) / "data", WORKER_GIVES_WAY="yes") as portal,
    ):
        people = crowd.seed(portal, managers=wanted.managers, coordinators=wanted.coordinators)
        outcome = crowd.let_loose(portal, people, seconds=wanted.seconds, pause=wanted.pause)
        problems = crowd.judge(portal, outcome)
    print(report(outcome))
    if problems:
        sys.exit("\n".join(["", f"{len(problems)} problems:", *problems[:50]]))
    print("\nNo error, no lost write, none made twice.")


def report(outcome: crowd.Outcome) -> str:
    writes = Counter(each.kind for each in outcome.written)
    kinds = sorted(writes | outcome.refused)
    rate = len(outcome.answers) / outcome.seconds
    parts = [
        f"\n{outcome.people} people, {outcome.seconds:.0f} s, {len(outcome.answers)} requests"
        f" ({rate:.1f} a second), by status: {dict(sorted(outcome.statuses().items()))}\n",
        table(["write", "acknowledged", "refused"], [[k, writes[k], outcome.refused[k]] for k in kinds]),
        "",
        table(
            ["what", "requests", "median ms", "p95 ms", "slowest ms"],
            [
                [what, len(times), median(times), p95(times), max(times)]
                for what in ("GET", "POST", "sign in")
                if (times := outcome.milliseconds(what))
            ],
        ),
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    main()
