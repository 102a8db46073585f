"""What must not stand in free text: contact details that would reach a wing, and numbers of people in prison."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Found:
    """A piece of text that may not stand there. `kind` is words for a sentence; `start` counts characters."""

    kind: str
    text: str
    start: int


_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_END: Final = r"(?:org|com|net|info|uk|gov|wales|cymru|london|io|eu|scot|charity|help|support|online|site|me)"

CONTACT_PATTERNS: Final = (
    ("an e-mail address", re.compile(r"[\w.+%'-]+\s*(?:@|[(\[]at[)\]])\s*[\w-]+(?:\s*(?:\.|[(\[]dot[)\]])\s*[\w-]+)+")),
    ("a web address", re.compile(rf"(?:https?://|www\.)\S+|\b(?:[\w-]+\.)+{_END}\b(?:/\S*)?", re.I)),
    # Nine to eleven digits after a leading 0 or 44; the shortest are old freephone numbers, 0800 1111.
    ("a telephone number", re.compile(r"(?<![\d.])(?:\+?44[\s().-]*|0)(?:\d[\s().-]*){7,10}\d?(?!\d)|\b116\s?\d{3}\b")),
    (
        "a postcode",
        re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*(?!\d(?:st|nd|rd|th)\b)\d[abd-hjlnp-uw-z]{2}\b", re.I),
    ),
)  # fmt: skip
# A letter, four digits, two letters, as printed on every app and door card.
PRISON_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][\s-]?\d{4}[\s-]?[A-Za-z]{2}(?![A-Za-z0-9])")


def readable(text: str) -> str:
    """The text as an eye reads it: full-width and other look-alike forms folded, invisible characters gone."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def contact_details(text: str) -> list[Found]:
    """Every e-mail address, web address, telephone number and postcode in the text, in order."""
    shown = readable(text)
    found: list[Found] = []
    for kind, pattern in CONTACT_PATTERNS:
        for match in pattern.finditer(shown):
            # The end of an e-mail address is no web address of its own.
            if not any(each.start <= match.start() < each.start + len(each.text) for each in found):
                found.append(Found(kind, match.group().strip().rstrip(".,;:(-"), match.start()))
    return sorted(found, key=lambda each: each.start)


def prison_numbers(text: str) -> list[Found]:
    """Every number of a person in prison in the text (the form A1234BC)."""
    return [
        Found("a prison number", match.group(), match.start())
        for match in PRISON_NUMBER.finditer(readable(text))
    ]


def formula_safe(text: str) -> str:
    """The text for a cell of a table file: with a leading apostrophe where a spreadsheet would calculate."""
    return f"'{text}" if text.lstrip(" ")[:1] in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") else text
