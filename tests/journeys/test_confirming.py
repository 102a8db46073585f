"""A directory that stays true: a letter, one button without signing in; a reader who sees that something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.mailbox import Mailbox, plain
from tests.journeys.visitor import Visitor
from tests.running import RunningPortal

pytestmark = pytest.mark.journey

MANAGER = "manager.exeter@demo.example.org"
NOTE_DUE = "from directory.actions import reminding; reminding.note_due()"


def test_a_letter_and_one_button_keep_an_entry_true(
    portal: RunningPortal,
    arrive: Callable[..., Visitor],
    come_in: Callable[..., Visitor],
    arranged: dict[str, dict[str, Any]],
    mailbox: Mailbox,
) -> None:
    staff, entry = come_in("staff", "EXI"), f"/prisons/EXI/directory/{arranged['Silver band']['entry']}/"
    staff.open(entry)
    staff.sees("Not confirmed since", "check before you rely on it")

    # What the clock does by day.
    noted = portal.manage("shell", "-v", "0", "-c", NOTE_DUE)
    assert noted.returncode == 0, noted.stderr
    letter = mailbox.wait_for(MANAGER, "Silver band, HMP/YOI Exeter")
    assert "Brass band" in plain(letter)
    assert len(mailbox.to(MANAGER, "Silver band, HMP/YOI Exeter")) == 1

    # A locked-down computer, and nobody signed in.
    somebody = arrive(scripts=False)
    somebody.open(mailbox.address_in(letter))
    somebody.sees_heading("Are these still right?")
    somebody.sees("Send an app that says Silver band.", "You confirm it as Kwame Boateng")
    somebody.sees_not("pink form", "hana@harbour.example.org")
    somebody.press("Those I ticked are still right")
    expect(somebody.page.get_by_role("alert")).to_contain_text("Tick each service that is still right")
    somebody.page.get_by_label("Still right: Silver band").check()
    somebody.press("Those I ticked are still right")
    somebody.sees("Thank you. Readers see that it was confirmed today.", "Nothing is left to do.")

    staff.open(entry)
    staff.sees_not("Not confirmed since")
    manager = come_in("manager", "EXI")
    manager.navigate("Services")
    manager.follow("Look at them and confirm")
    manager.page.get_by_label("Brass band at HMP/YOI Exeter is still right").check()
    manager.press("Those I ticked are still right")
    manager.sees("Thank you. 1 service is confirmed.")


def test_a_reader_says_what_is_wrong_and_learns_what_was_done(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]], mailbox: Mailbox
) -> None:
    staff = come_in("staff", "EXI")
    staff.open(f"/prisons/EXI/directory/{arranged['Paper boats']['entry']}/")
    staff.follow("Something is wrong here")
    staff.press("Send")
    expect(staff.page.get_by_role("alert")).to_contain_text("Choose what is wrong.")
    staff.fill({"Day, time or place": True, "What should it say?": "It is in the chapel now."})
    staff.press("Send")
    staff.sees("Thank you. The organisation and the coordinator see it.")

    letter = mailbox.wait_for(MANAGER, 'wrong in the entry "Paper boats"')
    assert "chapel" not in plain(letter)
    coordinator = come_in("coordinator", "EXI")
    coordinator.follow("Readers say that something is wrong in the directory of HMP/YOI Exeter: 3 open.")
    coordinator.follow(re.compile(r"^Paper boats\s*: Day, time or place$"))
    coordinator.sees("It is in the chapel now.")
    coordinator.fill({"What was done?": "The place is put right."})
    coordinator.press("It is settled")
    coordinator.sees("Settled. The reader who told you sees what was done.")

    staff.open("/")
    staff.sees("You said that something was wrong in “Paper boats”", "The place is put right.")


def test_a_lead_compares_prisons_by_what_is_confirmed(come_in: Callable[..., Visitor]) -> None:
    national = come_in("national")
    national.navigate("Up to date")
    row = national.page.get_by_role("row", name="HMP/YOI Exeter")
    expect(row).to_contain_text("%")
    expect(national.page.get_by_role("row", name="HMP Leeds")).to_contain_text("Nothing registered")
    national.follow("Which organisations confirm their entries")
    national.sees("Manager to ask")
