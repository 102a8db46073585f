"""The matrix as rows of words: a pathway a row, groups or stages whose need somebody told as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from planning.gaps.hiding import FEW_NEED

# What a pattern is called in the styles: filled, striped, dotted, plain. Each stands beside its word.
PATTERNS: Final = {"unmet": "filled", "partly": "striped", "unknown": "dotted", "met": "plain"}
WHERE: Final = {"group": "by these groups", "stage": "at these stages"}


@dataclass(frozen=True)
class Square:
    """One cell: the word of its state, and a number with its unit where there is one."""

    pathway: str
    group: str
    stage: str
    word: str
    pattern: str
    note: str


@dataclass(frozen=True)
class Line:
    label: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Matrix:
    """`columns`: words above the squares; the first is everybody at any stage. `note`: why numbers are hidden.
    `untold`: which groups or stages have no column, because nobody told what they need.
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    untold: str = ""


def matrix(sheet: dict[str, Any], by: str = "group", *, all_columns: bool = False) -> Matrix:
    """`by`: "group" or "stage". A column is there where some pathway has a demand or a single need for it; with
    `all_columns` for every one.
    """
    cells = {(cell["pathway"], cell["group"], cell["stage"]): cell for cell in sheet["cells"]}
    told = {cell[by] for cell in cells.values() if cell["demand"] or single(cell)}
    shown = [each for each in sheet[f"{by}s"] if all_columns or each["code"] in told]
    first = "Everybody" if by == "group" else "Any stage"
    lines, hidden = [], False
    for pathway in sheet["pathways"]:
        keys = [
            (pathway["code"], "", ""),
            *((pathway["code"], each["code"] if by == "group" else "", each["code"] if by == "stage" else "")
              for each in shown),
        ]  # fmt: skip
        lines.append(Line(pathway["label"], tuple(square(cells[key]) for key in keys)))
        hidden = hidden or any(cells[key]["hidden"] for key in keys)
    columns = (first, *(each["label"] for each in shown))
    left = ", ".join(each["label"] for each in sheet[f"{by}s"] if each not in shown)
    untold = f"Nobody has said what is needed {WHERE[by]}: {left}." if left else ""
    return Matrix(columns, tuple(lines), FEW_NEED if hidden else "", untold)


def square(cell: dict[str, Any]) -> Square:
    return Square(
        cell["pathway"], cell["group"], cell["stage"], cell["word"], PATTERNS[cell["state"]], note_of(cell)
    )


def note_of(cell: dict[str, Any]) -> str:
    """“26 a month short”, “0 to 7 a month short”, “3 services, need not known”, “number not shown”."""
    least, most = cell["at_least"], cell["at_most"]
    if cell["hidden"] and most is None:
        return "number not shown"
    if most is not None and most["exact"] != "0":
        amount = most["words"] if least == most else f"{least['words']} to {most['words']}"
        return f"{amount} a month short"
    if most is not None:
        return ""
    count = len(cell["services"])
    services = f"{count} service{'' if count == 1 else 's'}" if count else "no service"
    if cell["demand"] is not None:
        return services
    told = single(cell)
    return (
        f"{services}, {told} single need{'' if told == 1 else 's'}" if told else f"{services}, need not known"
    )


def single(cell: dict[str, Any]) -> int:
    return cell.get("single", 0)
