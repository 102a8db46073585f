"""A text cut where its remarks begin and end, so that a page can mark the places."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from coordination.plain_words.remarks import Remark

# More than this on one text helps nobody; the rest shows when these are mended.
MOST_SHOWN: Final = 30


@dataclass(frozen=True)
class Piece:
    """Some words of the text. `marked`: within a remark. `blocks`: within one that blocks. `ends`: remarks ending here.

    Numbers count the remarks from 1.
    """

    text: str
    marked: bool = False
    blocks: bool = False
    ends: tuple[int, ...] = ()


def pieces(text: str, remarks: list[Remark]) -> list[Piece]:
    """Joined, their texts are the text."""
    shown = remarks[:MOST_SHOWN]
    edges = sorted({0, len(text), *(edge for remark in shown for edge in (remark.start, remark.end))})
    found = []
    for first, last in pairwise(edges):
        over = [remark for remark in shown if remark.start <= first and last <= remark.end]
        ends = tuple(
            number for number, remark in enumerate(shown, 1) if remark.end == last and remark in over
        )
        found.append(Piece(text[first:last], bool(over), any(remark.blocks for remark in over), ends))
    return found
