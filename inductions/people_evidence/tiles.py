"""The five numbers at the top of the page."""

from __future__ import annotations

from dataclasses import dataclass

from coordination.small_counts import is_small
from inductions.people_evidence import telling
from inductions.people_evidence.figures import Evidence
from inductions.people_evidence.tables import NOT_SHOWN, Cell, days, percent
from inductions.people_evidence.telling import Share


@dataclass(frozen=True)
class Tile:
    """`figure` is a number or a share, or words where it may not be told; None: not known."""

    label: str
    figure: str | int | float | None
    note: str = ""


def tiles_of(found: Evidence, *, hide: bool) -> list[Tile]:
    """What a governor with five minutes wants to know."""
    people = telling.number(found.people, hide)
    return [
        Tile("people work here", NOT_SHOWN if people is None else people),
        _whole(found, hide),
        _induction(found, hide),
        _clearances(found, hide),
        _sessions(found),
    ]


def _whole(found: Evidence, hide: bool) -> Tile:
    share = telling.whole_told(found, hide)[1]
    return Tile("have all their required training current", percent(share).value, _of_people(share))


def _induction(found: Evidence, hide: bool) -> Tile:
    label = "have a complete induction"
    if not found.has_checklist:
        return Tile(label, None, "This prison has no checklist yet.")
    share = telling.induction_told(found, hide)[1]
    return Tile(label, percent(share).value, _of_people(share))


def _of_people(share: Share) -> str:
    return f"{share.part} of {share.of} people." if share.is_told and share.of else ""


def _clearances(found: Evidence, hide: bool) -> Tile:
    known = found.clearances
    waiting = telling.number(known.waiting, hide)
    few_wait, few_decided = hide and is_small(known.waiting), hide and is_small(known.decided)
    oldest = _in_days(days(known.oldest_days, known.waiting, hidden=few_wait))
    median = _in_days(days(known.median_days, known.decided, hidden=few_decided))
    note = f"A decision takes {median} (median)." if known.decided else "Nothing was decided in 12 months."
    if known.waiting:
        note = f"The oldest waits {oldest}. {note}"
    return Tile("clearances wait for a decision", NOT_SHOWN if waiting is None else waiting, note)


def _in_days(cell: Cell) -> str:
    if isinstance(cell.value, str):
        return f"({cell.value.lower()})"
    return "1 day" if cell.value == 1 else f"{cell.value:g} days"


def _sessions(found: Evidence) -> Tile:
    held = found.sessions
    note = f"{held.not_run} did not run, {held.cancelled} cancelled, {held.waits} not yet recorded."
    return Tile("training sessions took place in 12 months", held.run, note)
