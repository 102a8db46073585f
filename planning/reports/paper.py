"""The report as a paper for the meeting: at most four pages, from the snapshot alone.

Where it would be longer, it is laid out again with shorter lists, in the order of LENGTHS, and says what is on the
screen only. What even the shortest cannot hold is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.template.loader import render_to_string

from coordination import publishing
from coordination.policies import Refused
from coordination.publishing import Printed
from planning.reports import told
from planning.reports.changes import KINDS, WORDS
from planning.reports.charts import WIDTH, bars
from planning.reports.matrix_words import Matrix, matrix

MOST_PAGES: Final = 4
# What is worst first: a matrix that is cut keeps the columns in which most is missing.
WORST: Final = {"filled": 8, "striped": 4, "dotted": 1, "plain": 0}
TOO_LONG: Final = (
    "This report does not fit four pages, even with its lists cut short. Settle or shorten the decisions that are asked"
    " for, then issue a new report. This one stays whole on the screen."
)


@dataclass(frozen=True)
class Lengths:
    """How many of each at most. `columns`: beside “Everybody”."""

    decisions: int
    priorities: int
    changes: int
    needs: int
    columns: int


LENGTHS: Final = (
    Lengths(decisions=12, priorities=16, changes=24, needs=8, columns=6),
    Lengths(decisions=12, priorities=10, changes=14, needs=4, columns=6),
    Lengths(decisions=10, priorities=6, changes=8, needs=0, columns=5),
    Lengths(decisions=8, priorities=4, changes=4, needs=0, columns=3),
)


@dataclass
class Cut:
    """Shortens lists and keeps in mind what was left out."""

    lengths: Lengths
    left_out: list[str] = field(default_factory=list)

    def first(self, rows: list[Any], most: int, one: str, many: str) -> list[Any]:
        if (more := len(rows) - most) > 0:
            self.left_out.append(f"{more} more {one if more == 1 else many}")
        return rows[:most]


def print_report(
    snapshot: dict[str, Any], content_hash: str, progress: Callable[[int], None] | None = None
) -> Printed:
    """Raises Refused where no length fits, and publishing.PrintingUnavailable."""
    for lengths in LENGTHS:
        printed = publishing.print_pdf(
            html_of(snapshot, content_hash, lengths), expected_pages=MOST_PAGES, progress=progress
        )
        if printed.pages <= MOST_PAGES:
            return printed
    raise Refused(TOO_LONG)


def html_of(snapshot: dict[str, Any], content_hash: str, lengths: Lengths = LENGTHS[0]) -> str:
    sheet, cut = snapshot["sheet"], Cut(lengths)
    context = {
        "title": f"What people need and do not get at {snapshot['prison']['name']}",
        "prison": snapshot["prison"]["name"], "number": snapshot["number"], "day": told.day(snapshot["day"]),
        "created": snapshot["day"], "code": content_hash[:12], "formula": sheet["formula"],
        "facts": told.facts(sheet), "urgent": [each["sentence"] for each in sheet["urgent"]],
        "nothing_said": not any(cell["demand"] for cell in sheet["cells"]),
        "decisions": cut.first(snapshot["decisions"]["asked"], lengths.decisions, "decision", "decisions"),
        "settled": cut.first(
            snapshot["decisions"]["settled"], lengths.decisions, "settled decision", "settled decisions"
        ),
        "priorities": _priorities(snapshot, cut), "changes": _changes(snapshot, cut),
        "since": snapshot["changes"]["since"] and _since(snapshot["changes"]["since"]),
        "notes": snapshot["changes"]["notes"], "matrix": _matrix(sheet, cut), "bars": bars(sheet), "bar_width": WIDTH,
        "besides": told.found_besides(sheet), "needs": _needs(snapshot, cut),
        "left_out": cut.left_out,
    }  # fmt: skip
    return render_to_string("planning/pdf/report.html", context)


def _since(since: dict[str, Any]) -> str:
    return f"report {since['number']} of {told.day(since['day'])}"


def _priorities(snapshot: dict[str, Any], cut: Cut) -> list[dict[str, str]]:
    rows = cut.first(snapshot["priorities"], cut.lengths.priorities, "priority", "priorities")
    return [
        {
            "title": row["title"], "target": row["target"], "owner": row["owner"], "due": told.day(row["due_on"]),
            "state": told.state_of(row),
        }
        for row in rows
    ]  # fmt: skip


def _changes(snapshot: dict[str, Any], cut: Cut) -> list[tuple[str, list[str]]]:
    """[(word, sentences)]: worse before new before better before gone."""
    rows = [(kind, each["sentence"]) for kind in KINDS for each in snapshot["changes"][kind]]
    shown = cut.first(rows, cut.lengths.changes, "change", "changes")
    grouped = ((WORDS[kind], [sentence for of, sentence in shown if of == kind]) for kind in KINDS)
    return [(word, sentences) for word, sentences in grouped if sentences]


def _needs(snapshot: dict[str, Any], cut: Cut) -> list[str]:
    rows = cut.first(snapshot["needs"], cut.lengths.needs, "single need", "single needs")
    return [f"{row['statement']} ({_times(row['times'])}, last {told.day(row['last_on'])})" for row in rows]


def _times(times: int) -> str:
    return "told once" if times == 1 else f"told {times} times"


def _matrix(sheet: dict[str, Any], cut: Cut) -> Matrix:
    """By group. Of too many columns, those in which most is missing, in their order."""
    whole = matrix(sheet, "group")
    more = range(1, len(whole.columns))
    worst = sorted(more, key=lambda at: (-sum(WORST[line.squares[at].pattern] for line in whole.lines), at))
    kept = [0, *sorted(worst[: cut.lengths.columns])]
    if gone := [whole.columns[at] for at in more if at not in kept]:
        cut.left_out.append(f"the columns of {', '.join(gone)}")
    cut.left_out.append("the table by stage of the sentence")
    lines = tuple(type(line)(line.label, tuple(line.squares[at] for at in kept)) for line in whole.lines)
    return Matrix(tuple(whole.columns[at] for at in kept), lines, whole.note, whole.untold)
