"""Reads the index: entries by word, by value to narrow to, and by the time of their sessions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from coordination.models import Prison
from directory.models.search import SearchTerm
from directory.search.bits import joined
from directory.search.synonyms import Phrase
from directory.search.words import terms_of_word

Field = SearchTerm.Field
FieldBits = dict[str, int]  # Field -> entries.
Part = tuple[int, bytes | memoryview]  # Number of a block, and its bits.
# What a word counts for in each field that it stands in.
WEIGHTS = {Field.NAME.value: 6, Field.LABEL.value: 3, Field.TEXT.value: 2, Field.STAFF.value: 1}


def union(found: Iterable[FieldBits]) -> int:
    """Entries that stand anywhere in it."""
    bits = 0
    for fields in found:
        for each in fields.values():
            bits |= each
    return bits


class Lookup:
    """Entries of words at one prison; each word is asked for once."""

    def __init__(self, prison: Prison) -> None:
        self.prison = prison
        self.known: dict[str, FieldBits] = {}

    def ask(self, words: Iterable[str]) -> None:
        missing = set(words) - self.known.keys()
        if not missing:
            return
        terms = {term for word in missing for term in terms_of_word(word)}
        rows = SearchTerm.objects.filter(prison=self.prison, term__in=terms, field__in=WEIGHTS)
        blocks: dict[str, dict[str, list[Part]]] = defaultdict(lambda: defaultdict(list))
        for term, field, block, data in rows.values_list("term", "field", "block", "entries"):
            blocks[term][field].append((block, data))
        for word in missing:
            self.known[word] = _merged(
                {field: joined(parts) for field, parts in blocks[term].items()}
                for term in terms_of_word(word)
            )

    def phrase(self, phrase: Phrase) -> FieldBits:
        """Of a single word by field; of a phrase the entries that have all of its words, as if in their text."""
        if len(phrase) == 1:
            return self.known[phrase[0]]
        bits = -1
        for word in phrase:
            bits &= union([self.known[word]])
        return {Field.TEXT.value: bits}


def _merged(found: Iterable[FieldBits]) -> FieldBits:
    merged: FieldBits = defaultdict(int)
    for fields in found:
        for field, bits in fields.items():
            merged[field] |= bits
    return merged


def coded(prison: Prison, field: str) -> dict[str, int]:
    """{code: entries} of every filter, or of every slot, of the prison."""
    blocks: dict[str, list[Part]] = defaultdict(list)
    rows = SearchTerm.objects.filter(prison=prison, field=field).order_by()
    for term, block, data in rows.values_list("term", "block", "entries"):
        blocks[term].append((block, data))
    return {term: joined(parts) for term, parts in blocks.items()}
