"""A search: words, filters and an order in; entries, counts and what was made of the words out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import log2
from typing import Final

from coordination.models import Prison
from directory.models.search import SearchTerm
from directory.search import bits
from directory.search.lookup import WEIGHTS, coded
from directory.search.next_session import next_session
from directory.search.reading import Wanted, read
from directory.search.terms import EVERY_WING, decoded, filter_term

Field = SearchTerm.Field

# Entries that have less than this part of what the best one has of the typed words are left out.
LEAST_PART: Final = 0.6
# Of two that match alike, the one with room comes first.
ROOM_COUNTS: Final = {"open": 2, "unknown": 1, "waiting_list": 1}


class Order(StrEnum):
    BEST = "best"
    NEXT = "next"
    NUMBER = "number"


@dataclass(frozen=True)
class Asked:
    """`filters` is {name: values}: a service needs one of the values of each name."""

    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    order: Order = Order.BEST


@dataclass(frozen=True)
class Found:
    """`entries` is a set (directory/search/bits.py); `numbers()` brings them in order, as far as it is asked."""

    entries: int
    narrowing: Narrowing
    wanted: list[Wanted]
    ranks: list[int]

    @property
    def total(self) -> int:
        return self.entries.bit_count()

    def numbers(self) -> Iterator[int]:
        for rank in self.ranks:
            yield from bits.numbers(rank)

    def count(self, name: str, value: str) -> int:
        """How many there would be with this value of the filter, whatever else of it is chosen now."""
        return self.narrowing.count(name, value)

    def has(self, number: int, name: str, value: str) -> bool:
        """Whether the entry has this value of the filter."""
        return bool(self.narrowing.filters.entries(name, value) >> number & 1)

    @property
    def corrections(self) -> list[tuple[str, str]]:
        """(typed, searched for instead)"""
        return [(" ".join(each.typed), each.corrected) for each in self.wanted if each.corrected]

    @property
    def unknown(self) -> list[str]:
        """Typed words that nothing at the prison has."""
        return [" ".join(each.typed) for each in self.wanted if not each.entries]


def find(prison: Prison, asked: Asked, *, now: datetime) -> Found:
    """Searches the published listings of the prison. The caller has seen to it that the user may read them."""
    filters = Filters(coded(prison, Field.FILTER))
    wanted = read(prison, asked.text)
    known = [each for each in wanted if each.entries]
    narrowing = Narrowing(filters, _matching(asked.text, filters.everything, wanted, known), asked.filters)
    narrowed = narrowing.entries
    if asked.order == Order.NEXT:
        ranks = _by_next_session(prison, narrowed, now)
    elif asked.order == Order.BEST and known:
        ranks = _by_score(narrowed, known, filters)
    else:
        ranks = [narrowed]
    return Found(narrowed, narrowing, wanted, ranks)


def _matching(text: str, everything: int, wanted: list[Wanted], known: list[Wanted]) -> int:
    """Entries that the words bring; no words bring all, and the number of an entry brings that one."""
    number = text.strip()
    if number.isdecimal() and (entry := bits.one(int(number[:6])) & everything):
        return entry
    if not wanted:
        # A number without an entry finds nothing; signs that are no words at all do not narrow anything.
        return 0 if number.isdecimal() else everything
    return _covering(everything, known) if known else 0


class Filters:
    """Entries by the values that results can be narrowed to."""

    def __init__(self, by_term: Mapping[str, int]) -> None:
        self.by_term = by_term
        self.everything = 0
        for term, entries in by_term.items():
            if term.startswith("room:"):  # Each listing has exactly one.
                self.everything |= entries

    def entries(self, name: str, value: str) -> int:
        entries = self.by_term.get(filter_term(name, value), 0)
        if name == "wing":
            entries |= self.by_term.get(filter_term(name, EVERY_WING), 0)
        return entries


class Narrowing:
    """What is left of the matching entries: those with a chosen value of every name for which some are chosen."""

    def __init__(self, filters: Filters, matching: int, chosen: Mapping[str, Sequence[str]]) -> None:
        self.filters, self.matching = filters, matching
        self.allowed = {name: self._any(name, values) for name, values in chosen.items() if values}
        self.entries = self._without(None)

    def count(self, name: str, value: str) -> int:
        return (self._without(name) & self.filters.entries(name, value)).bit_count()

    def _without(self, left_out: str | None) -> int:
        entries = self.matching
        for name, allowed in self.allowed.items():
            if name != left_out:
                entries &= allowed
        return entries

    def _any(self, name: str, values: Iterable[str]) -> int:
        entries = 0
        for value in values:
            entries |= self.filters.entries(name, value)
        return entries


def _rarity(entries: int, everything: int) -> int:
    """How much a word tells: much where few have it. From 8 upwards."""
    return round(8 * log2(1 + everything.bit_count() / entries.bit_count()))


def _covering(everything: int, known: list[Wanted]) -> int:
    """Entries that have enough of the typed words, by what each word tells."""
    groups = _added({0: everything}, [[(each.entries, _rarity(each.entries, everything))] for each in known])
    best = max(groups)
    enough = 0
    for told, entries in groups.items():
        if told >= LEAST_PART * best:
            enough |= entries
    return enough


def _by_score(entries: int, known: list[Wanted], filters: Filters) -> list[int]:
    """Sets of entries of the same score, the best first."""
    if not entries:
        return []
    levels = [levels for each in known for levels in _levels(each, _rarity(each.entries, filters.everything))]
    rooms = [(filters.entries("room", room), counted) for room, counted in ROOM_COUNTS.items()]
    groups = _added({0: entries}, [*levels, rooms])
    return [groups[score] for score in sorted(groups, reverse=True)]


def _levels(wanted: Wanted, rarity: int) -> list[list[tuple[int, int]]]:
    """For each field [(entries, what the word counts for there)], the best first.

    All are multiples of four, so that room decides among equals only.
    """
    return [
        sorted(
            (
                (fields[field], 4 * round(rarity * weight * eighths / 64))
                for eighths, fields in wanted.found
                if fields.get(field)
            ),
            key=lambda level: -level[1],
        )
        for field, weight in WEIGHTS.items()
    ]


def _added(groups: dict[int, int], additions: list[list[tuple[int, int]]]) -> dict[int, int]:
    """Splits sets of entries by what each of them gets from each addition: the first of its levels that has it."""
    for levels in additions:
        split: dict[int, int] = {}
        for score, entries in groups.items():
            left = entries
            for having, counted in levels:
                if taken := left & having:
                    split[score + counted] = split.get(score + counted, 0) | taken
                    left &= ~having
            if left:
                split[score] = split.get(score, 0) | left
        groups = split
    return groups


def _by_next_session(prison: Prison, entries: int, now: datetime) -> list[int]:
    """Sets of entries that meet next at the same moment, the soonest first; those without a time come last."""
    slots = []
    for term, having in coded(prison, Field.SLOT).items():
        slot = decoded(term)
        if entries & having:
            begins = next_session(slot, now, starts_on=slot.starts_on, ends_on=slot.ends_on)
            if begins:
                slots.append((begins, having))
    ranks = []
    for _, having in sorted(slots):
        if taken := entries & having:
            ranks.append(taken)
            entries &= ~having
    return [*ranks, entries] if entries else ranks
