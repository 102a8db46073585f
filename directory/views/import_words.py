"""An import in words: how far it is, what became of its rows. Numbers of people in prison are shown to nobody."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from coordination.plain_text import prison_numbers
from directory.models import ImportRow, ImportRun
from directory.models.listing_state import moment_in_words

Fate = ImportRow.Fate
State = ImportRun.State

TAKEN_OUT: Final = "[number taken out]"
LONGEST_SAMPLE: Final = 140
# Of one row in the table; its own page has them all.
MOST_REFUSALS_OF_A_ROW: Final = 2
# (as a dry run says it, as it is said afterwards, tone)
FATES: Final = {
    Fate.CREATED: ("New", "Brought in as new", "good"),
    Fate.MATCHED: ("Known, with changes", "Known, changes brought in", "info"),
    Fate.UNCHANGED: ("Known, nothing to change", "Known, nothing changed", "neutral"),
    Fate.REFUSED: ("Not taken", "Not taken", "bad"),
}
NOT_YET: Final = ("Not yet", "Not yet", "neutral")
STATE_TONES: Final = {
    State.MAPPING: "attention", State.CHECKING: "waiting", State.CHECKED: "attention", State.RUNNING: "waiting",
    State.FINISHED: "good", State.STOPPED: "bad",
}  # fmt: skip
STATE_LABELS: Final = {
    State.MAPPING: "Columns to name", State.CHECKING: "Being checked", State.CHECKED: "Waits for your yes",
    State.RUNNING: "Being brought in", State.FINISHED: "Finished", State.STOPPED: "Stopped",
}  # fmt: skip


def state_of(run: ImportRun, *, nothing: bool) -> tuple[str, str]:
    """(words, tone). `nothing`: after a dry run no row is new or changed, so that nobody need say yes to it."""
    if run.state == State.CHECKED and nothing:
        return "Nothing to bring in", "neutral"
    return STATE_LABELS[State(run.state)], STATE_TONES[State(run.state)]


def is_for_good(run: ImportRun) -> bool:
    """Whether fates are what became of the rows; before, they are what would."""
    return run.state in (State.RUNNING, State.FINISHED, State.STOPPED)


def masked(text: str) -> str:
    """The text without numbers of people in prison: what is refused is not repeated on a page or in a file."""
    shown = text
    for found in reversed(prison_numbers(text)):
        shown = shown[: found.start] + TAKEN_OUT + shown[found.end :]
    return shown


def sample(text: str) -> str:
    """The beginning of a cell, on one line."""
    line = " ".join(masked(text).split())
    return line if len(line) <= LONGEST_SAMPLE else f"{line[:LONGEST_SAMPLE].rstrip()}…"


def rows_in_words(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def progress(run: ImportRun, counts: dict[str, int]) -> dict[str, Any]:
    """For the progress bar and its JSON."""
    doing = "checked" if run.state == State.CHECKING else "gone through"
    return {
        "done": counts["done"],
        "total": counts["rows"],
        "sentence": f"{counts['done']:,} of {rows_in_words(counts['rows'])} {doing}.",
        "label": "Rows checked" if run.state == State.CHECKING else "Rows gone through",
    }


def tiles(run: ImportRun, counts: dict[str, int]) -> list[dict[str, Any]]:
    """A figure for each fate, with its rows behind it."""
    after = is_for_good(run)
    url = run.get_absolute_url()
    return [
        {
            "figure": counts[fate],
            "label": FATES[fate][after],
            "url": f"{url}?fate={fate}#rows" if counts[fate] else "",
            "tone": FATES[fate][2] if counts[fate] else "neutral",
        }
        for fate in Fate
    ]


def counts_by_run(rows: Any) -> dict[int, dict[str, int]]:
    """{key of the run: {fate: rows, "rows", "done"}}, in one query."""
    fates = {str(fate): Count("pk", filter=Q(fate=fate, state=ImportRow.State.DONE)) for fate in Fate}
    done = Count("pk", filter=Q(state=ImportRow.State.DONE))
    found = rows.order_by().values("run").annotate(rows=Count("pk"), done=done, **fates)
    return {each["run"]: each for each in found}


def line_of(run: ImportRun, counts: dict[str, int]) -> list[Any]:
    """A run in the list of runs."""
    link = format_html(
        '<a class="govuk-link" href="{}">{}</a>', run.get_absolute_url(), masked(run.file_name)
    )
    by = run.begun_by.name if run.begun_by else "A command on the server"
    new = f"{counts['created']} new, {counts['matched']} changed, {counts['refused']} not taken"
    return [
        link,
        str(run.source or ""),
        f"{moment_in_words(run.begun_at)}, {by}",
        state_of(run, nothing=not counts["created"] and not counts["matched"])[0],
        rows_in_words(counts["rows"]) + (f": {new}" if counts["done"] else ""),
    ]


def row_line(request: HttpRequest, run: ImportRun, row: ImportRow) -> dict[str, Any]:
    """A row in the table of rows."""
    # Until its turn comes, a row still bears what the dry run said of it.
    done = row.fate and row.state == ImportRow.State.DONE
    words = FATES[Fate(row.fate)] if done else NOT_YET
    return {
        "number": row.number,
        "url": reverse("import_row", args=[run.prison.code, run.pk, row.number]),
        "name": masked(row.name) or "Without a name",
        "fate": words[is_for_good(run)],
        "tone": words[2],
        "reason": masked(row.reason or not_everywhere(row)) if done else "",
        # What was noticed in a row that is not taken asks for nothing.
        "flags": [] if row.fate == Fate.REFUSED else [masked(str(flag)) for flag in row.flags],
    }


def not_everywhere(row: ImportRow) -> str:
    """Why some of the prisons do not take a row that others take."""
    refused = [
        f"Not taken at {code}: {each['reason']}"
        for code, each in sorted(row.outcomes.items())
        if each["fate"] == Fate.REFUSED
    ]
    if len(refused) <= MOST_REFUSALS_OF_A_ROW:
        return " ".join(refused)
    return f"Not taken at {len(refused)} of {len(row.outcomes)} prisons: the row says why."
