"""Two coordinators of one prison with the same text before them: the second is told, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.journeys.arranged import SECOND_COORDINATOR
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

REASON = "Please say in which room, and who brings the glue."


@pytest.fixture
def two_coordinators(
    come_in: Callable[..., Visitor], arrive: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> tuple[Visitor, Visitor]:
    second = arrive()
    second.open("/accounts/login/")
    second.sign_in(SECOND_COORDINATOR, PASSWORD)
    return come_in("coordinator", "EXI"), second


def test_the_second_to_decide_is_told_and_keeps_what_was_typed(
    two_coordinators: tuple[Visitor, Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    first, second = two_coordinators
    address = f"/prisons/EXI/queue/{arranged['Kite workshop']['revision']}/"
    first.open(address)
    second.open(address)
    second.fill({"In your own words": REASON})
    first.press("Accept this text")
    first.sees("Accepted. Readers see this text from now on")

    second.press("Return with this reason")
    second.sees("Tamsin Hale", "What you typed", "It was not sent.")
    expect(second.box("In your own words")).to_have_value(REASON)
    # What was decided first stands.
    second.follow("See what readers see now, and the history")
    second.sees("In the directory")


def test_the_second_editor_sees_both_texts(
    two_coordinators: tuple[Visitor, Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    first, second = two_coordinators
    address = f"/prisons/EXI/queue/{arranged['Quiet corner']['revision']}/edit/"
    first.open(address)
    second.open(address)
    first.fill({"What it is": "A room without noise. Come and sit."})
    second.fill({"What it is": "A silent room. Bring a book."})
    first.press("Accept with these edits")
    first.sees("Accepted with your edits.")

    second.press("Accept with these edits")
    expect(second.box("What it is")).to_have_value("A silent room. Bring a book.")
    second.sees("What readers see now, against the text that you began with", "A room without noise.")
