"""What must not stand in free text: contact details that would reach a wing, and numbers of people in prison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Found:
    """A piece of text that may not stand there. `kind` is words for a sentence.

    `text` is the piece as an eye reads it; `start` and `end` count characters of the text as it was typed.
    """

    kind: str
    text: str
    start: int
    end: int


_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_END: Final = r"(?:org|com|net|info|uk|gov|wales|cymru|london|io|eu|scot|charity|help|support|online|site|me)"

# No pattern looks at a piece of text more than a few times, however long it is: each begins where a run begins.
CONTACT_PATTERNS: Final = (
    (
        "an e-mail address",
        re.compile(
            r"(?<![\w.+%'-])[\w.+%'-]++\s*+(?:@|[(\[]at[)\]])\s*+[\w-]++(?:\s*+(?:\.|[(\[]dot[)\]])\s*+[\w-]++)"
            # Behind a whole address a full stop, a space and a capital begin the next sentence.
            r"(?:\s*+(?:\.(?!\s+[A-Z])|[(\[]dot[)\]])\s*+[\w-]++)*"
        ),
    ),
    (
        "a web address",
        re.compile(rf"(?:https?://|www\.)\S+|(?<![\w-])(?<![\w-]\.)(?:[\w-]++\.)+{_END}\b(?:/\S*)?", re.I),
    ),
    # Nine to eleven digits after a leading 0 or 44; the shortest are old freephone numbers, 0800 1111.
    (
        "a telephone number",
        re.compile(r"(?<![\d.])(?:\+?44[\s().-]*+|0)(?:\d[\s().-]*){7,10}\d?(?!\d)|\b116\s?\d{3}\b"),
    ),
    (
        "a postcode",
        re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*+(?!\d(?:st|nd|rd|th)\b)\d[abd-hjlnp-uw-z]{2}\b", re.I),
    ),
)  # fmt: skip
# A letter, four digits, two letters, as printed on every app and door card; also spelled out, one by one.
_BETWEEN: Final = r"[\s._/·\-\u2010-\u2015\u2212]{0,3}"
PRISON_NUMBER: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?:[A-Za-z]{_BETWEEN}\d{{4}}{_BETWEEN}[A-Za-z]{{2}}|[A-Za-z](?:\s\d){{4}}(?:\s[A-Za-z]){{2}})"
    r"(?![A-Za-z0-9])"
)
# “Wing C 1400 to 1530”: a time of day on five minutes between the letter of a place and a small word. Told from a
# number by what stands around it: the word for a place before the letter, or a second time after the word.
_SMALL_WORD: Final = re.compile(r"([A-Za-z])\s+(?:[01]\d|2[0-3])[0-5][05]\s+(to|or|on|at|in|is|am|pm)", re.I)
_PLACE_BEFORE: Final = re.compile(
    r"\b(?:wings?|units?|house|houseblock|block|hall|landing|spur|side)\s+$", re.I
)
_TIME_AFTER: Final = re.compile(r"\s+(?:\d{1,2}[:.]?\d{2}|\d{1,2}\s?[ap]m|noon|midday|midnight)\b", re.I)
_LONGEST_PLACE: Final = 16
# Greek and Cyrillic letters that are drawn like Latin ones.
_DRAWN_ALIKE: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοѵ", "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXov"
)
# What a spreadsheet would calculate, also behind spaces and behind apostrophes that stand there already.
_FORMULA: Final = re.compile("'* *[=+@\\t\\r\\n\uff1d\uff0b\uff0d\uff20-]")
# Unicode's own limit for marks on one letter (Standard Annex 15, stream-safe text). Sorting more takes ever longer.
_MOST_MARKS: Final = 30


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """(where, letter with the marks upon it): the pieces that may be folded one by one."""
    start = 0
    for place, each in enumerate(text):
        more = each > "\u02ff" and unicodedata.combining(each) and place - start <= _MOST_MARKS
        if place and not more:
            yield start, text[start:place]
            start = place
    if text:
        yield start, text[start:]


def _folded(text: str, fold: Callable[[str], str]) -> tuple[str, list[int]]:
    """The text folded piece by piece, and for each character of it the place that it comes from; the end too."""
    folded: list[str] = []
    places: list[int] = []
    for start, letter in _letters(text):
        words = fold(letter)
        folded.append(words)
        places += [start] * len(words)
    return "".join(folded), [*places, len(text)]


def _as_read(letter: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", letter))


def readable(text: str) -> str:
    """The text as an eye reads it: full-width and other look-alike forms folded, invisible characters gone."""
    return text if text.isascii() else _folded(text, _as_read)[0]


def _plain(letter: str) -> str:
    """Plain letters: no accents and marks, nothing unseen, look-alikes of other scripts folded."""
    parted = unicodedata.normalize("NFKD", letter)
    seen = (
        each
        for each in parted
        if unicodedata.category(each) not in ("Cf", "Cc", "Mn", "Me") or each.isspace()
    )
    return "".join(seen).translate(_DRAWN_ALIKE)


def contact_details(text: str) -> list[Found]:
    """Every e-mail address, web address, telephone number and postcode in the text, in order."""
    shown, places = _folded(text, _as_read)
    found: list[Found] = []
    taken: set[int] = set()
    for kind, pattern in CONTACT_PATTERNS:
        for match in pattern.finditer(shown):
            # The end of an e-mail address is no web address of its own.
            if match.start() in taken:
                continue
            words = match.group().rstrip(".,;:(- \t\r\n")
            lead = len(words) - len(words.lstrip())
            first, last = match.start() + lead, match.start() + len(words)
            taken.update(range(match.start(), last))
            found.append(Found(kind, words.strip(), places[first], _after(places, last)))
    return sorted(found, key=lambda each: each.start)


def prison_numbers(text: str) -> list[Found]:
    """Every number of a person in prison in the text (the form A1234BC)."""
    shown, places = _folded(text, _plain)
    return [
        Found("a prison number", match.group(), places[match.start()], _after(places, match.end()))
        for match in PRISON_NUMBER.finditer(shown)
        if not _is_a_time(shown, match)
    ]


def _after(places: list[int], end: int) -> int:
    """Where the piece that ends before `end` ends in the text as typed."""
    following = places[end]
    # Several characters may come from one: an end within it takes the whole of it.
    return following if following > places[end - 1] else following + 1


def _is_a_time(shown: str, match: re.Match[str]) -> bool:
    """Whether what looks like a number says when something is at a place: “C 1400 to 1530”, “wing C 0900 on”."""
    if not (parts := _SMALL_WORD.fullmatch(match.group())):
        return False
    before = shown[max(0, match.start() - _LONGEST_PLACE) : match.start()]
    if parts[2].lower() in ("to", "or") and _TIME_AFTER.match(shown, match.end()):
        return True
    return bool(_PLACE_BEFORE.search(before)) and parts[2].islower()


def formula_safe(text: str) -> str:
    """The text for a cell of a table file: with a leading apostrophe where a spreadsheet would calculate."""
    return f"'{text}" if _FORMULA.match(text) else text


def formula_undone(cell: str) -> str:
    """The text that `formula_safe` made the cell of; an apostrophe that belongs to the text stays."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
