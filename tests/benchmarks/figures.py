"""Medians, percentiles and tables, the same for every benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean, median

__all__ = ["mean", "median", "p95", "table"]


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed (nearest rank), in the unit of the values."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * 95 // 100) - 1)]


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A plain table; numbers stand right, and floats show one decimal under ten, else none."""
    cells = [[shown(value) for value in row] for row in rows]
    widths = [max(len(line[column]) for line in [list(headings), *cells]) for column in range(len(headings))]
    numeric = [all(isinstance(row[column], int | float) for row in rows) for column in range(len(headings))]

    def line(texts: Sequence[str]) -> str:
        placed = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(texts, widths, numeric, strict=True)
        ]
        return "  ".join(placed).rstrip()

    return "\n".join([line(headings), "  ".join("-" * width for width in widths), *map(line, cells)])


def shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 10 else f"{value:.1f}"
    return str(value)
