"""The demonstration's services: written, decided, kept up and printed through the actions."""

from __future__ import annotations

from coordination.demo.world import World
from directory.demo import asked, papers, play
from directory.demo.texts import offers


def seed(world: World) -> None:
    """Everything in the order of time."""
    every = [*play.events(play.Stage(world), offers()), *papers.events(world), *asked.events(world)]
    for _day, _turn, happens in sorted(every, key=lambda event: event[:2]):
        happens()
    papers.queue_what_waits()
