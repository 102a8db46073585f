"""The demonstration's planning: of prisons with good data, with old data and with none, and of one that closed."""

from __future__ import annotations

from functools import partial

from coordination.demo.world import World
from coordination.queueing import queue_on_commit
from planning.demo import exits, play
from planning.demo.texts import texts


def seed(world: World) -> None:
    """Everything in the order of time."""
    stage = play.Stage(world)
    every = [*exits.events(world, partial(play.record, stage)), *play.events(stage, texts())]
    for _day, _turn, happens in sorted(every, key=lambda event: event[:2]):
        happens()
    # The story was played in silence; the sweep queues the papers that wait.
    queue_on_commit("planning.sweep_reports")
