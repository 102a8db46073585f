"""Prints what `tests.benchmarks.gaps_pages` measured, and says which limits were not kept.

The limits: a page over 120 prisons takes the same number of queries as over a few, and a sheet of the comparison takes
at most as long as its prisons one after the other, and memory that the number of all prisons does not raise. Times
are held against the page of one prison in the same round, since they swing with the machine.
"""

from __future__ import annotations

from typing import Any, Final

from tests.benchmarks.figures import table

SINGLE: Final = "gaps of one prison"
COMPARISON: Final = "gaps side by side"
# 25 prisons stand on one sheet: not slower than each of them alone.
TIMES: Final = 25.0
MOST_GROWTH: Final = 1.5
COLUMNS: Final = (
    "database", "prisons", "listings", "page", "queries", "median ms", "p95 ms", "most memory, MB", "x one prison",
)  # fmt: skip


def report(measured: list[list[dict[str, Any]]]) -> list[str]:
    """Returns a sentence for each limit that was not kept."""
    rows = [row for each in measured for row in beside_one_prison(each)]
    print("\nGaps of all prisons beside those of one, warm, in one process; the pages take turns\n")
    print(table(COLUMNS, [list(row.values()) for row in rows]))
    return [*_growing(rows), *_slow(rows)]


def beside_one_prison(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    alone = {row["prisons"]: row["median_ms"] for row in rows if row["page"] == SINGLE}
    return [row | {"times": row["median_ms"] / alone[row["prisons"]]} for row in rows]


def _growing(rows: list[dict[str, Any]]) -> list[str]:
    problems = []
    of: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        of.setdefault((row["database"], row["page"]), []).append(row)
    for (database, page), each in of.items():
        queries = sorted({row["queries"] for row in each})
        if len(queries) > 1:
            problems.append(
                f"{page} on {database} takes {' or '.join(map(str, queries))} queries, by the number of prisons."
            )
        memory = [row["megabytes"] for row in each]
        if page == COMPARISON and max(memory) > MOST_GROWTH * min(memory):
            problems.append(f"{page} on {database} takes {min(memory):.0f} to {max(memory):.0f} MB.")
    return problems


def _slow(rows: list[dict[str, Any]]) -> list[str]:
    return [
        f"{row['page']} of {row['prisons']} prisons on {row['database']} takes {row['times']:.1f} times as long as one."
        for row in rows
        if row["page"] == COMPARISON and row["times"] > TIMES
    ]
