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
    words = [word for word in words_of(text) if word not in STOP_WORDS]
    wanted = _wanted(words[:MOST_WORDS], synonyms)
    _look_up(wanted, lookup)
    wanted = [part for each in wanted for part in _taken_apart(each, synonyms, lookup)]
    missing = [each for each in wanted if not each.entries and len(each.typed) == 1]
    if missing:
        vocabulary = Vocabulary.around(prison, [each.typed[0] for each in missing], synonyms.words)
        for each in missing:
            _put_right(each, vocabulary, synonyms, lookup)
        _look_up(missing, lookup)
        wanted = _phrases_put_right(wanted, synonyms, lookup)
        for each in wanted:
            each.corrected = each.corrected if each.entries else ""
    return wanted


def _wanted(words: list[str], synonyms: Synonyms) -> list[Wanted]:
    wanted: list[Wanted] = []
    start = 0
    while start < len(words):
        typed = _longest_known(tuple(words[start : start + LONGEST_PHRASE]), synonyms)
        wanted.append(Wanted(typed, dict.fromkeys(synonyms.others(typed), OTHER) | {typed: ITSELF}))
        start += len(typed)
    return wanted


def _taken_apart(wanted: Wanted, synonyms: Synonyms, lookup: Lookup) -> list[Wanted]:
    """A phrase that nothing has, nor any of its synonyms, is looked for word by word."""
    if wanted.entries or len(wanted.typed) == 1:
        return [wanted]
    parts = [part for word in wanted.typed for part in _wanted([word], synonyms)]
    _look_up(parts, lookup)
    return parts


def _phrases_put_right(wanted: list[Wanted], synonyms: Synonyms, lookup: Lookup) -> list[Wanted]:
    """Words put right may make up a phrase: “mental helth” is looked for as mental health."""
    right = [word for each in wanted for word in (each.corrected.split() or each.typed)]
    by_word = {word: each for each in wanted for word in (each.corrected.split() or each.typed)}
    again = _wanted(right, synonyms)
    phrases = {
        each.typed
        for each in again
        if len(each.typed) > 1 and any(by_word[word].corrected for word in each.typed)
    }
    if not phrases:
        return wanted
    put_together = []
    for each in again:
        if each.typed in phrases:
            each.corrected = " ".join(each.typed)
            each.typed = tuple(dict.fromkeys(word for part in each.typed for word in by_word[part].typed))
            put_together.append(each)
        elif by_word[each.typed[0]] not in put_together:
            put_together.append(by_word[each.typed[0]])
    _look_up((each for each in put_together if each not in wanted), lookup)
    return put_together


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
    typed = wanted.typed[0]
    longer = vocabulary.longer(typed)
    lookup.ask(word for phrase in longer for word in phrase)
    if union(map(lookup.phrase, longer)):
        wanted.meanings |= dict.fromkeys(longer, OTHER)
        return
    if typed in synonyms.words:
        return
    candidates = {phrase: synonyms.others(phrase) for phrase in vocabulary.meant_by(typed)}
    lookup.ask(word for phrase, others in candidates.items() for each in (phrase, *others) for word in each)
    for phrase, others in candidates.items():
        if union(lookup.phrase(each) for each in (phrase, *others)):
            wanted.corrected = " ".join(phrase)
            wanted.meanings |= dict.fromkeys(others, OTHER_CORRECTED) | {phrase: CORRECTED}
            return
    # It may still be a part of a phrase: see _phrases_put_right.
    known = (phrase for phrase in candidates if synonyms.words.issuperset(phrase))
    wanted.corrected = " ".join(next(known, ()))
