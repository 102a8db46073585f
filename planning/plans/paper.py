"""Evidence for inspectors as a paper: the indicators first, then every source that they rest on, numbered.

Small counts of people are never told on it: a paper leaves the portal.
"""

from __future__ import annotations

from typing import Any, Final

from django.template.loader import render_to_string

from coordination import publishing
from coordination.models import Prison
from coordination.publishing import Printed
from directory.editions import sentences
from planning.plans.gathering import kinds
from planning.plans.inspection import Inspection, Shown
from planning.plans.telling import on_paper, told

# Under an indicator stand the newest; all of them stand in the appendix.
NEWEST: Final = 4


def print_inspection(prison: Prison, found: Inspection) -> Printed:
    """Raises publishing.PrintingUnavailable."""
    return publishing.print_pdf(html_of(prison, found))


def html_of(prison: Prison, found: Inspection) -> str:
    """The same evidence on the same day gives the same paper."""
    numbers, sources = _sources(found)
    expectation = found.expectation
    context = {
        "title": f"Evidence for inspectors: {prison.name}", "prison": prison.name, "expectation": expectation,
        "day": sentences.day(found.day), "created": found.day.isoformat(), "manager": found.manager,
        "lines": [_line(each, numbers) for each in found.lines], "sources": sources,
        "sum": found.in_words,
    }  # fmt: skip
    return render_to_string("planning/pdf/inspection.html", context)


def _sources(found: Inspection) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """({source: number}, [{"label", "rows"}]): each source once, under its kind, newest first."""
    by_kind: dict[str, dict[str, Any]] = {code: {} for line in found.lines for code in line.kinds}
    for line in found.lines:
        for each in line.evidence:
            by_kind[each.kind][each.source] = each
    labels = kinds()
    numbers: dict[str, int] = {}
    listed: list[dict[str, Any]] = []
    for code, its in by_kind.items():
        rows = []
        for each in its.values():
            numbers[each.source] = len(numbers) + 1
            said = told(each, on_paper)
            rows.append({
                "number": numbers[each.source], "on": sentences.day(each.on), "words": said.words,
                "how_much": said.how_much, "path": each.path,
            })  # fmt: skip
        if rows:
            listed.append(
                {"label": labels[code], "rows": rows, "counted": any(row["how_much"] for row in rows)}
            )
    return numbers, listed


def _line(line: Shown, numbers: dict[str, int]) -> dict[str, Any]:
    newest = line.evidence[:NEWEST]
    return {
        "number": line.indicator.number, "sentence": line.indicator.sentence, "can": line.can,
        "months": line.indicator.months,
        "older": sentences.day(line.older.on) if line.older else "",
        "newest": [
            {
                "number": numbers[each.source], "on": sentences.day(each.on), "words": each.words,
                "how_much": told(each, on_paper).how_much,
            }
            for each in newest
        ],
        "more": len(line.evidence) - len(newest),
        "all": _ranges(sorted(numbers[each.source] for each in line.evidence)),
    }  # fmt: skip


def _ranges(numbers: list[int]) -> str:
    """“1–4, 7, 9–12”."""
    runs: list[list[int]] = []
    for each in numbers:
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
