"""The demonstration's planning: a prison with good data, one with old data, one of which nothing is known."""

from __future__ import annotations

from coordination.demo.world import World
from planning.demo import play
from planning.demo.texts import texts


def seed(world: World) -> None:
    """Everything in the order of time."""
    every = list(play.events(play.Stage(world), texts()))
    for _day, _turn, happens in sorted(every, key=lambda event: event[:2]):
        happens()
