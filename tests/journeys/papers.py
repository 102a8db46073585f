"""Making editions and getting at them, as a coordinator does it on the pages."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

# Laying out a directory takes seconds, more on a busy machine.
PATIENCE: Final = 300_000
READY: Final = "Open to print (PDF)"


def make_edition(coordinator: Visitor, code: str, kind: str) -> int:
    """Presses the button at the prison; the number of the edition, which is being laid out now.

    `kind`: "staff" or "people in prison".
    """
    coordinator.open(f"/prisons/{code}/editions/")
    coordinator.press(f"Make a new edition of the directory for {kind}")
    coordinator.sees("every service that is approved now.")
    coordinator.press("Print it now")
    coordinator.sees("is being laid out. This takes some seconds.")
    assert coordinator.main.get_by_role("progressbar").count() == 1
    return int(coordinator.page.title().split(", edition ")[1].split(" ")[0])


def open_edition(coordinator: Visitor, code: str, kind: str, number: int) -> None:
    coordinator.open(f"/prisons/{code}/editions/")
    table = coordinator.page.get_by_role("table", name="All editions")
    coordinator.follow(f"Directory for {kind}, edition {number}", within=table)


def wait_for_papers(coordinator: Visitor, code: str) -> None:
    """Until nothing is being laid out at the prison; the demonstration comes with papers that are."""
    coordinator.open(f"/prisons/{code}/editions/")
    watch(coordinator)


def read_paper(coordinator: Visitor) -> bytes:
    """Of the edition or notice whose page is open, once it is ready."""
    watch(coordinator)
    coordinator.sees("Ready to print")
    return coordinator.download(READY)


def watch(coordinator: Visitor) -> None:
    """The page keeps looking: with scripts by itself, without them when asked to."""
    under_way = coordinator.main.get_by_role("progressbar")
    if under_way.count():
        if not coordinator.scripts:
            coordinator.go(coordinator.link("keep checking for me").first)
        expect(under_way).to_have_count(0, timeout=PATIENCE)
        coordinator.examine()
