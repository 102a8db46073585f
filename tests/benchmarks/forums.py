"""Prints what `tests.benchmarks.forums_pages` measured, and says which limits were not kept.

The limits: every page and paper takes the same number of queries after one year with 12 actions and after ten years
with 1,200; a page of the ten years takes at most twice as long as that of the one year, a paper at most eight
times. Times are held against the trivial page of the same round, since they swing with the machine.
"""

from __future__ import annotations

from typing import Any, Final

from tests.benchmarks.figures import table

TIMES_PAGE: Final = 2.0
TIMES_PAPER: Final = 8.0
PAPER: Final = "paper: "
COLUMNS: Final = (
    "database", "meetings", "actions", "slips", "page", "queries", "median ms", "p95 ms", "x trivial", "x one year",
)  # fmt: skip


def report(measured: list[dict[str, Any]]) -> list[str]:
    """Returns a sentence for each limit that was not kept."""
    rows = [row for each in measured for row in beside_one_year(each["pages"])]
    for each in measured:
        print(
            f"\n{each['pages'][0]['database']}: filled in {each['filled']:.0f} s; load of the machine at the end"
            f" {each['load']:.1f}"
        )
    print(
        "\nForums of a prison after one year and after ten, over HTTP, warm, taking turns with the trivial page\n"
    )
    print(table(COLUMNS, [list(row.values()) for row in rows]))
    return [*_counting(rows), *_slow(rows)]


def beside_one_year(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    alone: dict[str, float] = {}
    for row in rows:
        alone.setdefault(row["page"], row["ratio"])
    return [row | {"times": row["ratio"] / alone[row["page"]]} for row in rows]


def _counting(rows: list[dict[str, Any]]) -> list[str]:
    counts: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        counts.setdefault((row["database"], row["page"]), set()).add(row["queries"])
    return [
        f"{page} on {database} takes {' or '.join(map(str, sorted(seen)))} queries, by the number of actions."
        for (database, page), seen in counts.items()
        if len(seen) > 1
    ]


def _slow(rows: list[dict[str, Any]]) -> list[str]:
    return [
        f"{row['page']} with {row['actions']} actions on {row['database']} takes {row['times']:.1f} times as long as"
        " after one year."
        for row in rows
        if row["times"] > (TIMES_PAPER if row["page"].startswith(PAPER) else TIMES_PAGE)
    ]
