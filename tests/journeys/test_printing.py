"""Directories on paper: printed in the background, read word by word, and one service taken out of them in a hurry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import CONTACT
from tests.directory.printing import everything_in, pages_of
from tests.journeys.arranged import PROCEDURE
from tests.journeys.papers import READY, make_edition, open_edition, read_paper, wait_for_papers
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def test_both_directories_are_printed_and_one_service_is_taken_down_again(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    listing = f"/prisons/EXI/listings/{arranged['Paper boats']['listing']}/"
    entry = f"/prisons/EXI/directory/{arranged['Paper boats']['entry']}/"
    # Without scripts: the worker lays out in the background, and the page is asked to keep looking.
    coordinator = come_in("coordinator", "EXI", scripts=False)
    wait_for_papers(coordinator, "EXI")
    staff_edition = make_edition(coordinator, "EXI", "staff")
    edition = make_edition(coordinator, "EXI", "people in prison")
    wait_for_papers(coordinator, "EXI")
    open_edition(coordinator, "EXI", "staff", staff_edition)
    for_staff = read_paper(coordinator)
    open_edition(coordinator, "EXI", "people in prison", edition)
    for_people = read_paper(coordinator)

    assert any("Paper boats" in page for page in pages_of(for_staff)[2:])
    assert any("Send an app that says Paper boats." in page for page in pages_of(for_people)[2:])
    # Staff read the contact and the procedure. The other paper has them nowhere, also where no eye sees them.
    everything, words = everything_in(for_people), " ".join(pages_of(for_staff))
    for secret in (CONTACT["name"], CONTACT["email"], CONTACT["phone"], PROCEDURE.format(name="Paper boats")):
        assert secret in words, secret
        assert secret not in everything, secret
    assert "pink form" not in everything

    # Where the copies lie is what an urgent withdrawal needs.
    coordinator.press("Record where the copies are")
    coordinator.fill({"Library": "7", "Chaplaincy": "2"})
    coordinator.press("Save where the copies are")
    coordinator.sees("Library", "Chaplaincy")
    coordinator.open(listing)
    coordinator.press("Withdraw urgently")
    coordinator.sees("Where there are copies with this entry")
    coordinator.press("Withdraw urgently and print a take-down notice")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("Write the reason")
    coordinator.fill({"Why is it withdrawn?": "The room has been double booked."})
    coordinator.press("Withdraw urgently and print a take-down notice")
    coordinator.sees("Withdrawn urgently", "The room has been double booked.")
    lying = coordinator.page.get_by_role("table", name="Where there are still copies")
    expect(lying.get_by_role("row", name="Library").filter(has_text=f"edition {edition}")).to_contain_text(
        "7"
    )

    # Readers have lost it: on the screen, and on the paper that is not handed out any more.
    staff = come_in("staff", "EXI")
    staff.open(entry, status=404)
    for kind, number in (("staff", staff_edition), ("people in prison", edition)):
        open_edition(staff, "EXI", kind, number)
        staff.sees("Withdrawn since it was printed, do not use", "Paper boats")
        assert staff.link_or_button(READY).count() == 0

    coordinator.follow("Print the take-down notice")
    coordinator.sees("Paper boats")
    on_paper = " ".join(pages_of(read_paper(coordinator)))
    for words in ("Paper boats", "Library", "Chaplaincy"):
        assert words in on_paper

    coordinator.open(listing)
    coordinator.press("Restore it")
    coordinator.sees("Restored. Readers see it again")
    staff.open(entry)
    staff.sees_heading("Paper boats")


def test_no_service_of_exeter_is_in_the_paper_of_guys_marsh(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    visitor = come_in("coordinator", "GMI")
    wait_for_papers(visitor, "GMI")
    make_edition(visitor, "GMI", "staff")
    # Scripts run here: the page counts up and shows itself anew when the paper is ready.
    paper = everything_in(read_paper(visitor))
    assert "Guys Marsh" in paper
    assert [name for name in arranged if name in paper] == []
