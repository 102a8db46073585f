"""All checks on one text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coordination.plain_text import contact_details, prison_numbers
from coordination.plain_words import words
from coordination.plain_words.reading_age import AIM, LEAST_WORDS, OLDEST, hardest, reading_age
from coordination.plain_words.remarks import Examined, Language, Readers, Remark, Severity
from coordination.plain_words.sentences import Sentence, in_english, sentences

MOST_WORDS: Final = 15
WELSH: Final = "This reads as Welsh, so its words were not checked: only contact details and prison numbers."
PARTLY_WELSH: Final = "Part of this reads as Welsh. The words of that part were not checked."
TOO_SHORT: Final = f"Reading age not known: fewer than {LEAST_WORDS} words are too few to measure."


def check(text: str, language: Language = Language.ANY, readers: Readers = Readers.PEOPLE) -> list[Remark]:
    """What to change, in the order of the text. Nothing is raised, whatever the text is."""
    return examine(text, language, readers).remarks


def examine(
    text: str, language: Language = Language.ANY, readers: Readers = Readers.PEOPLE, measure: bool = True
) -> Examined:
    """`measure` False: a name or a place, which has words and no sentences to be measured."""
    remarks = list(_prison_numbers(text))
    if readers == Readers.STAFF:
        return Examined(text, remarks)
    found = list(sentences(text))
    judged = in_english(found, language)
    for sentence in judged:
        remarks += words.refused(sentence, readers.refuse)
    if readers == Readers.MEMBERS:
        return Examined(text, sorted(remarks, key=lambda remark: remark.start))
    remarks += _contact_details(text)
    remarks += words.acronyms(judged, text)
    for sentence in judged:
        if measure:
            remarks += _long(sentence)
    age = reading_age(judged) if measure else None
    remarks += _too_hard(judged, age)
    remarks.sort(key=lambda remark: (remark.start, -remark.end))
    return Examined(text, remarks, age, _note(found, judged, age, measure))


def _prison_numbers(text: str) -> Iterator[Remark]:
    for found in prison_numbers(text):
        sentence = (
            f"Take “{found.text}” out: it looks like a prison number, and no person in prison is named here."
        )
        yield Remark("prison_number", sentence, found.start, found.end, Severity.BLOCK)


def _contact_details(text: str) -> Iterator[Remark]:
    for found in contact_details(text):
        sentence = f"Take “{found.text}” out: it is {found.kind}, and people in prison will read this."
        yield Remark("contact_detail", sentence, found.start, found.end, Severity.BLOCK)


def _long(sentence: Sentence) -> Iterator[Remark]:
    count = len(sentence.words)
    if count > MOST_WORDS:
        advice = (
            f"This sentence has {count} words. Make two of it: 10 to {MOST_WORDS} words are easy to read."
        )
        yield Remark("long_sentence", advice, sentence.start, sentence.end)


def _too_hard(judged: list[Sentence], age: int | None) -> Iterator[Remark]:
    if age is not None and age > AIM:
        place = hardest(judged)
        advice = (
            f"This reads like a text for age {_years(age)}. Aim for {AIM}: use shorter words, here first."
        )
        yield Remark("reading_age", advice, place.start, place.end)


def _years(age: int) -> str:
    return f"{age} or older" if age >= OLDEST else str(age)


def _note(found: list[Sentence], judged: list[Sentence], age: int | None, measure: bool) -> str:
    """What a reader of the remarks must know: the reading age, or why there is none."""
    if found and not judged:
        return WELSH
    parts = [PARTLY_WELSH] if len(judged) < len(found) else []
    if found and measure:
        parts.append(
            TOO_SHORT if age is None else f"Reading age: about {_years(age)}. The aim is {AIM} or less."
        )
    return " ".join(parts)
