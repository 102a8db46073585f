"""A coordinator writes an issue, puts it in order by keyboard, approves words for the wings and looks at the mail."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.journeys.examining import OPTIONS, Examiner
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
# A mail is no page: it has no landmarks, which are no matter of WCAG.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def test_an_issue_is_written_ordered_by_keyboard_approved_for_the_wings_and_seen_as_a_mail(
    come_in: Callable[..., Visitor], examiner: Examiner
) -> None:
    visitor = come_in("coordinator", "EXI")
    visitor.open("/prisons/EXI/bulletins/new/")
    visitor.fill({"Title": "Singing and walking"})
    visitor.press("Begin it with what is offered")
    issue = visitor.path
    for heading in ("A choir", "A walk"):
        visitor.go(visitor.link_or_button("Add an item"))
        visitor.fill({"Section": "News", "Heading": heading, "Text": "Come and **see** it."})
        visitor.press("Save")

    visitor.page.get_by_role("button", name="Up A walk").focus()
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator(".bw-item:focus")).to_contain_text(re.compile(r"A walk\s*, 1 of 2"))
    visitor.page.keyboard.press("Tab")
    expect(visitor.link("A walk")).to_be_focused()

    visitor.follow(re.compile("Write it for the wings.*A walk"))
    visitor.fill({"Text": "You can walk with us in the yard. Ring 01632 960123."})
    visitor.sees("It must change.")
    visitor.fill({"Text": "You can walk with us in the yard. Ask an officer on your wing."})
    visitor.press("Save: it waits for approval")
    visitor.sees("You can walk with us in the yard.", "waits for approval")
    visitor.press("Approve it")
    visitor.open(issue)
    visitor.sees("Approved for the wings on")

    visitor.follow("See it as a mail")
    expect(visitor.page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text(
        "Singing and walking"
    )
    visitor.follow("As text")
    visitor.sees("* A walk", "Come and see it.")
    mail = visitor.page.request.get(f"{issue}preview/mail/").text()
    page = examiner.with_scripts.new_page()
    assert faults_of_mail(page, mail) == ""
    page.close()


def faults_of_mail(page: Page, markup: str) -> str:
    """What axe-core finds in a mail as a mail program shows it, wide and narrow; empty where it finds nothing."""

    def answer(route: Route) -> None:
        route.fulfill(body=markup, content_type="text/html; charset=utf-8")

    page.route("http://mail.example/", answer)
    page.goto("http://mail.example/")
    options = OPTIONS | {"runOnly": {"type": "tag", "values": WCAG}}
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, options=options)
        if found.violations_count:
            return str(found.generate_report())
    return ""
