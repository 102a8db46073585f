"""Synonyms at work: which other words and phrases a typed one stands for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from coordination.models import Prison
from directory.models import Synonym
from directory.search.words import STOP_WORDS, stem, words_of

LONGEST_PHRASE: Final = 4

Phrase = tuple[str, ...]  # The words of a phrase that are not small words, in order.


@dataclass(frozen=True)
class Synonyms:
    """Of one prison: phrases by their stems, and every single word, to put typing errors right to."""

    by_stems: dict[Phrase, frozenset[Phrase]]
    words: frozenset[str]

    def others(self, typed: Phrase) -> frozenset[Phrase]:
        """What else may be meant; empty where the list does not know the words."""
        return self.by_stems.get(tuple(map(stem, typed)), frozenset())


def phrase_of(text: str) -> Phrase:
    """Without small words, unless it has no others: “somewhere to live” is somewhere, live."""
    words = words_of(text)
    return tuple(word for word in words if word not in STOP_WORDS) or tuple(words)


def synonyms_of(prison: Prison) -> Synonyms:
    rows = Synonym.objects.of(prison).order_by("pk").values_list("words", flat=True)
    return _joined(tuple(rows))


@lru_cache(maxsize=256)
def _joined(rows: tuple[str, ...]) -> Synonyms:
    """Rows that share a phrase add up for that phrase, and only for it."""
    by_stems: dict[Phrase, set[Phrase]] = {}
    for row in rows:
        phrases = {phrase_of(text) for text in row.split(",")} - {()}
        for phrase in phrases:
            by_stems.setdefault(tuple(map(stem, phrase)), set()).update(phrases - {phrase})
    words = {word for phrases in by_stems.values() for phrase in phrases for word in phrase}
    return Synonyms({stems: frozenset(others) for stems, others in by_stems.items()}, frozenset(words))
