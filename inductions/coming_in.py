"""May they come in? One answer for a person, a prison and a day. Plain data in, an answer out; no database inside.

The rule, in full; the first that fits decides, and what weighs less is told beside it:

- Stopped, refused or withdrawn at this prison: no. Nothing says why, and refused reads as “not cleared here”.
- No work at this prison recorded for the day: no, also on the days before it begins.
- Clearance in force here, granted here or relied on by name: as the placement says. A refusal outweighs what was
  granted before it (a renewal that is refused ends the matter); one that was withdrawn is merely gone.
- No clearance in force: a placement that is escorted at all times needs none (domain.md); any other: no.
- An induction step or a required module that is missing: what the prison set for it, escorted unless it set otherwise.

Unknown is never yes, and the prison's own gate list wins over all of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from inductions.status import Status


class Answer(IntEnum):
    """In order, so that the least of several answers counts."""

    NO = 0
    ESCORTED = 1
    YES = 2

    @property
    def label(self) -> str:
        return {Answer.NO: "No", Answer.ESCORTED: "Yes, escorted", Answer.YES: "Yes"}[self]


class Turn(StrEnum):
    """Who has to do the next thing."""

    COORDINATOR = "the coordinator"
    MANAGER = "the organisation’s manager"
    PERSON = "the person"


class Movement(StrEnum):
    ESCORTED = "escorted"
    UNESCORTED = "unescorted"
    KEYS = "keys"


@dataclass(frozen=True)
class Clearance:
    """What this prison knows. `refused` covers withdrawn as well, which has no `refused_on`.

    `granted_on` is the day from which it counts here, `expires_on` the last on which it does.
    """

    refused: bool = False
    refused_on: date | None = None
    applied: bool = False
    granted_on: date | None = None
    expires_on: date | None = None

    def holds(self, day: date) -> bool:
        known = self.granted_on is not None and self.expires_on is not None
        return bool(known and self.granted_on <= day <= self.expires_on)  # type: ignore[operator]

    def granted_since(self, day: date) -> bool:
        """On that day or later; on the same day the grant is what the prison came to."""
        return self.granted_on is not None and self.granted_on >= day


@dataclass(frozen=True)
class Needed:
    """Something required here: its name, what it is worth on the day, and the most that it allows when missing."""

    name: str
    status: Status
    without_it: Answer = Answer.ESCORTED
    turn: Turn = Turn.PERSON


@dataclass(frozen=True)
class Facts:
    """Everything the answer rests on, for one person at one prison on one day.

    `begins_on`, `ended_on`: the next day and the last on which they work here, where that is not the day itself.
    """

    movements: tuple[Movement, ...] = ()
    begins_on: date | None = None
    ended_on: date | None = None
    stopped: bool = False
    clearances: tuple[Clearance, ...] = ()
    needed: tuple[Needed, ...] = ()


@dataclass(frozen=True)
class Reason:
    """`missing`: the name of what the sentence says is not recorded or has expired."""

    sentence: str
    turn: Turn
    missing: str = ""


@dataclass(frozen=True)
class Verdict:
    """`reasons`: why it is less than yes, each with whose turn it is; none of them for a plain yes."""

    answer: Answer
    reasons: tuple[Reason, ...] = ()
    keys: bool = False
    notes: tuple[str, ...] = field(default=())


def together(reasons: Iterable[Reason]) -> list[Reason]:
    """In order, with what is missing for one cause and by one turn in one sentence: eight lines hide the answer."""
    groups: dict[object, list[Reason]] = {}
    for each in reasons:
        words = each.sentence.removeprefix(each.missing)
        groups.setdefault((words, each.turn) if each.missing else each, []).append(each)
    return [rows[0] if len(rows) == 1 else _in_one(rows) for rows in groups.values()]


def _in_one(rows: list[Reason]) -> Reason:
    cause = "Expired" if rows[0].sentence.endswith(HAS_EXPIRED) else "Not recorded"
    names = ", ".join(each.missing for each in rows)
    return Reason(f"{cause}: {names}.", rows[0].turn, names)


HAS_EXPIRED = " has expired."
NOT_CLEARED = Reason("Not cleared here.", Turn.COORDINATOR)


def may_come_in(facts: Facts, day: date) -> Verdict:
    """The one place that answers."""
    refused_on = max((each.refused_on for each in facts.clearances if each.refused_on), default=date.min)
    held = any(each.holds(day) and each.granted_since(refused_on) for each in facts.clearances)
    refused = any(each.refused for each in facts.clearances) and not held
    if facts.stopped or refused:
        return Verdict(Answer.NO, (NOT_CLEARED,))
    if not facts.movements:
        return Verdict(Answer.NO, (_no_work(facts),))
    parts = [_by_clearance(facts, held, day), *_by_what_is_needed(facts.needed)]
    answer = min(part for part, _ in parts)
    reasons = tuple(reason for _, reason in parts if reason)
    keys = answer == Answer.YES and Movement.KEYS in facts.movements
    return Verdict(answer, reasons, keys)


def _no_work(facts: Facts) -> Reason:
    """Whoever is booked for training before their first day stands on the sheet, and is told from when they work."""
    if facts.begins_on:
        sentence = f"Work here begins on {_in_words(facts.begins_on)}, not before."
    elif facts.ended_on:
        sentence = f"Work here ended on {_in_words(facts.ended_on)}."
    else:
        sentence = "No work here is recorded for this day."
    return Reason(sentence, Turn.MANAGER)


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _by_clearance(facts: Facts, held: bool, day: date) -> tuple[Answer, Reason | None]:
    escorted_only = set(facts.movements) == {Movement.ESCORTED}
    if held:
        return (Answer.ESCORTED if escorted_only else Answer.YES), None
    if Movement.ESCORTED in facts.movements:
        return Answer.ESCORTED, None
    ended = max((each.expires_on for each in facts.clearances if each.expires_on), default=None)
    applied = any(each.applied for each in facts.clearances)
    if ended and ended < day:
        sentence = f"The clearance ended on {_in_words(ended)}."
        if applied:
            # Whoever has applied anew has done their part.
            return Answer.NO, Reason(f"{sentence} A new one is applied for.", Turn.COORDINATOR)
        return Answer.NO, Reason(sentence, Turn.MANAGER)
    if applied:
        return Answer.NO, Reason("The clearance is applied for and not decided.", Turn.COORDINATOR)
    return Answer.NO, Reason("No clearance is recorded.", Turn.MANAGER)


def _by_what_is_needed(needed: Iterable[Needed]) -> list[tuple[Answer, Reason | None]]:
    found: list[tuple[Answer, Reason | None]] = []
    for each in needed:
        if each.status.holds or each.status == Status.NOT_REQUIRED:
            continue
        words = HAS_EXPIRED if each.status == Status.EXPIRED else " is not recorded."
        found.append((each.without_it, Reason(f"{each.name}{words}", each.turn, each.name)))
    return found
