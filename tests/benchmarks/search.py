"""Prints what `tests.benchmarks.searching` measured, and says which limits were not kept.

The limits are the portal's own promise: a search is within three times a trivial signed-in page (95th percentile
against 95th percentile, in the same run), ten times as many listings take at most four times as long, every typing
error of the list is found, and the index takes less than ten milliseconds of a save.
"""

from __future__ import annotations

from typing import Any, Final

from tests.benchmarks.figures import table

TIMES_TRIVIAL: Final = 3.0
TIMES_GROWN: Final = 4.0
SAVE_MS: Final = 10.0


def report(measured: list[dict[str, Any]]) -> list[str]:
    """Returns a sentence for each limit that was not kept."""
    pages = [row for each in measured for row in each["pages"]]
    print(
        "\nSearch at one prison as a member of staff, over HTTP, warm, taking turns with the trivial page\n"
    )
    headings = ["database", "listings", "page", "queries", "median ms", "p95 ms", "p95 x trivial p95"]
    print(table(headings, [list(row.values()) for row in pages]))
    index = [row for each in measured for row in each["index"]]
    print("\nThe index: typing errors found, milliseconds of a save, seconds of a whole rebuild\n")
    headings = ["database", "listings", "errors found", "of", "save median ms", "save p95 ms", "rebuild s"]
    print(table(headings, [list(row.values()) for row in index]))
    return [*_slow(pages), *_growing(pages), *_wrong(index)]


def _slow(pages: list[dict[str, Any]]) -> list[str]:
    return [
        f"{row['page']} at {row['listings']} on {row['database']}: p95 is {row['ratio']:.2f} times the trivial page's."
        for row in pages
        if row["ratio"] > TIMES_TRIVIAL
    ]


def _growing(pages: list[dict[str, Any]]) -> list[str]:
    medians = {(row["database"], row["page"], row["listings"]): row["median_ms"] for row in pages}
    return [
        f"{page} on {database} takes {medians[database, page, 30000] / median:.2f} times as long at 30,000 as at 3,000."
        for (database, page, listings), median in medians.items()
        if listings == 3000 and medians.get((database, page, 30000), 0) > TIMES_GROWN * median
    ]


def _wrong(index: list[dict[str, Any]]) -> list[str]:
    found = [
        f"{row['found']} of {row['errors']} typing errors were found at {row['listings']} on {row['database']}."
        for row in index
        if row["found"] < row["errors"]
    ]
    return found + [
        f"The index takes {row['save_median_ms']:.1f} ms of a save at {row['listings']} on {row['database']}."
        for row in index
        if row["save_median_ms"] >= SAVE_MS
    ]
