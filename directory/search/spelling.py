"""Typing errors are put right to words that the prison's own texts, or the synonyms, have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

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

    def __init__(self, words: Iterable[str], every: Callable[[], Iterable[str]] = tuple) -> None:
        self.words = set(words)
        self.every = every

    @classmethod
    def around(cls, prison: Prison, typed: Iterable[str], more: Iterable[str]) -> Vocabulary:
        """Words with the first or second letter of a typed one in front, where nearly all that is meant stands.

        Only where that brings nothing, every word of about the same length is asked for as well.
        """
        words = list(typed)
        rows = SearchWord.objects.filter(prison=prison).order_by().values_list("word", flat=True)
        halves = {half for word in words for _, half in _halves(word)}
        in_front = {letter for word in words for letter in word[:2]}
        near = reduce(or_, (_beginning(letter) for letter in in_front), Q(word__in=halves))
        lengths = {length for word in words for length in _lengths(word)}
        return cls([*rows.filter(near), *more], lambda: [*rows.filter(length__in=lengths), *more])

    def longer(self, typed: str) -> list[Phrase]:
        """Words that begin with what was typed."""
        if len(typed) < SHORTEST_BEGINNING:
            return []
        longer = [word for word in self.words if word.startswith(typed) and word != typed]
        return [(word,) for word in sorted(longer, key=len)[:MOST_LONGER_WORDS]]

    def meant_by(self, typed: str) -> list[Phrase]:
        """Likeliest first; two words written as one come last."""
        near = _nearest(typed, self.words) or _nearest(typed, self.every())
        apart = [halves for halves in _halves(typed) if self.words.issuperset(halves)]
        return [*((word,) for word in near), *apart][:MOST_CANDIDATES]


def _nearest(typed: str, words: Iterable[str]) -> list[str]:
    found = process.extract(
        typed, list(words), scorer=OSA.distance, score_cutoff=errors_allowed(typed), limit=MOST_CANDIDATES * 2
    )

    def unlikeliness(word: str, errors: int) -> tuple[int, bool, float, str]:
        """Of as many errors, the same first letter; then what shares most letters: homeless, not home, for homles."""
        return errors, word[0] != typed[0], -Indel.normalized_similarity(typed, word), word

    ranked = sorted(found, key=lambda each: unlikeliness(each[0], each[1]))
    return [word for word, *_ in ranked if _likely(typed, word)]


def _beginning(letters: str) -> Q:
    return Q(word__gte=letters, word__lt=letters + "\U0010ffff")


def _lengths(word: str) -> range:
    away = errors_allowed(word)
    return range(max(1, len(word) - away), len(word) + away + 1)


def _likely(typed: str, word: str) -> bool:
    """Of three letters only a swap is an error; any other letter makes another word."""
    return len(typed) > 3 or sorted(typed) == sorted(word)


def _halves(word: str) -> Iterator[Phrase]:
    for middle in range(3, len(word) - 2):
        yield word[:middle], word[middle:]
