"""How long both directories take to lay out and how much memory that takes, at 30 and at 300 entries.

Each measurement is a process of its own, so that memory is its own. `ours` prints as the worker does (snapshot from
the database, tagged, with the guard and progress); `plain` gives the same HTML to WeasyPrint with its defaults. The
two take turns; the quicker of the rounds counts, because everything else on a machine only slows things down.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import table

SIZES = {"EXI": 30, "GMI": 300}
KINDS = ("staff", "people")
ROUNDS = 2


def report(folder: Path) -> list[str]:
    """Prints the table; an edition that differs between two processes is wrong."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'editions.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "coordination.settings",
    }
    child(environment, "fill")
    rows, problems = [], []
    for code, entries in SIZES.items():
        for kind in KINDS:
            runs: dict[str, list[dict[str, Any]]] = {"ours": [], "plain": []}
            for _ in range(ROUNDS):
                for how, done in runs.items():
                    done.append(child(environment, how, code, kind))
            ours, plain = (min(done, key=lambda run: run["processor"]) for done in runs.values())
            ratio = ours["processor"] / plain["processor"]
            figures = [ours["pages"], ours["seconds"], ours["processor"], ours["megabytes"]]
            figures += [plain["seconds"], plain["processor"], plain["megabytes"], ratio, ours["kilobytes"]]
            rows.append([kind, entries, *figures])
            if len({run["digest"] for run in runs["ours"]}) > 1:
                problems.append(f"{kind} at {entries} entries: two processes printed different bytes.")
    print("\nEditions, from the database to the finished PDF; plain: WeasyPrint alone, same HTML\n")
    headings = ["edition", "entries", "pages", "seconds", "cpu s", "peak MB"]
    headings += ["plain s", "plain cpu s", "plain MB", "x plain", "kB"]
    print(table(headings, rows))
    return problems


def child(environment: dict[str, str], *arguments: str) -> Any:
    command = [sys.executable, "-m", "tests.benchmarks.editions", *arguments]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def fill() -> dict[str, Any]:
    from django.core.management import call_command

    from tests.benchmarks.filling import Filling

    call_command("migrate", verbosity=0)
    for code, entries in SIZES.items():
        Filling(code).up_to(published=entries, pending=0)
    return {}


def measured(how: str, code: str, kind: str) -> dict[str, Any]:
    """Seconds, pages, size and the peak of resident memory of this process (kilobytes on Linux)."""
    import hashlib
    from datetime import date

    import weasyprint

    from coordination.models import Prison
    from coordination.publishing.fetcher import OurFilesOnly
    from directory.editions import papers, people, staff

    prison = Prison.objects.get(code=code)
    build = {"staff": staff.snapshot, "people": people.snapshot}[kind]
    day = date(2026, 5, 4)
    if how == "ours":
        began = time.perf_counter(), time.process_time()
        snapshot, _ = build(prison, number=1, printed_on=day)
        printed = papers.print_edition(snapshot, progress=lambda percent: None)
        pdf, pages = printed.pdf, printed.pages
    else:
        html = papers.html_of(build(prison, number=1, printed_on=day)[0])
        began = time.perf_counter(), time.process_time()
        document = weasyprint.HTML(string=html, base_url="static:", url_fetcher=OurFilesOnly()).render()
        pdf, pages = document.write_pdf(), len(document.pages)
    return {
        "seconds": time.perf_counter() - began[0],
        "processor": time.process_time() - began[1],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pages": pages,
        "kilobytes": len(pdf) // 1000,
        "digest": hashlib.sha256(pdf).hexdigest(),
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(fill() if sys.argv[1] == "fill" else measured(*sys.argv[1:])))
