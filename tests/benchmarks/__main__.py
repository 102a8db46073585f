"""`make bench`: every measurement, or those that are named. `make bench ARGS="pages printing"`.

Databases, Redis and data folders are thrown away. Ends with status 1 when a limit was not kept (docs/benchmarks.md
names them); other times are printed to be read, since they swing with the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests import servers  # first: it sets the environment that Django's settings read

from coordination.configuration import CHECKOUT  # isort: skip
from tests.benchmarks.figures import table  # isort: skip


def run(module: str, **environment: str) -> Any:
    """What a benchmark's own process prints as JSON; what it says besides is shown as it comes."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        env=os.environ | environment,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def pages(folder: Path) -> list[str]:
    """The pages on both databases; returns what is wrong."""
    databases = {
        "sqlite": f"sqlite:///{folder / 'bench.sqlite3'}",
        "postgresql": servers.create_database("bench"),
    }
    rows = [
        row for address in databases.values() for row in run("tests.benchmarks.pages", DATABASE_URL=address)
    ]
    print("\nPages as a coordinator, over HTTP, warm, taking turns with the trivial page\n")
    headings = ["database", "listings", "page", "queries", "median ms", "p95 ms", "x trivial"]
    print(table(headings, [list(row.values()) for row in rows]))
    return growing(rows)


def growing(rows: list[dict[str, Any]]) -> list[str]:
    """A sentence for each page whose queries differ with the number of listings."""
    counts: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        counts.setdefault((row["database"], row["page"]), set()).add(row["queries"])
    return [
        f"{page} on {database} takes {' or '.join(map(str, sorted(seen)))} queries, by the number of listings."
        for (database, page), seen in counts.items()
        if len(seen) > 1
    ]


def printing(folder: Path) -> list[str]:
    from tests.benchmarks import printing as measurement

    return measurement.report(folder)


def editions(folder: Path) -> list[str]:
    from tests.benchmarks import editions as measurement

    return measurement.report(folder)


def search(folder: Path) -> list[str]:
    from tests.benchmarks import search as measurement

    databases = {
        "sqlite": f"sqlite:///{folder / 'search.sqlite3'}",
        "postgresql": servers.create_database("search"),
    }
    return measurement.report(
        [run("tests.benchmarks.searching", DATABASE_URL=address) for address in databases.values()]
    )


def people(folder: Path) -> list[str]:
    from tests.benchmarks import people as measurement

    databases = (servers.create_database("people"), f"sqlite:///{folder / 'people.sqlite3'}")
    return measurement.report(
        [run("tests.benchmarks.people_pages", DATABASE_URL=address) for address in databases]
    )


def forums(folder: Path) -> list[str]:
    from tests.benchmarks import forums as measurement

    databases = (servers.create_database("forums"), f"sqlite:///{folder / 'forums.sqlite3'}")
    return measurement.report(
        [run("tests.benchmarks.forums_pages", DATABASE_URL=address) for address in databases]
    )


def gaps(folder: Path) -> list[str]:
    from tests.benchmarks import gaps as measurement

    databases = (servers.create_database("gaps"), f"sqlite:///{folder / 'gaps.sqlite3'}")
    return measurement.report(
        [run("tests.benchmarks.gaps_pages", DATABASE_URL=address) for address in databases]
    )


def importing(folder: Path) -> list[str]:
    """Small and large imports, each into an empty database; memory must not grow with the rows."""
    rows = []
    for size in os.environ.get("BENCH_ROWS", "300 3000").split():
        databases = (
            f"sqlite:///{folder / f'import{size}.sqlite3'}",
            servers.create_database(f"import{size}"),
        )
        for address in databases:
            rows.append(run("tests.benchmarks.importing", DATABASE_URL=address, BENCH_ROWS=size))
    print("\nAn import, row by row in one process\n")
    print(table(list(rows[0]), [list(row.values()) for row in rows]))
    problems = []
    for database in dict.fromkeys(row["database"] for row in rows):
        of = [row for row in rows if row["database"] == database]
        memory, statements = ([row[name] for row in of] for name in ("most memory, MB", "statements a row"))
        if max(memory) > MOST_GROWTH * min(memory):
            problems.append(
                f"An import on {database} takes {min(memory):.0f} to {max(memory):.0f} MB, by its rows."
            )
        if len(set(statements)) > 1:
            problems.append(
                f"A row on {database} takes {statements} statements, by the number of rows before it."
            )
    return problems


# The organisations that rows are compared with stay in mind; the rows do not.
MOST_GROWTH = 1.25
MEASUREMENTS = {
    "pages": pages,
    "search": search,
    "people": people,
    "forums": forums,
    "gaps": gaps,
    "editions": editions,
    "printing": printing,
    "import": importing,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*MEASUREMENTS, []], help="all of them when none is named"
    )
    names = parser.parse_args().names or list(MEASUREMENTS)
    problems: list[str] = []
    servers.SERVERS.start()
    try:
        for name in names:
            problems += MEASUREMENTS[name](servers.FOLDER)
    finally:
        servers.SERVERS.stop()
    if problems:
        sys.exit("\n" + "\n".join(problems))


if __name__ == "__main__":
    main()
