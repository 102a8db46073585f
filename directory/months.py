"""A month of the coordinator's queries, counted for the governor. Queries are counted and never people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count

from coordination.models import Prison, User
from directory.models import Need, Query

NOT_SAID: Final = "Not said"


@dataclass(frozen=True)
class Month:
    """`tables` is [(what it counts by, [(label, queries)])], the most first."""

    first: date
    total: int
    outcomes: list[tuple[str, int]]
    tables: list[tuple[str, list[tuple[str, int]]]]
    services: list[tuple[str, int]]
    unanswered: list[tuple[str, int]]
    passed_on: list[tuple[str, int]]
    needs_raised: int
    needs_settled: int


def month_of(user: User, prison: Prison, first: date) -> Month:
    """What the user may see of the month that begins on `first`."""
    visible = Query.objects.visible_to(user).filter(prison=prison).in_month(first.year, first.month)
    queries = list(visible.select_related("pathway", "group", "wing", "listing__service__organisation"))
    needs = Need.objects.visible_to(user).filter(prison=prison)
    outcomes = Counter(query.outcome for query in queries)
    return Month(
        first=first,
        total=len(queries),
        outcomes=[(str(label), outcomes[value]) for value, label in Query.Outcome.choices],
        tables=[
            ("Asked by", _counted(queries, lambda query: query.get_asked_by_display())),
            ("Pathway", _counted(queries, lambda query: query.pathway)),
            ("Especially for", _counted(queries, lambda query: query.group)),
            ("Wing", _counted(queries, lambda query: query.wing)),
        ],
        services=_counted((query for query in queries if query.listing), _service),
        unanswered=_counted(
            (query for query in queries if query.outcome == Query.Outcome.NOTHING_FOUND),
            lambda query: query.words,
        ),
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


def _service(query: Query) -> str:
    assert query.listing
    return f"{query.listing.service.name} ({query.listing.service.organisation.name})"


def _counted(queries: Iterable[Query], key: Callable[[Query], Any]) -> list[tuple[str, int]]:
    """Most first, then by name; what was not said comes last. Words that differ only in capitals are one."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for query in queries:
        label = str(key(query) or NOT_SAID)
        counts[shown.setdefault(label.casefold(), label)] += 1
    return sorted(counts.items(), key=lambda row: (row[0] == NOT_SAID, -row[1], row[0]))
