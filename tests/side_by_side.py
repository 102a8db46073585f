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
# They look at one demonstration, which takes half a minute to seed: tests/coordination/demonstrated.py keeps it.
DEMONSTRATION: Final = "demonstration"
DEMONSTRATION_FILES: Final = (
    "tests/bulletins/test_demo.py",
    "tests/coordination/test_demonstration.py",
    "tests/coordination/test_registration_demonstration.py",
    "tests/forums/test_demo.py",
    "tests/inductions/test_demo.py",
    "tests/planning/test_demo.py",
)


def group_of(nodeid: str) -> str:
    """Return the file of a test, JOURNEYS, DEMONSTRATION, or ALONE."""
    if nodeid.startswith(JOURNEYS_FOLDER):
        return JOURNEYS
    if nodeid.startswith(ALONE_FOLDERS):
        return ALONE
    file = nodeid.split("::", 1)[0]
    return DEMONSTRATION if file in DEMONSTRATION_FILES else file


class SideBySide(LoadFileScheduling):
    """xdist's own scheduling by files, with journeys first, and what must be alone on the worker that is left."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        if JOURNEYS in self.workqueue:
            self.workqueue.move_to_end(JOURNEYS, last=False)
        if ALONE in self.workqueue:
            self.workqueue.move_to_end(ALONE)
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
