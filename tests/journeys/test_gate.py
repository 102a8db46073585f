"""The gate: by keys alone at its own screen, and without scripts at another one with the paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.directory.printing import laid_out
from tests.journeys.coming import NAME
from tests.journeys.test_keyboard import Typist
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

ROLL_CALL = "Roll-call: who is in now (PDF, A4)"


def signs_in(gate: Typist, account: dict[str, Any]) -> None:
    gate.open("/accounts/login/")
    gate.sign_in(account["email"], account["password"])
    gate.open("/prisons/EXI/gate/")
    expect(gate.box("Name")).to_be_focused()
    gate.type("saltmarsh quill")
    gate.enter()
    gate.sees(NAME, "Porridge at eight")
    gate.tab_to(gate.page.get_by_role("checkbox", name="Has read the ACCT folder today"))
    gate.page.keyboard.press("Space")
    gate.tab_to(gate.page.get_by_role("button", name=f"{NAME} arrived now"))
    gate.enter()
    gate.sees(re.compile(rf"{NAME} arrived at \d\d:\d\d\. Without escort\."))


def test_somebody_is_signed_in_counted_and_signed_out_and_the_paper_is_typed_in(
    come_in: Callable[..., Visitor], arrive: Callable[..., Typist], accounts: list[dict[str, Any]],
    in_order: dict[str, Any],
) -> None:  # fmt: skip
    officer = next(each for each in accounts if (each["role"], each["prison"]) == ("gate", "EXI"))
    signs_in(arrive(kind=Typist), officer)

    gate = come_in("gate", "EXI", scripts=False)
    gate.open("/prisons/EXI/gate/?name=Quillon")
    gate.sees("In the prison: in since", "Has read the ACCT folder today.")
    called = laid_out(gate.download(ROLL_CALL))
    assert re.search(rf"{NAME} +Ottermead Enterprise +\d\d:\d\d +Alone", called), called
    gate.press(f"{NAME} left now")
    gate.sees(re.compile(rf"{NAME} left at \d\d:\d\d\."))
    assert NAME not in laid_out(gate.download(ROLL_CALL))

    types_in_yesterday(gate)


def types_in_yesterday(gate: Visitor) -> None:
    """What was written by hand as well; one wrong line keeps the page from being saved."""
    gate.follow("Type in a signed sheet")
    gate.sees(re.compile(rf"{NAME} .*Recorded: \d\d:\d\d to \d\d:\d\d"))
    gate.page.get_by_text("The sheet is of another day").click()
    gate.go(gate.main.locator("details").get_by_role("link"))
    line = gate.page.get_by_role("group", name=re.compile(f"^{NAME}"))
    other = gate.page.get_by_role("group", name="Another person, line 1")
    gate.fill({"Time in": "9.30", "Time out": "11:00", "ACCT folder": True}, within=line)
    gate.fill({"Name": "Nobody Known", "Time in": "2pm"}, within=other)
    gate.press("Save these lines")
    expect(other).to_contain_text("Nobody of this name is known here.")
    expect(line.get_by_label("Time in")).to_have_value("9.30")
    gate.fill({"Name": "Merrin Tollgate", "Time out": "3pm"}, within=other)
    gate.press("Save these lines")
    gate.sees("2 lines are saved.", "Recorded: 09:30 to 11:00.")
