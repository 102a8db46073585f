"""Prints what `tests.benchmarks.gaps_pages` measured, and says which limits were not kept.

The limits: a page over 120 prisons takes the same number of queries as over a few; the page with all of them side by
side takes at most a tenth of what their own pages take one after the other, and at most eight times the memory of
one. A report in a run over all prisons takes as many queries for the last as for the first. Times are held against
the page of one prison in the same round, since they swing with the machine.
"""

from __future__ import annotations

from typing import Any, Final

from tests.benchmarks.figures import table

SINGLE: Final = "gaps of one prison"
COMPARISON: Final = "gaps side by side"
IN_A_RUN: Final = "one report of a run"
TIMES: Final = 12.0
TIMES_THE_MEMORY: Final = 8.0
COLUMNS: Final = (
    "database", "prisons", "listings", "page", "queries", "median ms", "p95 ms", "most memory, MB", "x one prison",
    "x its memory",
)  # fmt: skip


def report(measured: list[list[dict[str, Any]]]) -> list[str]:
    """Returns a sentence for each limit that was not kept."""
    rows = [row for each in measured for row in beside_one_prison(each)]
    print("\nGaps of all prisons beside those of one, warm, in one process; the pages take turns\n")
    print(table(COLUMNS, [list(row.values()) for row in rows]))
    return [*_growing(rows), *_slow(rows)]


def beside_one_prison(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With how many times as long and as much memory each takes as the page of one prison beside it."""
    alone = {row["prisons"]: row for row in rows if row["page"] == SINGLE}
    return [
        row
        | {
            "times": row["median_ms"] / alone[row["prisons"]]["median_ms"],
            "memory_times": row["megabytes"] / alone[row["prisons"]]["megabytes"],
        }
        for row in rows
    ]


def _growing(rows: list[dict[str, Any]]) -> list[str]:
    seen: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        seen.setdefault((row["database"], row["page"]), set()).add(row["queries"])
    return [
        f"{page} on {database} takes {' or '.join(map(str, sorted(queries)))} queries, by the number of prisons."
        for (database, page), queries in seen.items()
        if len(queries) > 1
    ]


def _slow(rows: list[dict[str, Any]]) -> list[str]:
    compared = [row for row in rows if row["page"] == COMPARISON]
    found = [
        f"{COMPARISON} of {row['prisons']} prisons on {row['database']} takes {row['times']:.1f} times as long as one."
        for row in compared
        if row["times"] > TIMES
    ]
    return found + [
        f"{COMPARISON} of {row['prisons']} prisons on {row['database']} takes {row['memory_times']:.1f} times the"
        " memory of one."
        for row in compared
        if row["memory_times"] > TIMES_THE_MEMORY
    ]
