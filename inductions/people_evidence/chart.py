"""The trend as bars of an inline SVG: a pattern and a number on each, so that it reads without colour. Whole units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from inductions.people_evidence.figures import Month
from inductions.people_evidence.tables import month_told

WIDTH: Final = 720
HEIGHT: Final = 260
_LEFT: Final = 48
_TOP: Final = 28
_FLOOR: Final = 216
_BAR: Final = 36


@dataclass(frozen=True)
class Bar:
    """`top` is None where nothing is known or told: then words stand there and no bar."""

    x: int
    middle: int
    top: int | None
    height: int
    words: str
    month: str
    words_at: int


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    # (height on the picture, words at its left)
    lines: list[tuple[int, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    floor: int = _FLOOR
    bar: int = _BAR
    months_at: int = _FLOOR + 18
    years_at: int = _FLOOR + 34


def _at(percent: int) -> int:
    return _FLOOR - percent * (_FLOOR - _TOP) // 100


def chart_of(months: Sequence[Month], *, hide: bool) -> Chart:
    step = (WIDTH - _LEFT) // max(len(months), 1)
    bars = []
    for at, month in enumerate(months):
        held, asked = month_told(month, hide)
        x = _LEFT + at * step + (step - _BAR) // 2
        known = held is not None and bool(asked)
        share = 100 * (held or 0) // (asked or 1)
        top = _at(share) if known else None
        bars.append(
            Bar(
                x=x, middle=x + _BAR // 2, top=top, height=_FLOOR - top if top is not None else 0,
                words=f"{share}%" if known else "–", month=f"{month.day:%b %y}",
                words_at=(top if top is not None else _FLOOR) - 6,
            )
        )  # fmt: skip
    return Chart(bars, [(_at(percent), f"{percent}%") for percent in (0, 50, 100)])
