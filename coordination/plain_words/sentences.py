"""Sentences and words of a text, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from coordination.plain_words.remarks import Language
from coordination.welsh import is_english, is_welsh

# Letters and figures, joined by apostrophes, hyphens, and the points and colons within 9.30 or 10:30.
WORD: Final = re.compile(r"[^\W_]+(?:['’\-.:][^\W_]+)*")
# A sentence ends at these, with the quotation mark or bracket that closes after them; a line is a sentence too.
_END: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)")
_NO_END: Final = frozenset(("mr", "mrs", "ms", "dr", "st", "rev", "e.g", "i.e", "etc", "approx", "tel"))
_LONGEST_SHORT_FORM: Final = 8


@dataclass(frozen=True)
class Sentence:
    """`start` counts characters of the whole text. Counted words: whatever an eye reads as one, figures too."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def words(self) -> list[str]:
        return WORD.findall(self.text)


def sentences(text: str) -> Iterator[Sentence]:
    """In order, without those that have no word. Lists with a line for each item come item by item."""
    for line in re.finditer(r"[^\r\n\u2028\u2029]+", text):
        start = line.start()
        for end in _ends(line.group()):
            yield from _trimmed(text[start : line.start() + end], start)
            start = line.start() + end


def _ends(line: str) -> Iterator[int]:
    for match in _END.finditer(line):
        before = line[max(0, match.start() - _LONGEST_SHORT_FORM) : match.start()]
        last = re.split(r"[\s(]", before)[-1].lower()
        if last not in _NO_END:
            yield match.end()
    yield len(line)


def _trimmed(piece: str, start: int) -> Iterator[Sentence]:
    words = piece.strip()
    if WORD.search(words):
        yield Sentence(words, start + len(piece) - len(piece.lstrip()))


def in_english(found: list[Sentence], language: Language) -> list[Sentence]:
    """Those to be judged. A sentence without evidence goes with the text around it."""
    if language != Language.ANY:
        return found if language == Language.ENGLISH else []
    if is_welsh(" ".join(sentence.text for sentence in found)):
        return [sentence for sentence in found if _has_english(sentence)]
    return [sentence for sentence in found if not is_welsh(sentence.text)]


def _has_english(sentence: Sentence) -> bool:
    """Within a Welsh text only a sentence that is plainly English is judged."""
    return not is_welsh(sentence.text) and is_english(sentence.text)
