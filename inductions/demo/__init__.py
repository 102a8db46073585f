"""The demonstration's people who come in: added, trained, cleared, inducted and let in through the actions."""

from __future__ import annotations

from coordination.demo.world import World
from inductions.demo import people, prisons, sessions
from inductions.demo.stage import Stage


def seed(world: World) -> None:
    """Everything in the order of time; who is in the prison today comes last."""
    stage = Stage(world)
    every = [*prisons.events(stage), *people.events(stage), *sessions.events(stage)]
    for _day, _turn, happens in sorted(every, key=lambda event: event[:2]):
        happens()
    people.come_in_today(stage)
