"""From a letter to access, and from access to none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

EMAIL = "nora.finch@prison.example.org"
PASSWORD = "seven otters read quietly"


def test_an_invited_person_comes_in_and_is_out_at_the_next_click_after_being_stopped(
    come_in: Callable[..., Visitor], arrive: Callable[..., Visitor], mailbox: Mailbox
) -> None:
    coordinator = come_in("coordinator", "EXI")
    coordinator.navigate("Exeter")
    coordinator.navigate("People")
    coordinator.press("Invite somebody")
    coordinator.fill({"Prison staff": True, "Name": "Nora Finch", "E-mail address": EMAIL})
    coordinator.press("Send the invitation")
    coordinator.sees(f"The invitation goes to {EMAIL}.")

    invited = arrive()
    invited.open(mailbox.address_in(mailbox.wait_for(EMAIL, "Nora Finch")))
    invited.sees("Prison staff", "HMP/YOI Exeter", "Tamsin Hale")
    invited.fill({"Choose a password": "password1234", "The same password again": "password1234"})
    invited.press("Accept and sign in")
    invited.sees("There is a problem")
    invited.fill({"Choose a password": PASSWORD, "The same password again": PASSWORD})
    invited.press("Accept and sign in")
    invited.sees("You have access now")
    invited.navigate("Exeter")
    invited.sign_out()
    invited.open("/accounts/login/")
    invited.sign_in(EMAIL, PASSWORD)
    invited.navigate("Exeter")
    invited.navigate("Directory")

    coordinator.navigate("People")
    coordinator.follow("Stop access now of Nora Finch")
    coordinator.press("Stop access now")
    coordinator.sees("Nora Finch has no access at HMP/YOI Exeter any more, and is signed out everywhere.")

    # At the next click, and with the right password, and with the old letter.
    invited.navigate("Editions")
    assert invited.path == "/accounts/login/"
    invited.sign_in(EMAIL, PASSWORD)
    invited.open("/prisons/EXI/directory/", status=404)
    invited.open("/")
    invited.sees("You have no access at the moment")
    invited.open(mailbox.address_in(mailbox.to(EMAIL, "Nora Finch")[0]), status=410)
