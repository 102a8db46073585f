"""A snapshot as the page shows it: the same for the preview and for what was issued."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import slugify

from planning.gaps.hiding import FEW_NEED
from planning.models import GapReport
from planning.reports import told
from planning.reports.changes import KINDS, WORDS
from planning.reports.charts import WIDTH, bars
from planning.reports.matrix_words import Matrix, matrix
from planning.reports.tables import tables_of

# Shown by the page in its own way; the other tables stand below, each under its own heading.
SHOWN: Final = (
    "Report", "Most urgent", "Need beside places", "Priorities", "Decisions", "What changed",
)  # fmt: skip
PRIORITIES: Final = ("Priority", "Who", "By when", "State")
SERVICES: Final = ("Service", "Organisation", "Places a month of the whole service")
SHARED_OUT: Final = (
    "A service of several pathways, groups or stages gives each of them an equal part of its places, and one that has"
    " stopped gives none, so the places of the services need not add up to those counted here."
)
REPORTS: Final = ("Report", "Day", "Issued by", "Paper")
RUNS: Final = ("Day", "Begun or resumed by", "State", "Issued", "Failed", "Ended")
PAPER: Final = {
    GapReport.Paper.NONE: "The paper has not been made.",
    GapReport.Paper.WAITING: "The paper is being made. This usually takes a few seconds.",
    GapReport.Paper.FAILED: "The paper could not be made.",
}
# (pathway, group, stage): where that cell is told.
Address = Callable[[str, str, str], str]
# What an urgent sentence or a figure speaks of: the table of the report that lists it.
LISTED: Final = {
    "losing": "About to be lost", "sequence": "Longer than people stay", "unreached_wings": "Wings",
    "clashing_sessions": "Sessions that clash", "duplications": "Several times the same",
    "release_areas": "Release areas", "market": "Organisations",
}  # fmt: skip


def shown(snapshot: dict[str, Any], cell_url: Address) -> dict[str, Any]:
    """Context of templates/planning/parts/report.html. `cell_url`: where a square of the matrix leads.

    Whatever has a list in the report leads to that list, and not to what is true today.
    """
    sheet, decided = snapshot["sheet"], snapshot["decisions"]
    tables = [table for table in tables_of(snapshot) if table.caption not in SHOWN and table.rows]
    anchors = {table.caption: f"#{_anchor(table.caption)}" for table in tables}
    return {
        "facts": told.facts(sheet),
        "urgent": [(each["sentence"], _behind(each, cell_url, anchors)) for each in sheet["urgent"]],
        "nothing_said": not any(cell["demand"] for cell in sheet["cells"]),
        "asked": [row["question"] for row in decided["asked"]],
        "settled": [(row["question"], row["answer"]) for row in decided["settled"]],
        "columns": PRIORITIES,
        "priorities": [_priority(row) for row in snapshot["priorities"]],
        "since": told.day(snapshot["changes"]["since"]["day"]) if snapshot["changes"]["since"] else "",
        "notes": snapshot["changes"]["notes"],
        "changes": [
            (WORDS[kind], [each["sentence"] for each in snapshot["changes"][kind]])
            for kind in KINDS
            if snapshot["changes"][kind]
        ],
        "matrices": [
            ("Need beside places, by group", _linked(matrix(sheet, "group"), cell_url)),
            ("Need beside places, by stage of the sentence", _linked(matrix(sheet, "stage"), cell_url)),
        ],
        "bars": bars(sheet), "bar_width": WIDTH,
        "besides": [
            (figure, words, anchors.get(caption, ""))
            for (figure, words), caption in zip(told.found_besides(sheet), LISTED.values(), strict=True)
        ],
        "lists": [_list(table) for table in tables],
        "formula": sheet["formula"],
    }  # fmt: skip


def _list(table: Any) -> dict[str, Any]:
    return {
        "caption": table.caption, "columns": table.columns, "rows": table.rows, "note": table.note,
        "anchor": _anchor(table.caption),
    }  # fmt: skip


def _anchor(caption: str) -> str:
    return f"list-{slugify(caption)}"


def _behind(urgent: dict[str, Any], cell_url: Address, anchors: dict[str, str]) -> str:
    """Where the report itself says what is behind a sentence; empty where it has no more to say."""
    if urgent["about"] == "gap":
        _, pathway, group, stage = urgent["key"].split(":")
        return cell_url(pathway, group, stage)
    return anchors.get(LISTED.get(urgent["about"], ""), "")


def _priority(row: dict[str, Any]) -> list[str]:
    return [f"{row['title']}. {row['target']}", row["owner"], told.day(row["due_on"]), told.state_of(row)]


def _linked(whole: Matrix, cell_url: Address) -> dict[str, Any]:
    return {
        "columns": whole.columns,
        "note": whole.note,
        "untold": whole.untold,
        "lines": [
            {
                "label": line.label,
                "squares": [(each, cell_url(each.pathway, each.group, each.stage)) for each in line.squares],
            }
            for line in whole.lines
        ],
    }


def cell_address(base: str) -> Address:
    """For `shown`: the page `base`, asked for one cell."""

    def address(pathway: str, group: str, stage: str) -> str:
        asked = {"pathway": pathway, "group": group, "stage": stage}
        return f"{base}?{urlencode({name: code for name, code in asked.items() if code})}"

    return address


def cell_told(snapshot: dict[str, Any], cell: dict[str, Any]) -> dict[str, Any]:
    """What the report counted for one cell, with the services behind it."""
    sheet = snapshot["sheet"]
    return {
        "title": told.name_of(cell, told.labels(sheet)),
        "facts": [
            ("State", cell["word"]),
            ("Need, as the source says it", told.demand(cell)),
            ("Need, people a month", told.words(cell["needed"], hidden=cell["hidden"])),
            ("Trust in it", cell["confidence"]),
            ("Places a month", told.places(cell["own"])),
            ("Places that others may take too", told.places(cell["shared"])),
            ("Missing, people a month", told.missing(cell)),
        ],
        "note": " ".join(
            [*([FEW_NEED] if cell["hidden"] else []), *([SHARED_OUT] if cell["services"] else [])]
        ),
        "columns": SERVICES,
        "rows": [
            [offer["name"], offer["organisation"], told.places_of_offer(offer)]
            for offer in (sheet["offers"][str(key)] for key in cell["services"])
        ],
    }


def downloads(report: GapReport) -> list[tuple[str, str]]:
    """[(label, address)]: the paper where there is one, and the tables."""
    at = [report.prison.code, report.number]
    paper = (
        [(f"Paper for the meeting (PDF, {report.pages} page{'' if report.pages == 1 else 's'})",
          reverse("gap_report_paper", args=at))]
        if report.paper == GapReport.Paper.READY
        else []
    )  # fmt: skip
    return [
        *paper,
        ("Everything in tables (XLSX)", reverse("gap_report_table", args=[*at, "xlsx"])),
        ("Everything in tables (CSV)", reverse("gap_report_table", args=[*at, "csv"])),
    ]
