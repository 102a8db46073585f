"""Tests on several processors: journeys on one worker from the start, files on the others, and what needs the machine
to itself at the end, alone.

`make test` gives pytest one worker for each processor (coordination/machine/prepare); workers share PostgreSQL,
where each has a database of its own, and each has its own Redis and its own folder (tests/servers.py).
"""

from __future__ import annotations

from typing import Any, Final

from xdist.scheduler import LoadFileScheduling

# A browser waits for pages more than it works. One portal and one browser serve all journeys, so that they stay
# together; begun last, they would leave the other processors idle for half the time.
JOURNEYS: Final = "journeys"
JOURNEYS_FOLDER: Final = "tests/journeys/"
# Processes of the portal's own, whose seconds are looked at: beside other tests they would be late.
ALONE: Final = "alone"
ALONE_FOLDERS: Final = ("tests/load/", "tests/faults/")
# Those empty the database, so that the cast has to be built again: after all that only read it.
LAST_FILES: Final = ("test_at_once.py",)


def group_of(nodeid: str) -> str:
    """Return the file of a test, JOURNEYS, or ALONE."""
    if nodeid.startswith(JOURNEYS_FOLDER):
        return JOURNEYS
    return ALONE if nodeid.startswith(ALONE_FOLDERS) else nodeid.split("::", 1)[0]


class SideBySide(LoadFileScheduling):
    """xdist's own scheduling by files, with journeys first, and what must be alone on the worker that is left."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        if JOURNEYS in self.workqueue:
            self.workqueue.move_to_end(JOURNEYS, last=False)
        for group in [*filter(is_late, self.workqueue), ALONE]:
            if group in self.workqueue:
                self.workqueue.move_to_end(group)
        if next(iter(self.workqueue)) != ALONE or not self._others_have_work(node):
            super()._assign_work_unit(node)

    def _reschedule(self, node: Any) -> None:
        if list(self.workqueue) != [ALONE] or len(self.nodes) == 1:
            super()._reschedule(node)
        elif any(not other.shutting_down for other in self.nodes if other is not node):
            node.shutdown()  # It does what it has; another stays.

    def _others_have_work(self, node: Any) -> bool:
        return any(self._pending_of(work) for other, work in self.assigned_work.items() if other is not node)

    def remove_node(self, node: Any) -> str | None:
        crashed = super().remove_node(node)
        for left in self.nodes:
            self._reschedule(left)
        return crashed


def is_late(group: str) -> bool:
    return group.endswith(LAST_FILES)
