"""Finding a service with the words one has; what nobody offers reaches the coordinator, and the governor's sheet."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from tests.directory.printing import pages_of
from tests.journeys.test_keyboard import Typist
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

SEARCH: Final = "/prisons/EXI/search/"
QUERIES: Final = "/prisons/EXI/queries/"
NEVER_OFFERED: Final = "Falconry on the exercise yard"
# Somebody who types with two fingers.
SECONDS_A_KEY: Final = 0.2
MOST_SECONDS: Final = 20


def total(visitor: Visitor) -> int:
    """Services found, as the page says it."""
    said = visitor.main.get_by_role(
        "heading", level=2, name=re.compile(r"^(\d+ services?|No service)")
    ).inner_text()
    return int(number.group()) if (number := re.match(r"\d+", said)) else 0


def test_a_misspelt_word_finds_and_filters_narrow_without_scripts_and_with(
    come_in: Callable[..., Visitor],
) -> None:
    for scripts in (False, True):
        staff = come_in("staff", "EXI", scripts=scripts)
        staff.navigate("Find a service")
        staff.fill({"What is it about?": "councelling"})
        staff.press("Search")
        staff.sees("No service has “councelling”. These are for counselling.")
        expect(staff.main.get_by_role("heading", level=3).first).to_contain_text("Counselling, one to one")
        everything = total(staff)
        narrow = staff.main.locator(".srch-narrow")
        if not scripts:
            narrow.get_by_text("Narrow down").click()
        narrow.locator("summary", has_text=re.compile("^Day")).click()
        tuesday = narrow.get_by_label(re.compile(r"^Tuesday \(\d+\)"))
        counted = int(re.findall(r"\d+", narrow.locator("label", has_text="Tuesday").inner_text())[0])
        tuesday.check()
        staff.press("Show", within=narrow)
        assert 0 < total(staff) == counted < everything
        assert "q=councelling" in staff.page.url
        assert "day=1" in staff.page.url
        bookmarked = staff.page.url
        staff.follow(re.compile("Remove Day: Tuesday"))
        assert total(staff) == everything
        staff.open(bookmarked)
        assert total(staff) == counted
        narrow.get_by_label("Order").select_option(label="Next session")
        staff.press("Show", within=narrow)
        assert total(staff) == counted
        staff.follow("Print this list")
        staff.sees("Do not leave it on a wing.", "Day: Tuesday")
        assert (
            "Counselling, one to one" in " ".join(pages_of(staff.page.pdf())).replace("\n", " ")
            if scripts
            else True
        )


def test_suggestions_are_taken_by_the_arrow_keys(come_in: Callable[..., Visitor]) -> None:
    staff = come_in("staff", "EXI")
    staff.navigate("Find a service")
    box = staff.page.get_by_role("combobox", name="What is it about?")
    box.press_sequentially("couns", delay=30)
    options = staff.page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(staff.page.get_by_role("status")).to_contain_text("Use the arrow keys.")
    staff.examine()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = options.first.inner_text()
    expect(box).to_have_value(chosen)
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("couns")
    box.press_sequentially("e", delay=30)
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    with staff.page.expect_navigation():
        box.press("Enter")
    staff.examine()
    assert total(staff) > 0
    assert "q=couns" in staff.page.url


def test_what_nobody_offers_is_told_counted_logged_and_printed(
    come_in: Callable[..., Visitor], arrive: Callable[..., Typist], accounts: list[dict[str, Any]]
) -> None:
    staff = come_in("staff", "EXI", scripts=False)
    staff.open(f"{SEARCH}?q=falconry")
    assert total(staff) == 0
    telling = staff.page.get_by_role("region", name="Nothing found? Tell the coordinator")
    expect(telling).to_contain_text("not for urgent help, and not about a person")
    staff.fill({"What did you look for?": "falconry for A1234BC"}, within=telling)
    staff.press("Tell the coordinator", within=telling)
    expect(staff.page.get_by_role("alert")).to_contain_text("looks like a prison number")
    staff.fill({"What did you look for?": NEVER_OFFERED})
    staff.press("Tell the coordinator")
    staff.sees("Thank you. The coordinator sees it and counts it.")

    typist = arrive(kind=Typist)
    account = next(each for each in accounts if (each["role"], each["prison"]) == ("coordinator", "EXI"))
    typist.open("/accounts/login/")
    typist.sign_in(account["email"], account["password"])
    typist.navigate("Needs raised")
    typist.follow(NEVER_OFFERED)
    typist.sees("A search that found nothing")
    typist.navigate("Queries")
    log_by_keyboard(typist, NEVER_OFFERED)
    typist.sees("The query is logged")
    expect(typist.main.get_by_role("row", name=NEVER_OFFERED)).to_contain_text("Nothing found")

    governor = come_in("governor", "EXI")
    governor.navigate("Queries")
    governor.go(governor.main.locator(".srch-months a").first)
    expect(governor.main.get_by_role("row", name=NEVER_OFFERED)).to_be_visible()
    sheets = pages_of(governor.page.pdf(format="A4"))
    assert len(sheets) == 1
    assert NEVER_OFFERED in " ".join(sheets[0].split())


def log_by_keyboard(typist: Typist, words: str) -> None:
    """The focus waits in the box. Words, who asked, what became of it: within twenty seconds, key by key."""
    keys = [*words, "Tab", "o", *["Tab"] * 4, "ArrowDown", "Enter"]
    began = time.monotonic()
    with typist.page.expect_navigation():
        for key in keys:
            time.sleep(SECONDS_A_KEY)
            typist.page.keyboard.press(key)
    assert time.monotonic() - began < MOST_SECONDS
    typist.examine()
