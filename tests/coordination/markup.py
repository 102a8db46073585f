"""Reading pages in tests: what is there, by id, and what of it can take the focus."""

from __future__ import annotations

from cssselect2 import ElementWrapper
from lxml import html
from lxml.html import HtmlElement


def parsed(markup: str) -> HtmlElement:
    return html.document_fromstring(markup)


def select(within: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements below (or at) `within` that a CSS selector finds."""
    return [found.etree_element for found in ElementWrapper.from_html_root(within).query_all(selector)]


def by_id(page: HtmlElement, identity: str) -> HtmlElement:
    """The only element with this id."""
    found = page.xpath("//*[@id=$identity]", identity=identity)
    assert len(found) == 1, f"{len(found)} elements have the id {identity}"
    return found[0]


def can_take_focus(element: HtmlElement) -> bool:
    """What browsers let a link inside the page move the focus to."""
    if element.get("tabindex") is not None:
        return True
    if element.tag in ("input", "select", "textarea", "button"):
        return element.get("disabled") is None and element.get("type") != "hidden"
    return element.tag == "a" and element.get("href") is not None


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def error_links(page: HtmlElement) -> list[HtmlElement]:
    return select(page, ".govuk-error-summary__list a")
