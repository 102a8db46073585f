"""Prints what `tests.benchmarks.searching` measured, and says which limits were not kept.

The limits are the portal's own promise: a search is within three times a trivial signed-in page (95th percentile
against 95th percentile, in the same run), ten times as many listings take at most four times as long, every typing
error of the list is found, and the index takes less than ten milliseconds of a save.

Times on the clock say little while the machine is at other work. A limit that was passed under such a load is held
against processor time instead (of the web process, or of whoever saves and its database), and a line says so.
"""

from __future__ import annotations

from typing import Any, Final

from tests.benchmarks.figures import table

TIMES_TRIVIAL: Final = 3.0
TIMES_GROWN: Final = 4.0
SAVE_MS: Final = 10.0
BUSY: Final = 2.5  # Load of a machine of two processors on which this run is not alone.


def report(measured: list[dict[str, Any]]) -> list[str]:
    """Returns a sentence for each limit that was not kept."""
    pages = [row for each in measured for row in each["pages"]]
    print(
        "\nSearch at one prison as a member of staff, over HTTP, warm, taking turns with the trivial page\n"
    )
    headings = ["database", "listings", "page", "queries", "median ms", "p95 ms", "p95 x trivial p95"]
    headings += ["processor ms", "x trivial", "load"]
    print(table(headings, [list(row.values()) for row in pages]))
    print("\nHow many times as long with ten times as many listings (medians)\n")
    print(table(["database", "page", "3,000 : 300", "30,000 : 3,000"], growth(pages)))
    index = [row for each in measured for row in each["index"]]
    print("\nThe index: typing errors found, milliseconds of a save, seconds of a whole rebuild\n")
    headings = ["database", "listings", "errors found", "of", "save statements", "median ms", "p95 ms"]
    headings += ["processor ms", "rebuild s", "load"]
    print(table(headings, [list(row.values()) for row in index]))
    return [*_slow(pages), *_growing(pages), *_wrong(index)]


def _slow(pages: list[dict[str, Any]]) -> list[str]:
    problems = []
    for row in pages:
        if row["ratio"] <= TIMES_TRIVIAL:
            continue
        where = f"{row['page']} at {row['listings']} on {row['database']}"
        sentence = f"{where}: p95 is {row['ratio']:.2f} times the trivial page's."
        if row["load"] > BUSY and row["processor_ratio"] <= TIMES_TRIVIAL:
            print(
                f"{sentence} The machine was busy (load {row['load']:.1f}); on the processor it is"
                f" {row['processor_ratio']:.2f} times."
            )
        else:
            problems.append(sentence)
    return problems


def growth(pages: list[dict[str, Any]]) -> list[list[Any]]:
    """[database, page, times from 300 to 3,000, times from 3,000 to 30,000], of sizes that were measured."""
    medians = {(row["database"], row["page"], row["listings"]): row["median_ms"] for row in pages}
    rows = []
    for database, page in dict.fromkeys((row["database"], row["page"]) for row in pages):
        small, middle, large = (medians.get((database, page, size)) for size in (300, 3000, 30000))
        rows.append([database, page, _times(small, middle), _times(middle, large)])
    return rows


def _times(fewer: float | None, more: float | None) -> float | str:
    return more / fewer if fewer and more else "-"


def _growing(pages: list[dict[str, Any]]) -> list[str]:
    return [
        f"{page} on {database} takes {times:.2f} times as long at 30,000 as at 3,000."
        for database, page, _, times in growth(pages)
        if isinstance(times, float) and times > TIMES_GROWN
    ]


def _wrong(index: list[dict[str, Any]]) -> list[str]:
    found = [
        f"{row['found']} of {row['errors']} typing errors were found at {row['listings']} on {row['database']}."
        for row in index
        if row["found"] < row["errors"]
    ]
    return found + [sentence for row in index for sentence in _slow_save(row)]


def _slow_save(row: dict[str, Any]) -> list[str]:
    if row["save_median_ms"] < SAVE_MS:
        return []
    where = f"at {row['listings']} on {row['database']}"
    sentence = f"The index takes {row['save_median_ms']:.1f} ms of a save {where}."
    if row["load"] > BUSY and row["save_processor_ms"] < SAVE_MS:
        print(
            f"{sentence} The machine was busy (load {row['load']:.1f}); on the processor it is"
            f" {row['save_processor_ms']:.1f} ms."
        )
        return []
    return [sentence]
