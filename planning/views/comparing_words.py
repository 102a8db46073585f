"""Prisons beside each other in words: a row of the page, and a row of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html

from directory.exports.tables import FileTable, Value
from planning.comparing.side_by_side import Beside
from planning.gaps.hiding import FEW_NEED, NOT_SHOWN
from planning.gaps.matrix import Cell
from planning.gaps.urgent import in_words, rounded
from planning.reports.matrix_words import PATTERNS
from planning.reports.sheet import STATES
from planning.views.gap_words import gap_url

NOT_KNOWN: Final = "Not known"
NONE_RECORDED: Final = "None recorded"
Pathways = list[tuple[str, str]]


def rows(prisons: Iterable[Beside], functions: Mapping[str, str], pathways: Pathways) -> list[dict[str, Any]]:
    codes = [code for code, _ in pathways]
    return [_row(each, functions, codes) for each in prisons]


def _row(found: Beside, functions: Mapping[str, str], pathways: list[str]) -> dict[str, Any]:
    code = found.place.code
    return {
        "name": found.place.name, "url": reverse("gaps", args=[code]),
        "functions": _functions(found, functions),
        "size": NOT_KNOWN if found.population is None else str(found.population),
        "needs_said": found.needs_said,
        "services": NONE_RECORDED if found.services is None else str(found.services),
        "places": _places(found),
        "losing": NOT_KNOWN if found.losing is None else str(found.losing),
        "losing_url": reverse("losing", args=[code]), "market_url": reverse("market", args=[code]),
        "squares": [_square(found, pathway) for pathway in pathways],
    }  # fmt: skip


BLANK_COLUMNS: Final = ("Prison", "Function")


def blank(prisons: Iterable[Beside], functions: Mapping[str, str]) -> list[list[str]]:
    """Of which nobody recorded anything: a line each, so that they are missing where everybody sees it."""
    link = '<a class="govuk-link" href="{}">{}</a>'
    return [
        [
            format_html(link, reverse("gaps", args=[each.place.code]), each.place.name),
            _functions(each, functions),
        ]
        for each in prisons
    ]


def _places(found: Beside) -> str:
    """“120, not known of 2 services”."""
    if found.services is None:
        return NOT_KNOWN
    said = [] if found.places_known is None else [rounded(found.places_known)]
    if found.places.unlimited:
        said.append(f"no limit for {found.places.unlimited}")
    if found.places.unknown:
        said.append(f"not known of {found.places.unknown}" if said else NOT_KNOWN)
    return ", ".join(said) or "0"


def _square(found: Beside, pathway: str) -> dict[str, str]:
    """`note`: what is missing in people a month, where it is known."""
    cell = found.cells.get(pathway)
    if cell is None:
        return {"word": "–", "pattern": "plain", "note": "", "url": ""}
    short = f"{rounded(cell.at_most)} a month short at most" if cell.at_most else ""
    if cell.at_most and cell.shortfall is not None:
        short = f"{rounded(cell.at_most)} a month short"
    if cell.hidden and cell.at_most is None:
        short = "number not shown"
    return {
        "word": STATES[cell.state], "pattern": PATTERNS[cell.state], "note": short,
        "url": gap_url(found.place.code, pathway),
    }  # fmt: skip


def together(prisons: Iterable[Beside], pathways: Pathways) -> list[list[str]]:
    """Of each pathway how many of the prisons are in which state: “2 unmet”, “4 not known”. The worst first."""
    prisons = list(prisons)
    found = []
    for code, _ in pathways:
        states = Counter(each.cells[code].state for each in prisons if code in each.cells)
        found.append([f"{states[state]} {word.lower()}" for state, word in STATES.items() if states[state]])
    return found


# --- The file -------------------------------------------------------------------------------------

COLUMNS: Final = (
    "Prison", "Code", "Region", "Function", "People held", "Needs recorded", "Services", "Places a month",
    "Services of unknown places", "Services that take everybody", "End within 90 days",
)  # fmt: skip
NOTE: Final = "People a month. Not known is not nought: nobody has said it. " + FEW_NEED


def table(
    prisons: Iterable[Beside], functions: Mapping[str, str], pathways: Pathways, day: date
) -> FileTable:
    """Each pathway has two columns: its state, and how many people a month are missing at most."""
    parts = [(label, f"{label}: missing at most") for _, label in pathways]
    columns = (*COLUMNS, *(column for pair in parts for column in pair))
    codes = [code for code, _ in pathways]
    lines = [_line(each, functions, codes) for each in prisons]
    return FileTable(f"Gaps side by side, {in_words(day)}", columns, lines, NOTE)


def _line(found: Beside, functions: Mapping[str, str], pathways: list[str]) -> list[Value]:
    known = found.services is not None
    line: list[Value] = [
        found.place.name, found.place.code, found.place.region or NOT_KNOWN, _functions(found, functions),
        NOT_KNOWN if found.population is None else found.population, "Yes" if found.needs_said else "No",
        NONE_RECORDED if found.services is None else found.services, _number(found.places_known),
        found.places.unknown if known else NOT_KNOWN, found.places.unlimited if known else NOT_KNOWN,
        NOT_KNOWN if found.losing is None else found.losing,
    ]  # fmt: skip
    for pathway in pathways:
        cell = found.cells.get(pathway)
        line += ["", ""] if cell is None else [STATES[cell.state], _missing(cell)]
    return line


def _missing(cell: Cell) -> Value:
    return NOT_SHOWN if cell.hidden and cell.at_most is None else _number(cell.at_most)


def _number(amount: Fraction | None) -> Value:
    if amount is None:
        return NOT_KNOWN
    return int(amount) if amount.denominator == 1 else round(float(amount), 2)


def _functions(found: Beside, functions: Mapping[str, str]) -> str:
    return ", ".join(sorted(functions[each] for each in found.place.functions)) or NOT_KNOWN
