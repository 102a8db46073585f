"""A coordinator decides on a text, prints both directories, and takes a service out in a hurry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import CONTACT
from tests.directory.printing import everything_in, pages_of
from tests.journeys.arranged import PROCEDURE
from tests.journeys.papers import READY, make_edition, open_edition, read_paper
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

KEPT = "Come to Choir on Tuesdays and meet people who have done it before."
SENT = "Come and sing. Nobody is asked to sing alone."
EDITED = "Come and sing with us. Nobody has to sing alone."


def test_a_coordinator_compares_edits_and_accepts(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    entry = arranged["Choir on Tuesdays"]["entry"]
    coordinator = come_in("coordinator", "EXI")
    coordinator.navigate("Exeter")
    coordinator.navigate("Queue")
    row = coordinator.page.get_by_role("row", name="Choir on Tuesdays")
    expect(row).to_contain_text(f"Change to entry {entry}")
    coordinator.follow("Choir on Tuesdays", within=row)
    coordinator.sees("What changes against the approved text")
    # In words too, because black-and-white paper shows no colour.
    expect(coordinator.page.locator("del", has_text="meet people").first).to_contain_text("removed")
    expect(coordinator.page.locator("ins", has_text="sing").first).to_contain_text("added")

    # Readers keep the approved text meanwhile.
    staff = come_in("staff", "EXI")
    staff.open(f"/prisons/EXI/directory/{entry}/")
    staff.sees(KEPT)

    coordinator.press("Edit, then accept")
    expect(coordinator.box("What it is")).to_have_value(SENT)
    coordinator.fill({"What it is": "Call us on 07700 900123."})
    coordinator.press("Accept with these edits")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("07700 900123")
    coordinator.fill({"What it is": EDITED, "What you changed and why": "Shorter."})
    coordinator.press("Accept with these edits")
    coordinator.sees("Accepted with your edits.")
    coordinator.sees_not("Choir on Tuesdays")

    staff.open(f"/prisons/EXI/directory/{entry}/")
    staff.sees(EDITED)
    staff.sees_not(KEPT, SENT)

    manager = come_in("manager", "EXI")
    manager.open(f"/prisons/EXI/listings/{arranged['Choir on Tuesdays']['listing']}/")
    manager.sees("Shorter.", EDITED)
    manager.follow("See this text", within=manager.page.get_by_role("listitem").filter(has_text="Shorter."))
    manager.sees("What the coordinator edited")


def test_both_directories_are_printed_and_one_service_is_taken_down_again(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    listing = f"/prisons/EXI/listings/{arranged['Paper boats']['listing']}/"
    entry = f"/prisons/EXI/directory/{arranged['Paper boats']['entry']}/"
    # Without scripts: the worker lays out in the background, and the page is asked to keep looking.
    coordinator = come_in("coordinator", "EXI", scripts=False)
    staff_edition = make_edition(coordinator, "EXI", "staff")
    assert coordinator.main.get_by_role("progressbar").count() == 1
    for_staff = read_paper(coordinator)
    edition = make_edition(coordinator, "EXI", "people in prison")
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
    coordinator.press("Record where copies lie")
    coordinator.fill({"Library": "7", "Chaplaincy": "2"})
    coordinator.press("Save where copies lie")
    coordinator.sees("Library", "Chaplaincy")
    coordinator.open(listing)
    coordinator.press("Withdraw urgently")
    coordinator.sees("Where copies with this entry lie")
    coordinator.press("Withdraw urgently and print a take-down notice")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("Write the reason")
    coordinator.fill({"Why is it withdrawn?": "The room has been double booked."})
    coordinator.press("Withdraw urgently and print a take-down notice")
    coordinator.sees("Withdrawn urgently", "The room has been double booked.")
    lying = coordinator.page.get_by_role("table", name="Where copies still lie")
    expect(lying.get_by_role("row", name="Library").filter(has_text=f"edition {edition}")).to_contain_text(
        "7"
    )

    # Readers have lost it: on the screen, and on the paper that is not handed out any more.
    staff = come_in("staff", "EXI")
    staff.open(entry, status=404)
    for kind, number in (("staff", staff_edition), ("people in prison", edition)):
        open_edition(staff, "EXI", kind, number)
        staff.sees("withdrawn urgently")
        assert staff.link_or_button(READY).count() == 0

    coordinator.open("/prisons/EXI/editions/")
    notice = coordinator.page.get_by_role("row").filter(has_text="Take-down notice").first
    coordinator.go(notice.get_by_role("link"))
    coordinator.sees("Paper boats")
    on_paper = " ".join(pages_of(read_paper(coordinator)))
    for words in ("Paper boats", "Library", "Chaplaincy"):
        assert words in on_paper

    coordinator.open(listing)
    coordinator.press("Restore it")
    coordinator.sees("Restored. Readers see it again")
    staff.open(entry)
    staff.sees_heading("Paper boats")
