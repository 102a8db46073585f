"""The shape that every file is read into: headings, and rows of text under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from coordination.plain_text import formula_undone
from coordination.policies import Refused

MOST_COLUMNS: Final = 300
LONGEST_HEADING: Final = 120
SPILLED: Final = "Cells without a heading"
Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """Headings in their order, and the rows as a generator, so that a long file needs no long memory.

    `rows` can be read once; it raises Refused where the file turns out to be broken further down.
    """

    headings: tuple[str, ...]
    rows: Iterator[Row]


def table_of(lines: Iterable[list[str]]) -> Table:
    """The first line with two cells or more is the headings (titles above it are passed over, blank lines too)."""
    rest = iter(lines)
    first: list[str] = []
    for line in rest:
        filled = sum(bool(cell.strip()) for cell in line)
        if filled > 1:
            return _table(line, rest)
        if filled and not first:
            first = line
    if first:
        raise Refused("The file has one column only. A list needs one column for each thing it says.")
    raise Refused("The file has no line of column headings. Add one above the rows.")


def _table(line: list[str], rest: Iterator[list[str]]) -> Table:
    headings = named(line)
    return Table(headings, _rows(headings, rest))


def named(line: Iterable[str]) -> tuple[str, ...]:
    """Trimmed; a heading that stands twice is numbered, an empty one is called by its place.

    Refused before anything is numbered where there are too many: a million of one name would be compared for days.
    """
    cells = [" ".join(cell.split())[:LONGEST_HEADING] for cell in line]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise Refused(f"The file has more than {MOST_COLUMNS} columns. Delete those that are not needed.")
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name, number = cell or f"Column {place}", 2
        while name in names:
            name = f"{cell or 'Column'} ({number})"
            number += 1
        names.append(name)
    return tuple(names)


def _rows(headings: tuple[str, ...], lines: Iterator[list[str]]) -> Iterator[Row]:
    """Short lines are filled up; what stands beyond the last heading is kept under a name of its own."""
    for line in lines:
        if not any(cell.strip() for cell in line):
            continue
        cells = [unquoted(cell) for cell in line]
        row = dict(zip(headings, [*cells, *[""] * (len(headings) - len(cells))], strict=False))
        beyond = " ".join(cell for cell in cells[len(headings) :] if cell)
        yield row | {SPILLED: beyond} if beyond else row


def unquoted(cell: str) -> str:
    """Stripped; the apostrophe that our own exports put before a formula is taken off again."""
    return formula_undone(cell).strip()


def as_text(value: Any) -> str:
    """A cell as somebody would type it: dates as 2026-03-05, whole numbers without a point, lists joined by |."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        whole_day = value.time() == time()
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float | Decimal) and isfinite(value) and value == int(value):
        return str(int(value))
    if isinstance(value, list | tuple):
        return "|".join(filter(None, map(as_text, value)))
    return storable(str(value)).strip()


def storable(text: str) -> str:
    """Without what no database keeps as text: NUL, and halves of signs that JSON can name one by one."""
    return text.replace("\0", "").encode(errors="replace").decode()
