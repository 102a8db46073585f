"""Typing errors are put right to words that the prison's own texts, or the synonyms, have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from coordination.models import Prison
from directory.models.search import SearchWord
from directory.search.synonyms import Phrase

SHORTEST_BEGINNING: Final = 3
MOST_LONGER_WORDS: Final = 12
MOST_CANDIDATES: Final = 6


def errors_allowed(word: str) -> int:
    """Letters wrong, missing, doubled or swapped: none in a very short word, three in a long one."""
    length = len(word)
    return 0 if length < 3 else 1 if length < 6 else 2 if length < 9 else 3


class Vocabulary:
    """Words that a few typed ones may stand for."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))

    @classmethod
    def around(cls, prison: Prison, typed: Iterable[str], more: Iterable[str]) -> Vocabulary:
        """The prison's words that begin like a typed one, are about as long, or make up a part of it."""
        conditions = []
        for word in typed:
            away = errors_allowed(word)
            conditions.append(Q(length__range=(len(word) - away, len(word) + away)))
            conditions.append(Q(word__in=[half for halves in _halves(word) for half in halves]))
            if len(word) >= SHORTEST_BEGINNING:
                conditions.append(Q(word__gte=word, word__lt=word + "\U0010ffff"))
        rows = SearchWord.objects.filter(reduce(or_, conditions), prison=prison)
        return cls([*rows.order_by().values_list("word", flat=True), *more])

    def longer(self, typed: str) -> list[Phrase]:
        """Words that begin with what was typed."""
        if len(typed) < SHORTEST_BEGINNING:
            return []
        longer = [word for word in self.words if word.startswith(typed) and word != typed]
        return [(word,) for word in sorted(longer, key=len)[:MOST_LONGER_WORDS]]

    def meant_by(self, typed: str) -> list[Phrase]:
        """Likeliest first: fewest errors, then the same first letter; two words written as one come after those."""
        near = process.extract(
            typed, self.words, scorer=OSA.distance, processor=None, score_cutoff=errors_allowed(typed),
            limit=MOST_CANDIDATES * 2,
        )  # fmt: skip
        ranked = sorted(near, key=lambda each: (each[1], each[0][0] != typed[0], each[0]))
        words = set(self.words)
        apart = [halves for halves in _halves(typed) if words.issuperset(halves)]
        return [*((word,) for word, *_ in ranked if _likely(typed, word)), *apart][:MOST_CANDIDATES]


def _likely(typed: str, word: str) -> bool:
    """Of three letters only a swap is an error; any other letter makes another word."""
    return len(typed) > 3 or sorted(typed) == sorted(word)


def _halves(word: str) -> Iterator[Phrase]:
    for middle in range(3, len(word) - 2):
        yield word[:middle], word[middle:]
