"""The demonstration's forums: a year of meetings at two prisons, and what was said, promised and done."""

from __future__ import annotations

from coordination.demo.world import World
from forums.demo import agreed, begun, events, heard, ideas, meetings
from forums.demo.stage import Stage


def seed(world: World) -> None:
    """Everything in the order of time."""
    stage = Stage(world)
    parts = (begun, meetings, agreed, heard, ideas, events)
    every = [event for part in parts for event in part.events(stage)]
    for _day, _turn, happens in sorted(every, key=lambda event: event[:2]):
        happens()
