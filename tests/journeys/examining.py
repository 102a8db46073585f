"""What every page that a journey comes to is examined for."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS: Final[dict[str, Any]] = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations", "incomplete"],
}
NARROW: Final = 320
# What differs between two pages of one kind: their words, where links lead, what boxes hold, and keys in names.
WORDS: Final = re.compile(r">[^<]*[^<\s][^<]*<")
FILLED: Final = re.compile(r'\b(href|action|value|content|datetime|src|title|aria-label|data-[\w-]+)="[^"]+"')
KEYS: Final = re.compile(r'\b(id|name|for|aria-\w+)="[^"]*\d[^"]*"')


class Examiner:
    """Accessibility by axe-core, and no sideways scrolling at 320 pixels.

    What was examined once is not examined by axe again: neither a page nor another of the same skeleton.
    `with_scripts` is a context in which scripts run: axe needs timers, so the page of a browser without JavaScript is
    examined there, from its own markup.
    """

    def __init__(self, with_scripts: BrowserContext) -> None:
        self.axe = Axe()
        self.with_scripts = with_scripts
        self.seen: set[str] = set()
        self.paths: set[str] = set()

    def examine(self, page: Page, *, scripts: bool = True) -> None:
        """Fail with what is wrong on the page as it stands."""
        self.look_narrow(page)
        self.paths.add(urlsplit(page.url).path)
        markup = page.content()
        key = hashlib.sha256(skeleton(markup).encode()).hexdigest()
        if key in self.seen:
            return
        if scripts:
            self.run_axe(page)
        else:
            self.run_axe_elsewhere(page.url, markup)
        self.seen.add(key)

    def look_narrow(self, page: Page) -> None:
        size = page.viewport_size
        assert size
        page.set_viewport_size({"width": NARROW, "height": size["height"]})
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW, f"{page.url} is {width} pixels wide on a screen of {NARROW}: {widest(page)}"
        page.set_viewport_size(size)

    def run_axe(self, page: Page) -> None:
        found = self.axe.run(page, options=OPTIONS | {"rules": exempt(page)})
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    def run_axe_elsewhere(self, address: str, markup: str) -> None:
        page = self.with_scripts.new_page()

        def answer(route: Route) -> None:
            route.fulfill(body=markup, content_type="text/html; charset=utf-8")

        page.route(address, answer)
        page.goto(address)
        self.run_axe(page)
        page.close()


def skeleton(markup: str) -> str:
    """The page with any words in the place of its words. Where there are none, there are none here either."""
    markup = FILLED.sub(r'\1="x"', WORDS.sub(">x<", markup))
    return KEYS.sub(lambda found: re.sub(r"\d+", "0", found[0]), markup)


def exempt(page: Page) -> dict[str, Any]:
    """A page that loads itself anew is a fault (2.2.1), unless its reader asked for it and can stop it."""
    asked = "refresh=" in page.url and page.locator("a", has_text="stop that").count() > 0
    return {"meta-refresh": {"enabled": False}} if asked else {}


def widest(page: Page) -> str:
    """The elements that reach furthest to the right, to find what makes a page too wide."""
    reach: list[str] = page.evaluate(
        """width => [...document.body.querySelectorAll('*')]
            .filter(each => each.getBoundingClientRect().right > width)
            .slice(-5).map(each => each.tagName + '.' + each.className)""",
        NARROW,
    )
    return ", ".join(reach)
