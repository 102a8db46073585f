"""A new coordinator of an empty prison follows the path to two printed directories; words are checked on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.cast import PASSWORD
from tests.directory.printing import pages_of
from tests.journeys.begun import CODE, EMAIL, SERVICE
from tests.journeys.papers import make_edition, open_edition, read_paper, wait_for_papers
from tests.journeys.visitor import Visitor
from tests.running import RunningPortal

pytestmark = pytest.mark.journey

PATH = f"/prisons/{CODE}/first-day/"


def act(portal: RunningPortal, what: str) -> None:
    done = portal.manage("shell", "-v", "0", "-c", f"from tests.journeys.begun import {what}; {what}()")
    assert done.returncode == 0, done.stderr


def step(visitor: Visitor, title: str) -> Locator:
    return visitor.main.get_by_role("listitem").filter(
        has=visitor.page.get_by_role("heading", name=title, level=3)
    )


def at_next(visitor: Visitor, title: str) -> Locator:
    """On the path, where this step is the one to do."""
    visitor.open(PATH)
    expect(visitor.page.locator(".dir-path__step--next")).to_have_count(1)
    found = step(visitor, title)
    expect(found).to_contain_text("Next")
    return found


def test_a_new_coordinator_comes_from_nothing_to_two_printed_directories(
    arrive: Callable[..., Visitor], portal: RunningPortal
) -> None:
    act(portal, "appoint")
    coordinator = arrive()
    coordinator.open("/accounts/login/")
    coordinator.sign_in(EMAIL, PASSWORD)
    coordinator.follow("The directory of HMP Leeds is not worth printing yet. Next: name the wings.")
    assert coordinator.path == PATH
    coordinator.sees(
        "1 of 7 steps are done.", "There is no entry to print.", "Nobody knows which wings are reached"
    )

    coordinator.press("Name the wings", within=at_next(coordinator, "Name the wings"))
    coordinator.fill({"Name of the wing or unit": "Ring 01632 960123"})
    coordinator.press("Add wing")
    coordinator.sees("it is printed for people in prison")
    coordinator.fill({"Name of the wing or unit": "A wing"})
    coordinator.press("Add wing")

    bring_in = at_next(coordinator, "Bring in services")
    expect(bring_in.get_by_role("button", name="Bring in a list")).to_be_visible()
    coordinator.press("Add and invite an organisation", within=bring_in)
    act(portal, "write")

    coordinator.press("Go to the queue", within=at_next(coordinator, "Decide what enters the directory"))
    coordinator.follow(SERVICE)
    coordinator.sees("Write “people in prison” for “offenders”")
    coordinator.press("Edit, then accept")
    remarks = coordinator.page.locator("#id_summary_words")
    coordinator.fill({"What it is": "You make paper lanterns with us. OMU will help. Ring 01632 960123."})
    expect(remarks).to_contain_text("Write “OMU” in full words")
    expect(remarks.locator("mark").filter(has_text="01632 960123")).to_have_count(1)
    expect(remarks).to_contain_text("Must change: Take “01632 960123” out")
    expect(coordinator.page.get_by_role("status")).to_have_text("What it is: 2 remarks. 1 must change.")
    coordinator.examine()
    coordinator.fill({"What it is": "You make paper lanterns with us."})
    expect(remarks).to_contain_text("No remarks.")
    coordinator.press("Accept with these edits")

    coordinator.press("Print a directory", within=at_next(coordinator, "Print both directories"))
    numbers = {kind: make_edition(coordinator, CODE, kind) for kind in ("staff", "people in prison")}
    wait_for_papers(coordinator, CODE)
    open_edition(coordinator, CODE, "people in prison", numbers["people in prison"])
    paper = " ".join(" ".join(pages_of(read_paper(coordinator))).split())
    assert "You make paper lanterns with us." in paper and "offenders" not in paper

    coordinator.press("Record the copies", within=at_next(coordinator, "Record where the copies are"))
    coordinator.follow("Add a place")
    coordinator.fill({"Name of the place": "Library"})
    coordinator.press("Add place")
    coordinator.press("Record the copies", within=at_next(coordinator, "Record where the copies are"))
    coordinator.fill({"Library": "4"})
    coordinator.press("Save where the copies are")

    coordinator.press("Invite prison staff", within=at_next(coordinator, "Invite prison staff"))
    coordinator.fill({"Prison staff": True, "Name": "Sol Leeds", "E-mail address": "sol@prison.example.org"})
    coordinator.press("Send the invitation")
    coordinator.open(PATH)
    expect(step(coordinator, "Invite prison staff")).to_contain_text("Waits for others")
    coordinator.sees(
        "6 of 7 steps are done.", "It is worth printing when it has 10 entries", "There is 1 entry to print."
    )


def test_words_are_checked_without_scripts_and_nothing_that_was_typed_is_lost(
    come_in: Callable[..., Visitor],
) -> None:
    coordinator = come_in("coordinator", "BLI", scripts=False)
    coordinator.navigate("Queue")
    coordinator.follow("Open a bank account")
    coordinator.press("Edit, then accept")
    coordinator.fill({"What it is": "Inmates get an account.", "What you changed and why": "Shorter."})
    coordinator.press("Check the words")
    coordinator.sees("Nothing was saved or sent.", "Write “people in prison” for “Inmates”")
    expect(coordinator.box("What it is")).to_have_value("Inmates get an account.")
    expect(coordinator.box("What you changed and why")).to_have_value("Shorter.")
