"""From a charity that nobody knows to its entry on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.directory.printing import pages_of
from tests.journeys.mailbox import Mailbox
from tests.journeys.papers import make_edition, read_paper, wait_for_papers
from tests.journeys.test_manager import SESSION, TEXT
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

NAME = "Velvet Ant Puppetry"
EMAIL = "odile@velvet-ant.example.org"
PASSWORD = "nine puppets cross rivers"
SUMMARY = "We build puppets from paper and play a story with them."
TYPED: dict[str, Any] = {
    "Name of the organisation": NAME,
    "What you offer, or would like to offer": "Puppets from paper, and a play at the end.",
    "Your name": "Odile Marrow",
    "Your e-mail address": EMAIL,
}


def registers(stranger: Visitor) -> None:
    """By the form; what is missing is said first, and what was typed stays."""
    stranger.open("/accounts/login/")
    stranger.page.get_by_text("I have no account").click()
    stranger.follow("Register your organisation")
    assert not stranger.page.get_by_label("Leave this empty").is_visible()
    stranger.fill(TYPED)
    stranger.press("Register")
    summary = stranger.page.get_by_role("alert")
    expect(summary).to_contain_text("Tick at least one prison.")
    summary.get_by_role("link").first.press("Enter")
    focused = stranger.page.locator("*:focus")
    expect(focused).to_have_attribute("name", "prisons")
    expect(focused).to_be_visible()
    expect(stranger.box("Name of the organisation")).to_have_value(NAME)
    stranger.page.locator("summary", has_text="South West").click()
    stranger.fill({"HMP/YOI Exeter": True})
    stranger.press("Register")
    stranger.sees_heading("Check your e-mail")


def writes_a_service(manager: Visitor) -> None:
    manager.navigate("Services")
    manager.press("Add a service")
    manager.fill({"Name of the service": "Paper puppets", "HMP/YOI Exeter": True})
    manager.press("Begin this service")
    manager.fill(TEXT | {"What it is": SUMMARY})
    manager.fill(SESSION, within=manager.page.get_by_role("group", name="Session 1"))
    manager.press("Check and send")
    manager.sees_heading("Check before you send")
    manager.press("Send to the coordinator")
    manager.sees("Sent to the coordinator of HMP/YOI Exeter.")


def test_an_unknown_charity_comes_from_the_form_into_the_printed_directory(
    come_in: Callable[..., Visitor], arrive: Callable[..., Visitor], mailbox: Mailbox
) -> None:
    stranger = arrive()
    registers(stranger)
    coordinator = come_in("coordinator", "EXI")
    coordinator.navigate("Registrations")
    coordinator.sees("Waiting for your decision, oldest first")
    coordinator.sees_not(NAME)

    stranger.open(mailbox.address_in(mailbox.wait_for(EMAIL, "Until you confirm, nobody sees")))
    stranger.sees(NAME, "Odile Marrow", "HMP/YOI Exeter")
    stranger.press("This is right: send it")
    stranger.sees_heading("Your registration is sent")

    mailbox.wait_for("coordinator.exeter@demo.example.org", NAME)
    coordinator.navigate("Registrations")
    coordinator.follow(NAME)
    coordinator.sees(EMAIL, "Puppets from paper, and a play at the end.")
    coordinator.press("Let it in")
    coordinator.sees(f"{NAME} is let in and may send its services here. An invitation goes to {EMAIL}.")

    mailbox.wait_for(EMAIL, "You are let in")
    stranger.open(mailbox.address_in(mailbox.wait_for(EMAIL, "Tamsin Hale invites you")))
    stranger.sees(NAME)
    stranger.fill({"Choose a password": PASSWORD, "The same password again": PASSWORD})
    stranger.press("Accept and sign in")
    stranger.sees("You have access now")
    writes_a_service(stranger)

    coordinator.navigate("Queue")
    coordinator.follow("Paper puppets")
    coordinator.press("Accept this text")
    coordinator.sees("Accepted. Readers see this text from now on")
    wait_for_papers(coordinator, "EXI")
    make_edition(coordinator, "EXI", "people in prison")
    on_paper = " ".join(pages_of(read_paper(coordinator)))
    assert "Paper puppets" in on_paper and SUMMARY in on_paper and NAME in on_paper
    assert "Odile" not in on_paper and EMAIL not in on_paper


def test_a_charity_that_is_here_already_is_recognised_and_its_manager_decides(
    come_in: Callable[..., Visitor], mailbox: Mailbox
) -> None:
    coordinator = come_in("coordinator", "EXI", scripts=False)
    coordinator.navigate("Registrations")
    coordinator.follow("Second Wind Cycle Workshops")
    coordinator.sees("It may be here already", "Same charity number 9900024")
    coordinator.press("Let it in")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("Tick that you looked")
    coordinator.fill({"Second Wind Cycles": True})
    coordinator.press("Ask the organisation")
    coordinator.sees("Second Wind Cycles is asked whether the person belongs to it.")
    mailbox.wait_for("marlon@second-wind-cycles.example.org", "your organisation is here already")

    # Nobody answers: the coordinator asks by the number on the register, and says so.
    coordinator.press("Let the person in")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("Choose an answer")
    coordinator.fill({"The charity or company register": True})
    coordinator.press("Let the person in")
    coordinator.sees("Marlon Treace is invited to Second Wind Cycles.")
    coordinator.sees("the charity or company register")
    coordinator.navigate("Audit")
    coordinator.sees("Let somebody join an organisation")
