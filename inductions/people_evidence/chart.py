"""The trend as bars of an inline SVG: a pattern and a number on each, so that it reads without colour. Whole units.

The bars lie, a month under the other as in the table beside them, so that words stay readable on a narrow screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from inductions.people_evidence import telling
from inductions.people_evidence.figures import Evidence

WIDTH: Final = 360
_LEFT: Final = 72
_RIGHT: Final = 312
_TOP: Final = 26
_STEP: Final = 30
_BAR: Final = 20
NOTHING: Final = "–"


@dataclass(frozen=True)
class Bar:
    """`length` is None where nothing is known or told: then words stand there and no bar."""

    y: int
    words_y: int
    length: int | None
    words_x: int
    words: str
    month: str


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    # (how far to the right, words above it)
    lines: list[tuple[int, str]]
    height: int
    floor: int
    width: int = WIDTH
    left: int = _LEFT
    top: int = _TOP
    bar: int = _BAR

    @property
    def is_empty(self) -> bool:
        return all(bar.length is None for bar in self.bars)


def _length(percent: int) -> int:
    return percent * (_RIGHT - _LEFT) // 100


def chart_of(found: Evidence, *, hide: bool) -> Chart:
    bars = []
    for at, month in enumerate(found.months):
        told = telling.total_told(found, month, hide)
        y = _TOP + at * _STEP + (_STEP - _BAR) // 2
        share = 100 * told.part // told.of if told.is_told and told.of else None
        length = None if share is None else _length(share)
        words = NOTHING if share is None else f"{share}%"
        bars.append(Bar(y, y + _BAR - 5, length, _LEFT + (length or 0) + 6, words, f"{month.day:%b %y}"))
    floor = _TOP + len(found.months) * _STEP
    return Chart(bars, [(_LEFT + _length(each), f"{each}%") for each in (0, 50, 100)], floor + 6, floor)
