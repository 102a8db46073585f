"""A month of the coordinator's queries, counted for the governor. Queries are counted and never people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count

from coordination.models import Prison, User
from directory.models import Need, Query

NOT_SAID: Final = "Not said"
# A governor has a minute: what is asked least is summed up.
MOST_ROWS: Final = 6
OUTCOMES: Final = {
    Query.Outcome.ANSWERED: "answered with a service",
    Query.Outcome.NOTHING_FOUND: "nobody could answer",
    Query.Outcome.PASSED_ON: "passed on",
}


@dataclass(frozen=True)
class Month:
    """`tables` is [(what it counts by, [(label, queries)])], the most first.

    `unanswered` is [(words, queries, what was said of them)].
    """

    first: date
    total: int
    total_before: int
    outcomes: list[tuple[Query.Outcome, int]]
    tables: list[tuple[str, list[tuple[str, int]]]]
    services: list[tuple[str, int]]
    unanswered: list[tuple[str, int, str]]
    passed_on: list[tuple[str, int]]
    needs_raised: int
    needs_settled: int

    @property
    def in_words(self) -> str:
        """“12 queries, 3 more than in September: 7 answered with a service, 4 nobody could answer, 1 passed on.”"""
        parts = [f"{count} {OUTCOMES[outcome]}" for outcome, count in self.outcomes if count]
        return f"{_queries(self.total)}{self._compared()}: {', '.join(parts)}."

    def _compared(self) -> str:
        """A month without a single query was hardly one in which nobody asked: nothing is compared with it."""
        more = self.total - self.total_before
        if not self.total_before:
            return ""
        before = f"{_first_of_month_before(self.first):%B}"
        if not more:
            return f", as many as in {before}"
        return f", {abs(more)} {'more' if more > 0 else 'fewer'} than in {before}"


def _queries(count: int) -> str:
    return f"{count} {'query' if count == 1 else 'queries'}"


def _first_of_month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def month_of(user: User, prison: Prison, first: date) -> Month:
    """What the user may see of the month that begins on `first`."""
    visible = Query.objects.visible_to(user).filter(prison=prison)
    in_month = visible.in_month(first.year, first.month)
    queries = list(
        in_month.select_related(
            "pathway", "group", "wing", "listing__service__organisation", "listing__approved_revision"
        )
    )
    before = _first_of_month_before(first)
    needs = Need.objects.visible_to(user).filter(prison=prison)
    outcomes = Counter(query.outcome for query in queries)
    return Month(
        first=first,
        total=len(queries),
        total_before=visible.in_month(before.year, before.month).count(),
        outcomes=[(outcome, outcomes[outcome]) for outcome in Query.Outcome],
        tables=[
            ("Asked by", _counted(queries, lambda query: query.get_asked_by_display())),
            ("Pathway", _counted(queries, lambda query: query.pathway)),
            ("Especially for", _counted(queries, lambda query: query.group)),
            ("Wing", _counted(queries, lambda query: query.wing)),
        ],
        services=_counted((query for query in queries if query.listing), _service),
        unanswered=_unanswered([each for each in queries if each.outcome == Query.Outcome.NOTHING_FOUND]),
        passed_on=_counted(
            (query for query in queries if query.passed_on_to), lambda query: query.passed_on_to
        ),
        needs_raised=needs.filter(raised_at__year=first.year, raised_at__month=first.month).count(),
        needs_settled=needs.filter(settled_at__year=first.year, settled_at__month=first.month).count(),
    )


def months_with_queries(user: User, prison: Prison) -> list[tuple[date, int]]:
    """[(first of the month, queries)], the newest first."""
    visible = Query.objects.visible_to(user).filter(prison=prison).order_by()
    rows = visible.values("asked_on__year", "asked_on__month").annotate(count=Count("pk"))
    months = [(date(row["asked_on__year"], row["asked_on__month"], 1), row["count"]) for row in rows]
    return sorted(months, reverse=True)


def _unanswered(queries: list[Query]) -> list[tuple[str, int, str]]:
    """Every one of them, with what was said of it: this is what somebody may decide about."""
    about: dict[str, dict[str, None]] = {}
    for query in queries:
        said = [str(part) for part in (query.pathway, query.group, query.wing) if part]
        about.setdefault(query.words.casefold(), {}).update(dict.fromkeys(said))
    counted = _counted(queries, lambda query: query.words)
    return [(words, count, ", ".join(about[words.casefold()])) for words, count in counted]


def shortened(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The first rows, and the others as one; what was not said stays a row of its own."""
    said = [row for row in rows if row[0] != NOT_SAID]
    if len(said) <= MOST_ROWS + 1:
        return rows
    others = said[MOST_ROWS:]
    summed = (f"{len(others)} others", sum(count for _, count in others))
    return [*said[:MOST_ROWS], summed, *(row for row in rows if row[0] == NOT_SAID)]


def _service(query: Query) -> str:
    assert query.listing
    return f"{query.listing.name_for_readers} ({query.listing.service.organisation.name})"


def _counted(queries: Iterable[Query], key: Callable[[Query], Any]) -> list[tuple[str, int]]:
    """Most first, then by name; what was not said comes last. Words that differ only in capitals are one."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for query in queries:
        label = str(key(query) or NOT_SAID)
        counts[shown.setdefault(label.casefold(), label)] += 1
    return sorted(counts.items(), key=lambda row: (row[0] == NOT_SAID, -row[1], row[0]))
