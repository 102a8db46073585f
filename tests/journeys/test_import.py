"""A coordinator brings a list in: odd columns, a dry run, the yes, the queue; and the same list once more."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

# As an old spreadsheet saves it: semicolons, letters of Windows, headings that nobody else uses.
LIST = (
    "Who runs it;What it is called;What happens there;Sort of thing;Desk;Until\r\n"
    "Otter Vale Choir;Songs on Sunday’s wing;We sing together – nobody needs to read music.;Music;"
    "songs@otter.example.org;\r\n"
    "Otter Vale Choir;Drum café;We drum for an hour. Ring Jo on 01632 960123.;Music;;\r\n"
    "Bygone Trust;Long gone;It was good.;Music;;31/01/2020\r\n"
    ";Nobody’s;Who runs it?;Music;;\r\n"
).encode("cp1252")


def send(coordinator: Visitor, name: str) -> None:
    coordinator.page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": LIST}
    )
    coordinator.fill({"Where does the list come from?": "Otter Vale spreadsheet"})
    coordinator.press("Read the file")
    coordinator.sees_heading("What do the columns mean?")


def wait_for(coordinator: Visitor, state: str) -> None:
    """A real worker has the rows in hand; with scripts the page loads itself when it is done."""
    expect(coordinator.main).to_contain_text(state, timeout=180_000)
    coordinator.examine()


def test_a_list_comes_in_and_the_same_list_again_changes_nothing(come_in: Callable[..., Visitor]) -> None:
    coordinator = come_in("coordinator", "EXI")
    coordinator.navigate("Exeter")
    coordinator.navigate("Queue")
    coordinator.follow("Bring in a list of services from elsewhere")
    coordinator.sees("No list has been brought in yet")
    coordinator.go(coordinator.link_or_button("Bring in a list"))
    coordinator.press("Read the file")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("Choose the file with the list.")
    send(coordinator, "otter.csv")
    coordinator.sees("4 rows read.", "Songs on Sunday’s wing", "Drum café")

    # Nothing of these headings can be guessed; what is missing is said, and what was chosen stays.
    meaning = "Meaning of the column “{}”"
    coordinator.fill({meaning.format("What it is called"): "Name of the service"})
    coordinator.press("Check the rows")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("which column holds the organisation")
    coordinator.fill(
        {
            meaning.format("Who runs it"): "Organisation",
            meaning.format("What happens there"): "What it is",
            meaning.format("Sort of thing"): "Pathways",
            meaning.format("Desk"): "Contact: e-mail",
            meaning.format("Until"): "Ends on",
            "How to ask, for people in prison": "Send an app to the choir.",
            "How staff refer": "E-mail the choir.",
            "During the sentence": True,
            "In a group": True,
            "Send an app": True,
        }
    )
    coordinator.press("Check the rows")
    coordinator.sees("The column that you chose names categories.")
    coordinator.fill({"Music": "Attitudes, thinking and behaviour"})
    coordinator.press("Check the rows")

    wait_for(coordinator, "Waits for your yes")
    coordinator.sees(
        "Nothing has been brought in yet.", "It ended on 31 January 2020.", "It names no organisation."
    )
    coordinator.follow("Row 3")
    coordinator.sees("Drum café", "Ring Jo on 01632 960123.")
    coordinator.page.go_back()
    coordinator.navigate("Home")
    coordinator.follow(re.compile("The list “otter.csv” .* waits for your yes"))
    coordinator.press("Bring in 2 new")
    wait_for(coordinator, "Finished")
    coordinator.sees("Brought in as new")

    # Each text waits, says where it comes from, and is decided like any other.
    coordinator.navigate("Queue")
    coordinator.sees("New service, from a list")
    coordinator.follow("Drum café")
    coordinator.sees("From a list that was brought in", "Row 3 of otter.csv", "a telephone number")
    coordinator.press("Accept this text")
    coordinator.sees("Accepted. Readers see this text from now on")

    # The same list again: its columns are remembered, and there is nothing to bring in.
    coordinator.follow("Bring in a list of services from elsewhere")
    coordinator.follow(re.compile("^Bring in a newer one"))
    send(coordinator, "otter-again.csv")
    coordinator.sees("The columns are named as they were the last time.")
    coordinator.press("Check the rows")
    wait_for(coordinator, "Nothing to bring in")
    expect(coordinator.page.locator(".vsc-tile", has_text="Known, nothing to change")).to_contain_text("2")
    assert coordinator.page.get_by_role("button", name=re.compile("^Bring in")).count() == 0
    coordinator.press("Delete this list")
    coordinator.sees("The list is deleted. Services that came from it stay.")
