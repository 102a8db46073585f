"""How far a plan is, by level. Pure: rows in, figures out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

LEVELS: Final = ("bronze", "silver", "gold")


class State(StrEnum):
    DONE = "done"
    OLD = "old"
    LATE = "late"
    BEGUN = "begun"
    FOUND = "found"
    OPEN = "open"
    LEFT_OUT = "left_out"

    @property
    def label(self) -> str:
        return {
            State.DONE: "Done", State.OLD: "Done, but shown too long ago", State.LATE: "Overdue",
            State.BEGUN: "Under way", State.FOUND: "Evidence found", State.OPEN: "Not begun",
            State.LEFT_OUT: "Left out",
        }[self]  # fmt: skip

    @property
    def tone(self) -> str:
        return {
            State.DONE: "good", State.OLD: "attention", State.LATE: "bad", State.BEGUN: "info",
            State.FOUND: "attention", State.OPEN: "neutral", State.LEFT_OUT: "neutral",
        }[self]  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing to do. `shown`: evidence that still counts was found; None where nothing here can show it."""

    key: int
    level: str
    done: bool = False
    left_out: bool = False
    shown: bool | None = None
    due_on: date | None = None
    begun: bool = False
    # An own step of the prison, which no level asks for.
    own: bool = False


def state_of(item: Item, day: date) -> State:
    if item.left_out:
        return State.LEFT_OUT
    if item.done:
        return State.OLD if item.shown is False else State.DONE
    if item.due_on and item.due_on < day:
        return State.LATE
    if item.begun:
        return State.BEGUN
    # Nobody took it up, and yet it was done: somebody only has to say so.
    return State.FOUND if item.shown else State.OPEN


@dataclass(frozen=True)
class OfLevel:
    """Of what a level itself asks for, without those before it. What is left out is no part of `asked`."""

    level: str
    done: int
    asked: int
    left_out: int
    left: tuple[int, ...]

    @property
    def is_reached(self) -> bool:
        """Something has to be done: a level that is left out whole is not reached."""
        return not self.left and self.done > 0


@dataclass(frozen=True)
class Progress:
    """`reached` is the highest level whose own and earlier things are all done; empty for none.

    `next_level` is the one after it, and `left` the keys of what is still to be done for it.
    """

    levels: tuple[OfLevel, ...]
    reached: str
    next_level: str
    left: tuple[int, ...]

    def of(self, level: str) -> OfLevel:
        return next(each for each in self.levels if each.level == level)


def progress(items: Iterable[Item], day: date) -> Progress:
    """Own steps of the prison are not counted: levels are the same everywhere."""
    counted = [each for each in items if not each.own]
    levels = tuple(_of_level(level, counted, day) for level in LEVELS)
    reached = ""
    for each in levels:
        if not each.is_reached:
            break
        reached = each.level
    following = LEVELS[LEVELS.index(reached) + 1 :] if reached else LEVELS
    next_level = following[0] if following else ""
    left = next((each.left for each in levels if each.level == next_level), ())
    return Progress(levels, reached, next_level, left)


def _of_level(level: str, items: Sequence[Item], day: date) -> OfLevel:
    its = [(each, state_of(each, day)) for each in items if each.level == level]
    asked = [(each, state) for each, state in its if state != State.LEFT_OUT]
    return OfLevel(
        level=level, done=sum(state == State.DONE for _, state in asked), asked=len(asked),
        left_out=len(its) - len(asked),
        left=tuple(each.key for each, state in asked if state != State.DONE),
    )  # fmt: skip
