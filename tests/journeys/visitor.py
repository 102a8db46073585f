"""Somebody at a browser: goes from page to page, and every page they come to is examined."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Frame, Locator, Page, Response, expect

from tests.journeys.examining import Examiner

# Each feature's navigation.py has its own; a conftest named on the command line is read before Django is set up.
# What stands in a section of the bar, where somebody has more than one link of it.
SECTIONS = {
    "Who comes in": {"Workers", "Training", "Clearances", "Gate", "Policies", "Evidence"},
    "Forums": {"Your forums", "Your actions", "Meetings"},
    "Planning": {
        "Gaps",
        "Needs assessments",
        "Needs raised",
        "Reports",
        "Priorities",
        "Action plan",
        "Inspection",
    },
    "Directory": {"Editions", "Up to date"},
    "Organisations": {"Registrations"},
    "People": {"Audit"},
    "Find a service": {"Queries"},
    "Prisons": {"Up to date", "Compare prisons", "Compare gaps", "Closing and opening", "Gap reports"},
}


class Visitor:
    """A page of a browser context of its own, so that two visitors are two people.

    `open`, `follow` and `press` examine the page that they lead to. `leave` fails when the visitor came to a page that
    was not examined, or when the browser complained about one.
    """

    def __init__(self, page: Page, examiner: Examiner, *, scripts: bool = True) -> None:
        self.page = page
        self.examiner = examiner
        self.scripts = scripts
        self.reached: set[str] = set()
        self.examined: set[str] = set()
        self.complaints: list[str] = []
        page.on("framenavigated", self._arrived)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _arrived(self, frame: Frame) -> None:
        if frame == self.page.main_frame and frame.url.startswith("http"):
            self.reached.add(urlsplit(frame.url).path)

    def _heard(self, message: ConsoleMessage) -> None:
        """A blocked script or style is an error; an address that answers 404 or 409 on purpose is none."""
        answered_so = (
            message.text.startswith("Failed to load resource") and self.page.url in message.location["url"]
        )
        if message.type == "error" and not answered_so:
            self.complaints.append(f"{self.page.url}: {message.text}")

    # --- going

    def open(self, address: str, status: int = 200) -> Response:
        answer = self.page.goto(address)
        assert answer and answer.status == status, f"{address} answered {answer and answer.status}"
        self.examine()
        return answer

    def follow(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """A link by its words."""
        self.go(self.link(name, within=within))

    def navigate(self, name: str) -> None:
        """A link of the bar at the top, or of a section of it, without the number that may stand behind its words."""
        words = re.compile(rf"^{re.escape(name)}( \(\d+\))?$")
        row = self.page.get_by_role("navigation", name="Main")
        if not self.link(words, within=row).count():
            for section in (section for section, links in SECTIONS.items() if name in links):
                row = self._row_of(section, words) or row
        self.follow(words, within=row)

    def _row_of(self, section: str, words: re.Pattern[str]) -> Locator | None:
        """The row of a section that has the link. It is on the section's own pages alone, so one goes there to look."""
        bar = self.page.get_by_role("navigation", name="Main")
        link = self.link(re.compile(rf"^{re.escape(section)}( \(\d+\))?$"), within=bar)
        row = self.page.get_by_role("navigation", name=section)
        if not row.count() and link.count():
            self.go(link)
        return row if row.count() and self.link(words, within=row).count() else None

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """A button by its words. Of buttons of one name the last is the one that is seen."""
        self.go((within or self.page).get_by_role("button", name=name, exact=True))

    def go(self, target: Locator) -> None:
        self.wait_for_remarks()
        with self.page.expect_navigation():
            target.click()
        self.examine()

    def examine(self) -> None:
        self.examiner.examine(self.page, scripts=self.scripts)
        self.examined.add(urlsplit(self.page.url).path)

    def leave(self) -> None:
        """At the end of a journey that went well."""
        assert self.complaints == []
        assert self.reached - self.examined == set()

    # --- reading

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def link(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("link", name=name, exact=isinstance(name, str))

    def link_or_button(self, name: str | re.Pattern[str]) -> Locator:
        """Links that look like buttons are called buttons by screen readers too."""
        return self.link(name).or_(self.page.get_by_role("button", name=name, exact=isinstance(name, str)))

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        for text in texts:
            expect(self.main).to_contain_text(text)

    def sees_not(self, *texts: str | re.Pattern[str]) -> None:
        for text in texts:
            expect(self.main).not_to_contain_text(text)

    def reads(self) -> str:
        return self.main.inner_text() if self.main.count() else self.page.content()

    def sees_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    # --- filling in

    def fill(self, texts: dict[str, Any], *, within: Locator | None = None) -> None:
        """Boxes by their label: a text to type or to choose, True to tick, False to take the tick away."""
        for label, text in texts.items():
            box = self.box(label, within=within)
            if isinstance(text, bool):
                self.wait_for_remarks()
                box.set_checked(text)
            elif box.evaluate("each => each.tagName") == "SELECT":
                box.select_option(label=text)
            else:
                box.fill(text)

    def wait_for_remarks(self) -> None:
        """Remarks on what was typed push down what stands below them: aimed at before they stand, a tick misses."""
        busy = self.page.locator("[data-plain-words][aria-busy]")
        if busy.count():
            self.page.evaluate("document.activeElement.blur()")
            expect(busy).to_have_count(0)

    def box(self, label: str, *, within: Locator | None = None) -> Locator:
        named = re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$")
        return (within or self.page).get_by_label(named).filter(visible=True)

    def sign_in(self, email: str, password: str) -> None:
        self.fill({"E-mail address": email, "Password": password})
        self.press("Sign in")

    def sign_out(self) -> None:
        self.press("Sign out", within=self.page.get_by_role("banner"))

    # --- files

    def download(self, name: str | re.Pattern[str]) -> bytes:
        """The file behind a link, as the browser's own “save link as” fetches it."""
        address = self.link_or_button(name).get_attribute("href")
        assert address
        answer = self.page.request.get(address)
        assert answer.status == 200, f"{address} answered {answer.status}"
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()
