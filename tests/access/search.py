"""Searching a prison's directory, what was not found, the log of queries, and words that mean the same."""

from __future__ import annotations

from typing import Any

from directory.actions.needs import raise_need, settle_need
from directory.actions.queries import log_query
from directory.actions.synonyms import add_synonym
from directory.models import Need, Query
from tests.access_table import SIGNED_IN, Row
from tests.cast import Cast

READERS = "coordinator governor staff gate lead national"
TELLERS = "coordinator governor staff gate"
OVERSEERS = "coordinator governor lead national"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def nowhere(cast: Cast) -> list[Any]:
    return []


def need_at(cast: Cast, prison: str = "exeter") -> Need:
    by = cast.coordinator if prison == "exeter" else cast.other_coordinator
    return raise_need(by=by, prison=getattr(cast, prison), statement="Chess by post", source="staff")


def need(cast: Cast) -> list[Any]:
    return ["EXI", need_at(cast).pk]


def need_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", need_at(cast, "guys_marsh").pk]


def settled_need(cast: Cast) -> list[Any]:
    made = need_at(cast)
    settle_need(by=cast.coordinator, need=made, state="set_aside", reason="Nobody plays.")
    return ["EXI", made.pk]


def query_at(cast: Cast, prison: str = "exeter") -> Query:
    by = cast.coordinator if prison == "exeter" else cast.other_coordinator
    return log_query(
        by=by, prison=getattr(cast, prison), words="a dentist", asked_by="officer", outcome="passed_on",
        passed_on_to="Healthcare",
    )  # fmt: skip


def query(cast: Cast) -> list[Any]:
    return ["EXI", query_at(cast).pk]


def query_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", query_at(cast, "guys_marsh").pk]


def own_words(cast: Cast) -> list[Any]:
    return ["EXI", add_synonym(by=cast.coordinator, prison=cast.exeter, words="hut, workshop").pk]


def words_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", add_synonym(by=cast.other_coordinator, prison=cast.guys_marsh, words="hut, workshop").pk]


def words_of_every_prison(cast: Cast) -> list[Any]:
    return [add_synonym(by=cast.national, prison=None, words="hut, workshop").pk]


def words_of_one_prison(cast: Cast) -> list[Any]:
    return [own_words(cast)[1]]


def both(name: str, arguments: Any, **more: Any) -> list[Row]:
    """A page that shows a form and takes it; a form without anything in it is shown again."""
    return [Row(name, arguments, **more), Row(name, arguments, method="POST", **more)]


COORDINATOR_ALONE: dict[str, Any] = {"ok": "coordinator", "forbidden": "governor staff gate lead national"}
NATIONAL_ALONE: dict[str, Any] = {
    "ok": "national", "forbidden": " ".join(p for p in SIGNED_IN.split() if p != "national"),
}  # fmt: skip
WORDS: dict[str, Any] = {"ok": "coordinator national", "forbidden": "governor staff gate lead"}

ROWS = [
    Row("search", exeter, ok=READERS, query="?q=housing&order=next&wing=1"),
    Row("search_suggestions", exeter, ok=READERS, query="?q=hou"),
    *both("need_report", exeter, ok=TELLERS, forbidden="lead national"),
    *both("synonyms", exeter, **WORDS),
    *both("synonym", own_words, crossed=words_elsewhere, **WORDS),
    Row("synonym_switch", own_words, method="POST", status=302, crossed=words_elsewhere, **WORDS),
    *both("synonyms_everywhere", nowhere, **NATIONAL_ALONE),
    *both("synonym_everywhere", words_of_every_prison, crossed=words_of_one_prison, **NATIONAL_ALONE),
    Row("synonym_everywhere_switch", words_of_every_prison, method="POST", status=302,
        crossed=words_of_one_prison, **NATIONAL_ALONE),
    Row("needs", exeter, ok=OVERSEERS, forbidden="staff gate"),
    *both("need_new", exeter, **COORDINATOR_ALONE),
    Row("need", need, ok=OVERSEERS, forbidden="staff gate", crossed=need_elsewhere),
    Row("need", need, method="POST", crossed=need_elsewhere, **COORDINATOR_ALONE),
    *both("need_reword", need, crossed=need_elsewhere, **COORDINATOR_ALONE),
    Row("need_reopen", settled_need, method="POST", status=302, crossed=need_elsewhere, **COORDINATOR_ALONE),
    Row("queries", exeter, ok=OVERSEERS, forbidden="staff gate"),
    Row("queries", exeter, method="POST", **COORDINATOR_ALONE),
    *both("query", query, crossed=query_elsewhere, **COORDINATOR_ALONE),
    Row("query_remove", query, method="POST", status=302, crossed=query_elsewhere, **COORDINATOR_ALONE),
    Row("queries_month", lambda cast: ["EXI", 2026, 3], ok=OVERSEERS, forbidden="staff gate"),
]  # fmt: skip
