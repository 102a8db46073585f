"""The demonstration's bulletins: two that were sent, one being written, one that waits for a governor, one of a set."""

from __future__ import annotations

from bulletins.demo import issues, readers
from coordination.demo.world import World


def seed(world: World) -> None:
    """Readers first: who joined before an issue was sent got it."""
    readers.play(world)
    issues.play(world)
