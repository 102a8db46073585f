"""The age at which a child at school reads such a text.

Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom 1975, “Derivation of new readability formulas”,
Research Branch Report 8-75, Naval Technical Training Command):

    grade = 0.39 x words / sentences + 11.8 x syllables / words - 15.59        age = grade + 5

A grade is a school year of the United States; somebody in grade 1 is six. It was made for whole pages: of fewer than
LEAST_WORDS words it says nothing, so nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from coordination.plain_words.lists import odd_syllables
from coordination.plain_words.sentences import Sentence

LEAST_WORDS: Final = 25
# 57% of adults in prison read below the level expected at age 11 (HMPPS 2021).
AIM: Final = 11
YOUNGEST: Final = 5
OLDEST: Final = 22

_VOWELS: Final = re.compile(r"[aeiouy]+")
_SILENT_END: Final = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|[^aeioutdy]ed$|[^aeiouyszcgx]es$")
_SILENT_WITHIN: Final = re.compile(r"[aeiouy][^aeiouy]+e(?:ly|less|ments?|ful|fully|ness)$")
_TWO_VOWELS: Final = re.compile(r"i[ao](?!u)|[^qg]u[aeio](?!$)|eo(?!u)|ying|[^aeiou]ier|iu|[aeiou]ing$")
_ONE_AFTER_ALL: Final = re.compile(r"[tscg]i[ao]n?|[cs]ious|[^aeiou]que")
_EXTRA: Final = re.compile(r"[^aeiou]sm$|thm$")
_LETTERS: Final = re.compile(r"[a-z]+")
# No English word is longer; a run of letters that is one counts as one long word.
_LONGEST_WORD: Final = 40


def syllables(word: str) -> int:
    """At least 1. Right for 97 of 100 words of our texts, against the CMU pronouncing dictionary (see ADR 0037)."""
    whole = word.lower().replace("’", "'")
    whole = whole.removesuffix("'s").replace("'", "")
    parts = _LETTERS.findall(whole)
    return sum(_of_part(part[:_LONGEST_WORD]) for part in parts) or 1


def _of_part(word: str) -> int:
    known = odd_syllables().get(word)
    if known:
        return known
    count = len(_VOWELS.findall(word))
    count -= bool(_SILENT_END.search(word)) + bool(_SILENT_WITHIN.search(word))
    count += len(_TWO_VOWELS.findall(word)) - len(_ONE_AFTER_ALL.findall(word)) + bool(_EXTRA.search(word))
    return max(count, 1)


def words_to_read(sentence: Sentence) -> list[str]:
    """Words of letters: a time or a number is read by other means."""
    return [word for word in sentence.words if word[0].isalpha()]


def grade_of(found: Iterable[Sentence]) -> float | None:
    """The formula as it stands; None where there is no word."""
    counts = [[syllables(word) for word in words_to_read(sentence)] for sentence in found]
    counts = [each for each in counts if each]
    words = sum(map(len, counts))
    if not words:
        return None
    return 0.39 * words / len(counts) + 11.8 * sum(map(sum, counts)) / words - 15.59


def reading_age(found: list[Sentence]) -> int | None:
    """In whole years, from 5 to 22 (more than that means: hard for everybody). None: too short to be measured."""
    if sum(len(words_to_read(sentence)) for sentence in found) < LEAST_WORDS:
        return None
    grade = grade_of(found)
    return None if grade is None else min(max(round(grade + 5), YOUNGEST), OLDEST)


def hardest(found: list[Sentence]) -> Sentence:
    """The one to begin with."""
    return max(found, key=lambda sentence: grade_of([sentence]) or 0.0)
