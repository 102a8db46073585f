"""What pages say of people who come in: answers with their tones, days, and what leads where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils import timezone

from coordination.models import Prison
from coordination.views.sentences import day
from inductions.coming_in import Answer, Turn, Verdict, together
from inductions.gate import verdicts
from inductions.models import Engagement, Placement

TONES: Final = {Answer.YES: "good", Answer.ESCORTED: "info", Answer.NO: "bad"}


def answer_of(verdict: Verdict | None, own: bool = False) -> dict[str, Any] | None:
    """For a cell: the answer, its tone and why it is not a plain yes. `own`: the reader is the person."""
    if verdict is None:
        return None
    return {
        "label": verdict.answer.label,
        "tone": TONES[verdict.answer],
        "reasons": [
            {
                "sentence": each.sentence,
                "turn": "you" if own and each.turn == Turn.PERSON else each.turn.value,
            }
            for each in together(verdict.reasons)
        ],
        "keys": verdict.keys,
        "notes": verdict.notes,
    }


def answers_today(placements: Iterable[Placement]) -> dict[tuple[int, int], Verdict]:
    """{(prison, person): verdict} for today: the same number of queries for each prison, however many people."""
    people: dict[Prison, set[int]] = {}
    for placement in placements:
        people.setdefault(placement.prison, set()).add(placement.engagement.person_id)
    today = timezone.localdate()
    return {
        (prison.pk, person): verdict
        for prison, keys in people.items()
        for person, verdict in verdicts(prison, keys, today).items()
    }


def period(row: Engagement | Placement) -> str:
    """`since 1 March 2026`, `1 March 2026 to 3 April 2026`, `from 1 May 2027`."""
    if row.ends_on:
        return f"{day(row.begins_on)} to {day(row.ends_on)}"
    return f"{'from' if row.begins_on > timezone.localdate() else 'since'} {day(row.begins_on)}"


def is_over(row: Engagement | Placement, today: date | None = None) -> bool:
    return row.ends_on is not None and row.ends_on < (today or timezone.localdate())
