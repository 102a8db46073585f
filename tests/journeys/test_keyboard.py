"""Without a mouse: signing in and deciding, with the Tab key, Enter, Space and letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

MOST_STOPS = 120
REASON = "Please say who brings the projector."
# The stop is on the screen, nothing lies over it, and it shows that it has the focus. Radio buttons and tick boxes
# are drawn by the label behind them.
STOP_IS_SEEN = """() => {
    const stop = document.activeElement;
    const ticked = ["radio", "checkbox"].includes(stop.type);
    const style = ticked ? getComputedStyle(stop.nextElementSibling, "::before") : getComputedStyle(stop);
    const ring = style.boxShadow !== "none" || (style.outlineStyle !== "none" && style.outlineWidth !== "0px");
    const box = [...stop.getClientRects()].find(each => each.width > 1 && each.height > 1);
    if (!box) return `${stop.outerHTML.slice(0, 120)} has no size`;
    // A tall box is scrolled to until its first line shows, which is where the typing begins.
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 16));
    const seen = there && (stop.contains(there) || there.contains(stop) || there.control === stop);
    if (!seen) return `${stop.outerHTML.slice(0, 120)} is out of sight or covered`;
    return ring ? "" : `${stop.outerHTML.slice(0, 120)} does not show the focus`;
}"""


class Typist(Visitor):
    """Only keys; every stop on the way is looked at."""

    def tab_to(self, target: Locator) -> None:
        expect(target).to_have_count(1)
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            problem = self.page.evaluate(STOP_IS_SEEN)
            assert problem == "", f"{self.page.url}: {problem}"
            if target.evaluate("each => each === document.activeElement"):
                return
        raise AssertionError(f"{self.page.url}: the Tab key does not reach {target}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.examine()


def test_signing_in_and_deciding_need_no_mouse(
    arrive: Callable[..., Typist], accounts: list[dict[str, Any]], arranged: dict[str, dict[str, Any]]
) -> None:
    account = next(each for each in accounts if (each["role"], each["prison"]) == ("coordinator", "EXI"))
    typist = arrive(kind=Typist)
    typist.open("/accounts/login/")
    typist.page.keyboard.press("Tab")
    assert typist.page.evaluate("document.activeElement.textContent") == "Skip to main content"
    typist.page.keyboard.press("Enter")
    typist.tab_to(typist.box("E-mail address"))
    typist.type(account["email"])
    typist.tab_to(typist.box("Password"))
    typist.type(account["password"])
    typist.tab_to(typist.page.get_by_role("button", name="Sign in", exact=True))
    typist.enter()

    typist.tab_to(
        typist.main.get_by_role("link", name=re.compile("texts? waits? for your decision at HMP.YOI Exeter"))
    )
    typist.enter()
    typist.tab_to(typist.link("Silent film"))
    typist.enter()
    typist.sees_heading("Silent film")

    # Without a reason it goes nowhere: the summary has the focus, and its link leads to the box.
    typist.tab_to(typist.page.get_by_role("button", name="Return with this reason"))
    typist.enter()
    expect(typist.page.get_by_role("alert").locator("..")).to_be_focused()
    typist.tab_to(typist.link("Write the reason, or tick one: the organisation gets it."))
    typist.page.keyboard.press("Enter")
    expect(typist.box("In your own words")).to_be_focused()
    typist.type(REASON)
    typist.tab_to(typist.page.get_by_role("button", name="Return with this reason"))
    with typist.page.expect_navigation():
        typist.page.keyboard.press("Space")
    typist.examine()
    typist.sees("Returned. Ottermead Enterprise gets your reason by e-mail.")
