"""What the typed words stand for: themselves, their synonyms, their beginnings, or what was meant by a typing error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from coordination.models import Prison
from directory.search.lookup import FieldBits, Lookup, union
from directory.search.spelling import Vocabulary
from directory.search.synonyms import LONGEST_PHRASE, Phrase, Synonyms, synonyms_of
from directory.search.words import STOP_WORDS, words_of

MOST_WORDS: Final = 12
# In eighths: how much a match counts that is not by the typed word itself.
ITSELF: Final = 8
CORRECTED: Final = 7
OTHER: Final = 6  # a synonym, or a longer word that begins like the typed one
OTHER_CORRECTED: Final = 5


@dataclass
class Wanted:
    """One thing that is looked for: a typed word, or a typed phrase that the synonyms know."""

    typed: Phrase
    meanings: dict[Phrase, int]  # in eighths
    corrected: str = ""  # what a typing error was put right to
    found: list[tuple[int, FieldBits]] = field(default_factory=list)

    @property
    def entries(self) -> int:
        return union(fields for _, fields in self.found)


def read(prison: Prison, text: str) -> list[Wanted]:
    """What is wanted, in the order typed, with the entries that have it; nothing has a word without entries."""
    synonyms = synonyms_of(prison)
    lookup = Lookup(prison)
    wanted = _wanted(text, synonyms)
    _look_up(wanted, lookup)
    missing = [each for each in wanted if not each.entries]
    typed = {word for each in missing for word in each.typed}
    if typed:
        vocabulary = Vocabulary.around(prison, typed, synonyms.words)
        for each in missing:
            _put_right(each, vocabulary, synonyms, lookup)
        _look_up(missing, lookup)
    return wanted


def _wanted(text: str, synonyms: Synonyms) -> list[Wanted]:
    words = words_of(text)
    words = ([word for word in words if word not in STOP_WORDS] or words)[:MOST_WORDS]
    wanted: list[Wanted] = []
    start = 0
    while start < len(words):
        typed = _longest_known(tuple(words[start : start + LONGEST_PHRASE]), synonyms)
        wanted.append(Wanted(typed, {typed: ITSELF} | dict.fromkeys(synonyms.others(typed), OTHER)))
        start += len(typed)
    return wanted


def _longest_known(words: Phrase, synonyms: Synonyms) -> Phrase:
    for length in range(len(words), 1, -1):
        if synonyms.others(words[:length]):
            return words[:length]
    return words[:1]


def _look_up(wanted: Iterable[Wanted], lookup: Lookup) -> None:
    every = list(wanted)
    lookup.ask(word for each in every for phrase in each.meanings for word in phrase)
    for each in every:
        each.found = [(eighths, lookup.phrase(phrase)) for phrase, eighths in each.meanings.items()]


def _put_right(wanted: Wanted, vocabulary: Vocabulary, synonyms: Synonyms, lookup: Lookup) -> None:
    """Longer words first: who types “accom” has made no error."""
    if len(wanted.typed) > 1:
        return
    typed = wanted.typed[0]
    wanted.meanings |= dict.fromkeys(vocabulary.longer(typed), OTHER)
    if len(wanted.meanings) > 1:
        return
    candidates = {phrase: synonyms.others(phrase) for phrase in vocabulary.meant_by(typed)}
    lookup.ask(word for phrase, others in candidates.items() for each in (phrase, *others) for word in each)
    for phrase, others in candidates.items():
        if union(lookup.phrase(each) for each in (phrase, *others)):
            wanted.corrected = " ".join(phrase)
            wanted.meanings |= {phrase: CORRECTED} | dict.fromkeys(others, OTHER_CORRECTED)
            return
