"""What published listings say, read for the index in three queries, for one of them or for 500."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from directory.models import Listing, Revision, Session

# Lists of a text: (name, whether rows have a code and a Welsh label). Wings have neither.
LISTS: Final = (
    ("pathways", True), ("groups", True), ("stages", True), ("delivery_ways", True), ("languages", True),
    ("wings", False),
)  # fmt: skip
LISTINGS_A_QUERY: Final = 500
WHEN: Final = ("pattern", "weekday", "week_of_month", "counted_from", "begins")


@dataclass(frozen=True)
class Choice:
    """A row of another table that a text names."""

    list: str
    code: str
    label: str
    label_welsh: str


@dataclass(frozen=True)
class Slot:
    """When sessions begin, and between which days."""

    pattern: str
    weekday: int
    week_of_month: int | None
    counted_from: date | None
    begins: time
    starts_on: date | None
    ends_on: date | None


@dataclass
class Facts:
    """A published listing as the index sees it. `texts` and `staff_texts` are whole texts, not words."""

    listing: int
    prison: int
    number: int
    room: str
    name: str
    organisation: str
    texts: list[str]
    staff_texts: list[str]
    usual_wait_days: int | None
    every_wing: bool
    place_is_secret: bool
    starts_on: date | None
    ends_on: date | None
    choices: list[Choice] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)


COLUMNS: Final = (
    "pk", "prison_id", "entry_number", "room", "confidential_premises", "service__organisation__name",
    "approved_revision_id",
    *(
        f"approved_revision__{name}"
        for name in (
            "name", "summary", "other_rules", "how_to_ask", "staff_procedure", "evidence", "cost",
            "usual_wait_days", "every_wing", "starts_on", "ends_on",
        )
    ),
)  # fmt: skip


def read_one(listing: int) -> tuple[Facts | None, list[list[str]]]:
    """(facts, where it is published; what it is found by so far)."""
    with connection.cursor() as cursor:
        sql, before = _one_sql()
        cursor.execute(sql, [*before, listing])
        *row, terms, published = cursor.fetchone()
        present = json.loads(terms) if terms else []
        if not published:
            return None, present
        revision, facts = _facts(tuple(row))
        cursor.execute(_choices_sql(1), [revision] * len(LISTS))
        choices = cursor.fetchall()
        sql, before = _sessions_sql()
        cursor.execute(sql, [*before, revision])
        _add_lists({revision: facts}, choices, cursor.fetchall())
    return facts, present


@lru_cache(maxsize=1)
def _one_sql() -> tuple[str, list[Any]]:
    published = Exists(Listing.objects.published().filter(pk=OuterRef("pk")).order_by())
    rows = Listing.objects.filter(pk=0).order_by().annotate(can_be_found=published)
    return _written_out(rows.values_list(*COLUMNS, "search_entry__terms", "can_be_found"))


@lru_cache(maxsize=1)
def _sessions_sql() -> tuple[str, list[Any]]:
    return _written_out(_sessions([0]))


def _written_out(rows: QuerySet) -> tuple[str, list[Any]]:
    """The statement, and its values but for the last, the key that is asked for.

    Building it anew at each save takes longer than its answer.
    """
    sql, (*before, _) = rows.query.sql_with_params()
    return sql, before


def read(keys: Sequence[int]) -> Iterator[Facts]:
    """Facts of those of the listings that are published, in no order."""
    for start in range(0, len(keys), LISTINGS_A_QUERY):
        yield from _read(keys[start : start + LISTINGS_A_QUERY])


def _read(keys: Sequence[int]) -> list[Facts]:
    rows = Listing.objects.published().filter(pk__in=keys).order_by().values_list(*COLUMNS)
    by_revision = dict(map(_facts, rows))
    revisions = list(by_revision)
    _add_lists(by_revision, _choices(revisions), _sessions(revisions))
    return list(by_revision.values())


def _add_lists(
    by_revision: dict[int, Facts], choices: Iterable[tuple[Any, ...]], sessions: Iterable[tuple[Any, ...]]
) -> None:
    for revision, *choice in choices:
        by_revision[revision].choices.append(Choice(*choice))
    for revision, place, *when in sessions:
        facts = by_revision[revision]
        facts.slots.append(Slot(*when, starts_on=facts.starts_on, ends_on=facts.ends_on))
        if not facts.place_is_secret:  # Who types the name of a street must not learn what is there.
            facts.texts.append(place)


def slots_of(texts: Iterable[Revision]) -> dict[int, list[tuple[Slot, str]]]:
    """{key of a text: [(when, where)]}, in one query and without a row of a model for each session."""
    by_key = {text.pk: text for text in texts}
    found: dict[int, list[tuple[Slot, str]]] = defaultdict(list)
    for revision, place, *when in _sessions(list(by_key)):
        text = by_key[revision]
        found[revision].append((Slot(*when, starts_on=text.starts_on, ends_on=text.ends_on), place))
    return found


def _facts(row: tuple[Any, ...]) -> tuple[int, Facts]:
    (
        pk, prison, number, room, secret, organisation, revision, name, summary, other_rules, how_to_ask, procedure,
        evidence, cost, usual_wait_days, every_wing, starts_on, ends_on,
    ) = row  # fmt: skip
    facts = Facts(
        pk, prison, number, room, name, organisation, [summary, other_rules, how_to_ask],
        [procedure, evidence, cost], usual_wait_days, every_wing, secret, starts_on, ends_on,
    )  # fmt: skip
    return revision, facts


def _choices(revisions: list[int]) -> Sequence[tuple[Any, ...]]:
    """(revision, list, code, label, Welsh label) of every list, in one query."""
    if not revisions:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_choices_sql(len(revisions)), revisions * len(LISTS))
        return cursor.fetchall()


@lru_cache(maxsize=8)
def _choices_sql(count: int) -> str:
    """Written out, since the same as querysets takes longer to build than all else that a change needs."""
    parts = []
    marks = ", ".join(["%s"] * count)
    for name, coded in LISTS:
        through = getattr(Revision, name).through._meta
        to = through.get_field(getattr(Revision, name).field.m2m_reverse_field_name())
        item = to.related_model._meta
        label, label_welsh = ("i.label", "i.label_welsh") if coded else ("i.name", "''")
        parts.append(
            f"SELECT t.revision_id, '{name}', CAST(i.{item.pk.column} AS varchar(40)), {label}, {label_welsh}"  # noqa: S608
            f" FROM {through.db_table} t JOIN {item.db_table} i ON i.{item.pk.column} = t.{to.column}"
            f" WHERE t.revision_id IN ({marks})"
        )
    return " UNION ALL ".join(parts)


def _sessions(revisions: list[int]) -> QuerySet:
    """(revision, place, and the columns of a slot) of every session."""
    rows = Session.objects.filter(revision__in=revisions).order_by()
    return rows.values_list("revision_id", "place", *WHEN)
