"""The page of components and the sign-in page in a real browser: every block, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.journey

NARROW = 320
ADDRESSES = ("/components/", "/components/?reference=sample", "/accounts/login/", "/accessibility/")


@pytest.mark.parametrize("width", [1280, NARROW])
def test_the_blocks_are_accessible_and_never_scroll_sideways(
    page: Page, assert_accessible: Callable[[], None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in ADDRESSES:
        page.goto(address)
        assert_accessible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    # A blocked script or style is an error on the console.
    assert complaints == []


def test_every_error_link_moves_the_focus_to_its_field(page: Page) -> None:
    page.goto("/components/?reference=sample")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    links = page.locator(".govuk-error-summary__list a")
    assert links.count() > 15
    for number in range(links.count()):
        target = (links.nth(number).get_attribute("href") or "").removeprefix("#")
        links.nth(number).press("Enter")
        assert page.evaluate("document.activeElement.id") == target


def test_without_javascript_every_error_link_still_arrives(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/components/?reference=sample")
    assert page.get_by_text("You can use up to 60 words.").is_visible()
    assert not page.get_by_role("button", name="Show password").is_visible()
    links = page.locator(".govuk-error-summary__list a")
    for number in range(links.count()):
        target = links.nth(number).get_attribute("href") or ""
        links.nth(number).press("Enter")
        assert page.locator(f"{target}:focus").count() == 1, target
    context.close()


def test_a_progress_bar_moves_by_itself_and_shows_the_page_anew_when_the_work_is_done(page: Page) -> None:
    answers = [
        {"done": 3, "total": 40, "sentence": "Page 3 of 40", "finished": False},
        {"done": 40, "total": 40, "sentence": "Done", "finished": True},
    ]

    def answer(route: Route) -> None:
        route.fulfill(json=answers.pop(0) if len(answers) > 1 else answers[0])

    page.route("**/state/", answer)
    page.goto("/components/")
    page.evaluate(
        """async () => {
            const region = document.querySelector('.vsc-progress');
            region.dataset.progressUrl = '/state/';
            const { watchProgress } = await import('/static/js/progress.js');
            watchProgress(region);
        }"""
    )
    page.get_by_text("Page 3 of 40").wait_for()
    assert page.locator("progress").first.get_attribute("value") == "3"
    page.get_by_text("Page 37 of 131", exact=True).wait_for()  # the page as it was served
