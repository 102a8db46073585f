"""From “we have somebody new” to the gate’s yes, and what nobody else learns of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from tests.directory.printing import laid_out
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor
from tests.running import RunningPortal

pytestmark = pytest.mark.journey

NAME = "Perpetua Lark"
EMAIL = "perpetua@lark.example.org"
PASSWORD = "four larks above meadows"
PRISON = "HMP/YOI Exeter"
ROOM = "Chapel annexe, wait at the gate"


def elsewhere(portal: RunningPortal, call: str) -> str:
    """What cannot be clicked: see tests/journeys/coming.py."""
    done = portal.manage("shell", "-v", "0", "-c", f"from tests.journeys import coming; coming.{call}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def fill_day(visitor: Visitor, label: str, day: date) -> None:
    boxes = visitor.page.get_by_role("group", name=re.compile(rf"^{label}( \(optional\))?$"))
    visitor.fill({"Day": str(day.day), "Month": f"{day:%B}", "Year": str(day.year)}, within=boxes)


def look_up(gate: Visitor, name: str) -> Locator:
    """What the gate is told of that person, and of nobody else."""
    gate.navigate("Gate")
    gate.fill({"Name": name})
    gate.press("Look up")
    return gate.page.locator("section").filter(has=gate.page.get_by_role("heading", name=name, exact=True))


def on_the_sheet(gate: Visitor, name: str) -> str:
    """What the printed sheet says beside that name: the answer, what for, and under it the reasons."""
    words = laid_out(gate.download("Sheet for today (PDF, A4)"))
    assert "own gate list wins" in words and "Valid until midnight" in words
    beside = words.partition(f" {name} ")[2].split("\n\n\n")[0]
    return " ".join(beside.split())


def adds(manager: Visitor) -> None:
    manager.navigate("Workers")
    manager.press("Add somebody")
    manager.press("Add this person")
    expect(manager.page.get_by_role("alert")).to_contain_text("There is a problem")
    manager.fill({"Name": NAME, "E-mail address": EMAIL, "Telephone": "01632 960777"})
    manager.fill({"Volunteer": True, "Role": "Letter writer", "Prison": PRISON})
    fill_day(manager, "First day", timezone.localdate() - timedelta(days=3))
    manager.press("Add this person")
    manager.sees(f"{NAME} is added. An invitation goes to {EMAIL}.", "Yes, escorted")


def takes_up_the_invitation(volunteer: Visitor, mailbox: Mailbox) -> None:
    held = mailbox.wait_for(EMAIL, "do you object?")
    assert held["Subject"].endswith("what is held of you, and how to object")
    plain = held.get_body(("plain",)).get_content()
    for words in ("01632 960777", "Volunteer, Ottermead Enterprise", PRISON, "Tamsin Hale", "Never held"):
        assert words in plain, words
    volunteer.open(mailbox.address_in(mailbox.wait_for(EMAIL, "invites you")))
    volunteer.sees("Ottermead Enterprise")
    volunteer.fill({"Choose a password": PASSWORD, "The same password again": PASSWORD})
    volunteer.press("Accept and sign in")
    volunteer.sees("You have access now")
    volunteer.navigate("Your record")
    volunteer.sees(
        EMAIL, "01632 960777", "Ottermead Enterprise", "Yes, escorted", "Induction is not recorded."
    )


def books_the_training(volunteer: Visitor, mailbox: Mailbox) -> None:
    volunteer.navigate("Your training")
    volunteer.sees("Never recorded")
    volunteer.follow(re.compile(r"^Book: .*\(ACCT process, Exeter\)$"))
    volunteer.sees(ROOM, "People in prison co-deliver", "12 of 12 free")
    volunteer.press(f"Book {NAME}")
    volunteer.sees(f"{NAME} has a place.", "You have a place.")
    letter = mailbox.wait_for(EMAIL, "You have a place.")
    assert "Lark" not in letter["Subject"] and "ACCT" not in letter["Subject"]
    calendar = volunteer.page.request.get(f"{volunteer.page.url}session.ics").text()
    assert "SUMMARY:ACCT process" in calendar and "Lark" not in calendar and "annexe" not in calendar


def test_somebody_new_is_written_down_trained_cleared_and_let_in(
    come_in: Callable[..., Visitor], arrive: Callable[..., Visitor], mailbox: Mailbox, portal: RunningPortal,
    in_order: dict[str, Any],
) -> None:  # fmt: skip
    adds(come_in("manager", "EXI"))
    volunteer = arrive()
    takes_up_the_invitation(volunteer, mailbox)

    # The prison says that nobody walks beside them: now it takes a clearance.
    coordinator, gate = come_in("coordinator", "EXI"), come_in("gate", "EXI")
    coordinator.navigate("Exeter")
    gate.navigate("Exeter")
    coordinator.navigate("Workers")
    coordinator.follow(NAME)
    coordinator.follow(f"Change the work at {PRISON}")
    coordinator.fill({"Without escort, without keys": True})
    coordinator.press("Save")
    coordinator.sees("No clearance is recorded.", "Next: the organisation’s manager")
    answer = look_up(gate, NAME)
    expect(answer).to_contain_text("No clearance is recorded. Next: the organisation’s manager.")
    expect(answer).to_contain_text("Induction is not recorded. Next: the coordinator.")
    expect(answer).to_contain_text(re.compile(r"ACCT process.*Next: the person\."))
    expect(answer.get_by_role("button")).to_have_count(0)
    refused = on_the_sheet(gate, NAME)
    assert refused.startswith("NO ")
    assert "No clearance is recorded. Next: the organisation’s manager." in refused

    plans_a_session(coordinator)
    books_the_training(volunteer, mailbox)
    is_cleared(coordinator, gate)
    is_inducted(coordinator, volunteer)
    expect(look_up(gate, NAME)).to_contain_text("Yes, escorted")

    elsewhere(portal, f"days_pass({EMAIL!r}); coming.trained_elsewhere({EMAIL!r}, 'acct', 'security')")
    was_there(coordinator)
    coordinator.follow(NAME)
    brings_a_certificate(coordinator)

    answer = look_up(gate, NAME)
    expect(answer.locator(".gate-answer")).to_have_text("Yes")
    expect(answer.get_by_role("list")).to_have_count(0)
    allowed = on_the_sheet(gate, NAME)
    assert allowed.startswith("Yes ") and "recorded" not in allowed
    volunteer.navigate("Your record")
    volunteer.sees(f"{PRISON}: ✓Yes")
    volunteer.sees_not("is not recorded")
    volunteer.navigate("Your training")
    volunteer.sees_not("Never recorded", "Book:")


def plans_a_session(coordinator: Visitor) -> None:
    coordinator.navigate("Training")
    coordinator.press("Plan a session")
    coordinator.fill({"What is taught": "ACCT process", "Begins": "10am", "Ends": "12:00", "Place": ROOM})
    fill_day(coordinator, "Day", timezone.localdate() + timedelta(days=1))
    coordinator.fill({"People in prison co-deliver it": True, "How many of them, if they co-deliver": "2"})
    coordinator.press("Plan the session")
    coordinator.sees("The session is planned. People can book it now.")


def is_cleared(coordinator: Visitor, gate: Visitor) -> None:
    today = timezone.localdate()
    coordinator.navigate("Workers")
    coordinator.follow(NAME)
    coordinator.follow(f"Clearance at {PRISON}")
    coordinator.fill({"Level": "Standard Plus", "Applied for": True, "Reference": "LK-204"})
    fill_day(coordinator, "Applied for on", today - timedelta(days=3))
    coordinator.press("Record this clearance")
    expect(look_up(gate, NAME)).to_contain_text(
        "The clearance is applied for and not decided. Next: the coordinator."
    )
    coordinator.follow(re.compile("^Record the decision"))
    coordinator.fill({"Granted": True, "Granted by": "Security"})
    fill_day(coordinator, "Counts from", today)
    coordinator.press("Record the decision")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("Enter the last day")
    fill_day(coordinator, "Last day", today + timedelta(days=365))
    coordinator.press("Record the decision")
    coordinator.sees("The decision is recorded.")


def is_inducted(coordinator: Visitor, volunteer: Visitor) -> None:
    """What the person knows, one step by the coordinator, the rest from signed paper."""
    volunteer.navigate("Your record")
    volunteer.follow(f"Induction at {PRISON}")
    for box in volunteer.page.get_by_role("checkbox", name="I know").all():
        box.check()
    volunteer.press("Sign the steps ticked as done")
    volunteer.sees("3 of 11 signed", NAME)
    coordinator.navigate("Workers")
    coordinator.follow(NAME)
    coordinator.follow(f"Induction at {PRISON}")
    coordinator.go(
        coordinator.page.get_by_role("button", name=re.compile("^Sign off today.*Photo identity seen"))
    )
    coordinator.sees("4 of 11 signed")
    coordinator.press("Type in a signed paper")
    for box in coordinator.page.get_by_role("checkbox").all():
        box.check()
    fill_day(coordinator, "Day on the paper", timezone.localdate())
    coordinator.press("Save what was signed")
    coordinator.sees("7 steps are signed.", "Complete since")


def was_there(coordinator: Visitor) -> None:
    coordinator.navigate("Training")
    coordinator.follow(re.compile("^Waits for who came"))
    coordinator.follow(re.compile("^ACCT process"))
    coordinator.press("Record who came")
    coordinator.fill({"Came": True}, within=coordinator.page.get_by_role("group", name=NAME))
    coordinator.press("Save who came")
    coordinator.sees("Saved. New training records: 1.")


def brings_a_certificate(coordinator: Visitor) -> None:
    coordinator.press("Record earlier training")
    coordinator.fill({"Training": "Security"})
    fill_day(coordinator, "Done on", timezone.localdate() - timedelta(days=30))
    coordinator.press("Record it")
    coordinator.sees("Security")
