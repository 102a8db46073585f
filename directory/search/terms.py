"""What a listing is found by: words by the field they stand in, values to narrow to, times of sessions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, time
from typing import Final

from coordination.welsh import is_welsh
from directory.models import Listing
from directory.models.search import SearchTerm
from directory.search.facts import Facts, Slot
from directory.search.words import terms_of_text

Field = SearchTerm.Field
Term = tuple[str, str]  # (field, term)

# “Can start within” so many days; each listing has every limit that its usual wait keeps.
WAITS: Final = (7, 14, 28, 84)
# A service without room starts for nobody, whatever its usual wait.
CANNOT_START: Final = frozenset([Listing.Room.FULL, Listing.Room.PAUSED])
UNKNOWN: Final = "unknown"
EVERY_WING: Final = "every"
# What each list is called in the address of a search.
FILTER_OF: Final = {
    "pathways": "pathway", "groups": "group", "stages": "stage", "wings": "wing", "delivery_ways": "way",
    "languages": "language",
}  # fmt: skip
# Lists whose labels are words to be found by; that a service is in English or at a stage says little of it.
SPOKEN_LISTS: Final = frozenset(["pathways", "groups", "delivery_ways", "languages", "wings"])
LABELS_THAT_SAY_NOTHING: Final = frozenset([("languages", "en")])


def terms_of(facts: Facts, today: date) -> tuple[set[Term], dict[str, str]]:
    """All terms of the listing, and for each term of a word one way in which it is written there.

    `today` tells how soon it can start; the daily rebuild brings that up to date.
    """
    found: set[Term] = set()
    written: dict[str, str] = {}
    for field, text, in_welsh in _texts(facts):
        terms = terms_of_text(text, in_welsh=in_welsh)
        found |= {(field, term) for term in terms}
        written = terms | written
    found |= {(Field.FILTER.value, term) for term in _filters(facts, today)}
    found |= {(Field.SLOT.value, coded(slot)) for slot in facts.slots}
    return found, written


def _texts(facts: Facts) -> Iterator[tuple[str, str, bool | None]]:
    """(field, text, whether Welsh; None: ask each sentence). A name of two words is in the language of its text."""
    in_welsh = True if is_welsh(" ".join(facts.texts)) else None
    yield Field.NAME.value, facts.name, in_welsh
    yield Field.LABEL.value, facts.organisation, None
    for choice in facts.choices:
        if choice.list in SPOKEN_LISTS and (choice.list, choice.code) not in LABELS_THAT_SAY_NOTHING:
            yield Field.LABEL.value, choice.label, False
            yield Field.LABEL.value, choice.label_welsh, True
    for text in facts.texts:
        yield Field.TEXT.value, text, None
    for text in facts.staff_texts:
        yield Field.STAFF.value, text, None


def _filters(facts: Facts, today: date) -> Iterator[str]:
    for choice in facts.choices:
        yield filter_term(FILTER_OF[choice.list], choice.code)
    if facts.every_wing:
        yield filter_term("wing", EVERY_WING)
    for slot in facts.slots:
        yield filter_term("day", str(slot.weekday))
    yield filter_term("room", facts.room or UNKNOWN)
    yield from _waits(facts, today)


def _waits(facts: Facts, today: date) -> Iterator[str]:
    """Nobody starts before a first day that is still to come, nor after the last."""
    if facts.usual_wait_days is None:
        yield filter_term("wait", UNKNOWN)
        return
    if facts.room in CANNOT_START or (facts.ends_on and facts.ends_on < today):
        return
    until_it_begins = (facts.starts_on - today).days if facts.starts_on else 0
    for limit in WAITS:
        if max(facts.usual_wait_days, until_it_begins) <= limit:
            yield filter_term("wait", str(limit))


def filter_term(name: str, value: str) -> str:
    return f"{name}:{value}"


def coded(slot: Slot) -> str:
    """A slot as one term. Of a fortnight only the week of two matters, so that few terms stand for many sessions."""
    counted_from = slot.counted_from and date.fromordinal(1 + (slot.counted_from.toordinal() - 1) % 14)
    parts = (slot.weekday, slot.week_of_month, counted_from, slot.begins, slot.starts_on, slot.ends_on)
    return json.dumps([slot.pattern, *(part if isinstance(part, int) else _text(part) for part in parts)])


def _text(part: date | time | None) -> str:
    return part.isoformat() if part else ""


def decoded(term: str) -> Slot:
    pattern, weekday, week, counted_from, begins, starts_on, ends_on = json.loads(term)
    return Slot(
        pattern, weekday, week or None, _date(counted_from), time.fromisoformat(begins), _date(starts_on),
        _date(ends_on),
    )  # fmt: skip


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
