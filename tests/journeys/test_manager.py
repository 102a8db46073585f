"""A manager writes a service, sends it, gets it back, sends it again and keeps it true."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

TEXT: dict[str, Any] = {
    "What it is": "We bake bread together and eat it together. You take the recipe home.",
    "Education, training and employment": True,
    "During the sentence": True,
    "In a group": True,
    "It comes to every wing": True,
    "Send an app": True,
    "How staff refer": "Send the form to the kitchen desk by Friday noon.",
}
SESSION = {"Day": "Wednesday", "Begins": "10am", "Ends": "11:45", "Place": "Training kitchen"}


@pytest.mark.parametrize(("scripts", "name"), [(True, "Bread and company"), (False, "Bread by hand")])
def test_a_manager_writes_a_service_and_sends_it(
    come_in: Callable[..., Visitor], scripts: bool, name: str
) -> None:
    manager = come_in("manager", "EXI", scripts=scripts)
    manager.navigate("Services")
    manager.press("Add a service")
    manager.fill({"Name of the service": name, "HMP/YOI Exeter": True})
    manager.press("Begin this service")
    manager.sees_heading(name)

    # Nothing but a name: every gap is named, and every line of the list leads to its field.
    manager.press("Check and send")
    summary = manager.page.get_by_role("alert")
    expect(summary).to_contain_text("Tick at least one pathway.")
    lines = summary.get_by_role("link")
    assert lines.count() >= 6
    for number in range(lines.count()):
        target = (lines.nth(number).get_attribute("href") or "").removeprefix("#")
        lines.nth(number).press("Enter")
        assert manager.page.evaluate("document.activeElement.id") == target

    # The draft keeps what was typed, in whatever state it is.
    manager.fill(TEXT)
    manager.fill(SESSION, within=manager.page.get_by_role("group", name="Session 1"))
    manager.press("Save as draft")
    manager.sees("Your draft is saved. Nothing has been sent.")
    manager.navigate("Services")
    manager.follow(name)
    manager.sees("There is a draft that is not sent")
    manager.go(manager.link("Go on with the draft for HMP/YOI Exeter"))
    expect(manager.box("What it is")).to_have_value(TEXT["What it is"])
    expect(manager.page.get_by_role("group", name="Session 1").get_by_label("Place")).to_have_value(
        "Training kitchen"
    )

    manager.press("Add another session")
    assert manager.page.get_by_role("group", name="Session 3").is_visible()
    manager.press("Check and send")
    manager.sees_heading("Check before you send")
    manager.sees("Every Wednesday, 10:00 to 11:45, Training kitchen", TEXT["How staff refer"])
    manager.press("Send to the coordinator")
    manager.sees("Sent to the coordinator of HMP/YOI Exeter.", "Waiting")


def test_a_returned_text_is_changed_and_sent_again(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]], mailbox: Mailbox
) -> None:
    coordinator = come_in("coordinator", "EXI")
    coordinator.navigate("Exeter")
    coordinator.navigate("Queue")
    coordinator.follow("Letters home")
    coordinator.press("Return with this reason")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("Write the reason")
    coordinator.fill({"In your own words": "Which day is it? Our library is shut on Mondays."})
    coordinator.press("Return with this reason")
    coordinator.sees("Returned. Ottermead Enterprise gets your reason by e-mail.")
    coordinator.sees_not("Letters home")

    letter = mailbox.wait_for("manager.exeter@demo.example.org", "Our library is shut on Mondays.")
    manager = come_in("manager", "EXI")
    manager.open(mailbox.address_in(letter))
    manager.sees("The coordinator returned this text", "Our library is shut on Mondays.")
    session = manager.page.get_by_role("group", name="Session 1")
    manager.fill({"Day": "Thursday", "Place": "Library annexe"}, within=session)
    manager.fill({"Note to the coordinator": "Thursdays, in the annexe."})
    manager.press("Check and send")
    manager.press("Send to the coordinator")
    manager.sees("Sent to the coordinator of HMP/YOI Exeter.")

    coordinator.navigate("Queue")
    coordinator.follow("Letters home")
    coordinator.sees("Thursdays, in the annexe.", "Library annexe")


def test_a_manager_keeps_room_and_contacts_up_to_date_without_asking(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    manager = come_in("manager", "EXI")
    manager.open(f"/prisons/EXI/listings/{arranged['Kitchen table']['listing']}/")
    manager.follow("Change Room for more")
    manager.fill({"Waiting list": True})
    manager.press("Save room for more")
    manager.sees("Room for more is saved. Readers see it at once.", "Waiting list")
    manager.follow("Change Contacts, for staff only")
    second = manager.page.get_by_role("group", name="Contact 2")
    manager.fill({"Name": "Idris Kettle", "Role": "Baker"}, within=second)
    manager.press("Save contacts")
    expect(manager.page.get_by_role("alert")).to_contain_text("Give an e-mail address or a telephone number")
    manager.fill({"Telephone number": "01632 960777"}, within=second)
    manager.press("Save contacts")
    manager.sees("The contacts are saved. Staff see them at once.", "Idris Kettle, Baker, 01632 960777")
    manager.press("Confirm that it is still right")
    manager.sees("Thank you. Readers see that it was confirmed today.", "Kwame Boateng")

    staff = come_in("staff", "EXI")
    staff.open(f"/prisons/EXI/directory/{arranged['Kitchen table']['entry']}/")
    staff.sees("Waiting list", "Idris Kettle", "01632 960777")
