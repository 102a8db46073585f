"""The five numbers at the top of the page."""

from __future__ import annotations

from dataclasses import dataclass

from coordination.small_counts import is_small
from inductions.people_evidence import telling
from inductions.people_evidence.figures import Evidence
from inductions.people_evidence.tables import NOT_SHOWN, percent
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
    words = []
    if known.waiting and not few_wait:
        words.append(f"The oldest waits {_in_days(known.oldest_days)}.")
    if not few_decided:
        words.append(
            f"A decision takes {_in_days(known.median_days)} (median)."
            if known.decided
            else "Nothing was decided in 12 months."
        )
    label = "clearances wait for a decision"
    return Tile(label, NOT_SHOWN if waiting is None else waiting, " ".join(words))


def _in_days(days: float | None) -> str:
    if days is None:
        return "since a day that is not known"
    return "1 day" if days == 1 else f"{days:g} days"


def _sessions(found: Evidence) -> Tile:
    held = found.sessions
    note = f"{held.not_run} did not run, {held.cancelled} cancelled, {held.waits} not yet recorded."
    return Tile("training sessions took place in 12 months", held.run, note)
