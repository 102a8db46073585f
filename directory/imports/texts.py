"""Long texts of other people as the short ones that a directory prints: what is cut or taken out is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from coordination.plain_text import Found, contact_details, readable
from directory.models.revision import SUMMARY_WORDS

SUMMARY_CHARACTERS: Final = 600
CUT: Final = "…"
_ENDS: Final = re.compile(r"(?<=[.!?])[”’\")]?\s+(?=[^a-z\s])")
# A point with so many words or more is a sentence of its own and not an item of a list.
_A_SENTENCE: Final = 12


@dataclass(frozen=True)
class Printable:
    """A text that may go to the wings. `taken_out`: contact details of the original, in their order."""

    text: str
    taken_out: tuple[Found, ...] = ()
    was_cut: bool = False


def printable(text: str, *, words: int = SUMMARY_WORDS, characters: int = SUMMARY_CHARACTERS) -> Printable:
    """`text` is plain. Sentences with contact details go out whole: the rest of one would make no sense."""
    flowing = flow(text)
    taken_out = tuple(contact_details(flowing))
    if taken_out:
        flowing = without(flowing)
    short = shortened(flowing, words=words, characters=characters)
    return Printable(short, taken_out, short != flowing)


def flow(text: str) -> str:
    """Lines and points as running sentences: “Help with:” and its points become “Help with: one; two; three.”"""
    out: list[str] = []
    points: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("- "):
            points.append(line[2:].strip())
            continue
        if points and line.strip():
            _add_points(out, points)
            points = []
        if line.strip():
            out.append(line.strip())
    _add_points(out, points)
    return " ".join(map(_ended, out)).strip()


def _add_points(out: list[str], points: list[str]) -> None:
    if not points:
        return
    whole = [point for point in points if point[:1].isupper() and len(point.split()) >= _A_SENTENCE]
    if len(whole) == len(points):
        out += points
        return
    listed = "; ".join(point.rstrip(" .;,") for point in points) + "."
    if out and not out[-1].endswith((".", "!", "?")):
        out[-1] = f"{out[-1].rstrip(':;, ')}: {listed}"
    else:
        out.append(listed)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", ":", ";", CUT)) else f"{sentence}."


def sentences(text: str) -> list[str]:
    return [sentence for sentence in _ENDS.split(text) if sentence.strip()]


def without(text: str) -> str:
    """The sentences without contact details; where nothing is left, the words between the details."""
    kept = [sentence for sentence in sentences(text) if not contact_details(sentence)]
    if kept:
        return " ".join(kept)
    shown = readable(text)
    for found in reversed(contact_details(text)):
        shown = shown[: found.start] + " " + shown[found.start + len(found.text) :]
    left = " ".join(re.sub(r"\(\s*\)", " ", shown).split())
    # “Tel:” and “E-mail” alone say nothing.
    return left if len(re.findall(r"[^\W\d_]{3,}", left)) >= 3 else ""


def shortened(text: str, *, words: int, characters: int) -> str:
    """As many whole sentences as fit; of a first one that is too long, its beginning and “…”."""
    if len(text.split()) <= words and len(text) <= characters:
        return text
    kept = ""
    for sentence in sentences(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer.split()) > words or len(longer) > characters:
            break
        kept = longer
    return kept or _beginning(text, words, characters)


def _beginning(text: str, words: int, characters: int) -> str:
    """Cut after a part of the sentence where there is one in its second half, else after a word."""
    begun = " ".join(text.split()[:words])
    if len(begun) > characters - 1:
        begun = begun[: characters - 1].rsplit(" ", 1)[0]
    parts = [match.start() for match in re.finditer(r"[;,:–](?=\s)", begun)]
    if parts and parts[-1] > len(begun) // 2:
        begun = begun[: parts[-1]]
    return f"{begun.rstrip(' ,;:–-')}{CUT}"


def fitted_to(text: str, characters: int) -> str:
    """A text for staff within its field, cut at the end of a sentence or a line."""
    if len(text) <= characters:
        return text
    begun = text[: characters - 1]
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s)|\n", begun)]
    stop = ends[-1] if ends and ends[-1] > len(begun) // 2 else begun.rfind(" ")
    return f"{begun[:stop].rstrip() if stop > 0 else begun}{CUT}"
