"""Prints what `tests.benchmarks.people_pages` measured, and says which limits were not kept.

The limits: a page of a prison takes the same number of queries whatever the number of people; a prison with 200 people
costs among 20,000 at most twice what it costs alone; ten times as many people at one prison take at most fifteen times
as long; the reminders take no more memory for 20,000 people than for 200, but for a quarter, and the second run of a
day writes nothing down. Times are held against the trivial page of the same round, since they swing with the machine.
"""

from __future__ import annotations

from typing import Any, Final

from tests.benchmarks.figures import table

TIMES_AMONG_ALL: Final = 2.0
TIMES_TEN_TIMES_THE_PEOPLE: Final = 15.0
MEMORY_GROWTH: Final = 1.25
# The comparison shows twenty prisons, or as many as there are with people: in the small portal one.
COMPARISON: Final = "comparison of prisons"
# The home page asks on only where there is something to say.
QUERIES_DIFFER: Final = frozenset([COMPARISON, "home of a coordinator"])
PAGES: Final = (
    "database",
    "people",
    "here",
    "page",
    "queries",
    "median ms",
    "p95 ms",
    "x trivial",
    "x 200 alone",
)
JOBS: Final = (
    "database", "people", "here", "work", "queries", "median ms", "p95 ms", "peak MB", "written down", "x 200 alone",
    "MB x 200",
)  # fmt: skip


def report(measured: list[dict[str, Any]]) -> list[str]:
    """Returns a sentence for each limit that was not kept."""
    pages = [row for each in measured for row in _beside_alone(each["pages"], "page", "ratio")]
    jobs = [row for each in measured for row in _with_memory(each["jobs"])]
    for each in measured:
        database = each["pages"][0]["database"]
        print(
            f"\n{database}: {each['records']} records, filled in {each['filled']:.0f} s; load of the machine at the end"
            f" {each['load']:.1f}"
        )
    print("\nPages about people who come in, over HTTP, warm, taking turns with the trivial page\n")
    print(table(PAGES, [list(row.values()) for row in pages]))
    print("\nThe gate sheet, the reminders, the week and the mails, each in a process of its own\n")
    print(table(JOBS, [list(row.values()) for row in jobs]))
    return [*_counting(pages), *_slow(pages), *_memory(jobs), *_twice(jobs)]


def _beside_alone(rows: list[dict[str, Any]], kind: str, measure: str) -> list[dict[str, Any]]:
    """Each row with how many times it is what 200 people cost where they are all there is."""
    alone: dict[str, float] = {}
    for row in rows:
        alone.setdefault(row[kind], row[measure])
    return [row | {"times": row[measure] / alone[row[kind]]} for row in rows]


def _with_memory(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    memory = _beside_alone(rows, "work", "megabytes")
    timed = _beside_alone(rows, "work", "median_ms")
    return [row | {"memory": beside["times"]} for row, beside in zip(timed, memory, strict=True)]


def _counting(pages: list[dict[str, Any]]) -> list[str]:
    counts: dict[tuple[str, str], set[int]] = {}
    for row in pages:
        if row["page"] not in QUERIES_DIFFER:
            counts.setdefault((row["database"], row["page"]), set()).add(row["queries"])
    return [
        f"{page} on {database} takes {' or '.join(map(str, sorted(seen)))} queries, by the number of people."
        for (database, page), seen in counts.items()
        if len(seen) > 1
    ]


def _slow(pages: list[dict[str, Any]]) -> list[str]:
    usual = pages[0]["here"]
    return [
        f"{row['page']} with {row['here']} people among {row['everywhere']} on {row['database']} takes"
        f" {row['times']:.1f} times as long as with 200 alone."
        for row in pages
        if row["page"] != COMPARISON
        and row["times"] > (TIMES_AMONG_ALL if row["here"] <= usual else TIMES_TEN_TIMES_THE_PEOPLE)
    ]


def _memory(jobs: list[dict[str, Any]]) -> list[str]:
    return [
        f"{row['work']} for {row['here']} people on {row['database']} takes {row['memory']:.2f} times the memory that"
        " 200 take."
        for row in jobs
        if row["work"].startswith("reminding") and row["memory"] > MEMORY_GROWTH
    ]


def _twice(jobs: list[dict[str, Any]]) -> list[str]:
    first = {
        (row["database"], row["everywhere"]): row["reminders"] for row in jobs if row["work"] == "reminding"
    }
    problems = [
        f"Nothing was written down at {size} people on {database}."
        for (database, size), wrote in first.items()
        if not wrote
    ]
    return problems + [
        f"The second run of the day wrote {row['reminders']} rows on {row['database']}."
        for row in jobs
        if row["work"] == "reminding again" and row["reminders"]
    ]
