"""From “let us meet” to the wing board: what was asked at a forum, promised there, done, and told on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from tests.directory.printing import pages_of
from tests.journeys.forum_begun import FORUM
from tests.journeys.mailbox import Mailbox
from tests.journeys.test_keyboard import Typist
from tests.journeys.visitor import Visitor
from tests.running import RunningPortal

pytestmark = pytest.mark.journey

CHESS, BOOKS = "Chess in the evening", "Books that nobody returns"
WHAT = "Ask for the small library on Wednesday evenings"
PLAIN = "You asked for chess in the evening. We are asking for the small library."
SAID, DID = (
    "There is nowhere to play chess.",
    "The small library is open on Wednesday evening. You can play there.",
)
# The first letter of the wing, the entry number, the face counted from the left, the words.
SLIPS = (("A", "1", "3", "It helped me a lot."), ("B", "", "1", "The print is too small."))


def elsewhere(portal: RunningPortal, call: str) -> str:
    """What cannot be clicked: see tests/journeys/forum_begun.py."""
    done = portal.manage(
        "shell", "-v", "0", "-c", f"from tests.journeys import forum_begun; forum_begun.{call}()"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def fill_day(visitor: Visitor, label: str, day: date) -> None:
    boxes = visitor.page.get_by_role("group", name=re.compile(rf"^{label}( \(optional\))?$"))
    visitor.fill({"Day": str(day.day), "Month": f"{day:%B}", "Year": str(day.year)}, within=boxes)


def item_of(coordinator: Visitor, title: str) -> Locator:
    """The part of a page that speaks of one item of the agenda."""
    page = coordinator.page
    return page.get_by_role("group", name=re.compile(title)).or_(
        page.locator("section").filter(has=page.get_by_role("heading", name=re.compile(title)))
    )


def calls(coordinator: Visitor, forum: str) -> None:
    coordinator.open(f"/prisons/EXI/forums/{forum}/")
    coordinator.go(coordinator.link_or_button("Call a meeting"))
    fill_day(coordinator, "Day", timezone.localdate() + timedelta(weeks=2))
    coordinator.fill({"Begins": "10am", "Ends": "11:30", "Place": "Chapel, wait at the gate"})
    coordinator.press("Call the meeting")
    coordinator.go(coordinator.link_or_button("Invite the members"))
    coordinator.sees("Ottermead Enterprise", "Tallowmere Money Advice")
    coordinator.press("Send the invitations")


def proposes(manager: Visitor, title: str, detail: str) -> None:
    manager.navigate("Your forums")
    manager.follow(FORUM)
    manager.follow(re.compile(r"^\w+day \d+ \w+|^\d+ \w+ \d{4}"))
    manager.go(manager.link_or_button("Propose an item"))
    manager.fill({"What is it about?": title, "What members should know before": detail})
    manager.press("Propose it")


def takes_in(coordinator: Visitor) -> None:
    coordinator.go(coordinator.link_or_button("Work on the agenda"))
    for title in (CHESS, BOOKS):
        coordinator.go(coordinator.page.get_by_role("button", name=re.compile(f"^Take it in.*{title}")))
    coordinator.sees("No proposal waits")


def writes(coordinator: Visitor) -> None:
    """Who came, and what was said; after that there are minutes, which members may correct and nobody changes later."""
    coordinator.go(coordinator.link_or_button("Record who came"))
    coordinator.fill(
        {"Came": True}, within=coordinator.page.get_by_role("group", name="Ottermead Enterprise")
    )
    coordinator.fill({"A wing": "2"})
    coordinator.press("Save who came")
    coordinator.go(coordinator.link_or_button("Write the minutes"))
    for title, plain in ((CHESS, PLAIN), (BOOKS, "")):
        texts = {"Discussion": f"We talked about it: {title}.", "Decision": "We try it for a month."}
        coordinator.fill(texts | {"In plain words for the wings": plain}, within=item_of(coordinator, title))
    coordinator.press("Save")


def agrees(coordinator: Visitor) -> None:
    """What is to be done, under the item it belongs to."""
    coordinator.follow(re.compile("^Write down an action"), within=item_of(coordinator, CHESS))
    owner = {"Or a role in the prison": "Head of education", "Who raised it": "Representatives, A wing"}
    coordinator.fill({"What is to be done": WHAT} | owner)
    fill_day(coordinator, "By which day", timezone.localdate() + timedelta(days=10))
    coordinator.press("Write it down")


def approves(coordinator: Visitor) -> None:
    coordinator.go(coordinator.link_or_button("Send out for correction"))
    coordinator.press("Send out for correction")
    coordinator.go(coordinator.link_or_button("Approve"))
    coordinator.sees(WHAT, "Head of education")
    coordinator.press("Approve these minutes")
    coordinator.sees("The text stays as it is")


def does(coordinator: Visitor) -> None:
    coordinator.follow(WHAT)
    coordinator.fill({"How far is it?": "Every Wednesday from five.", "It is done": True})
    coordinator.press("Save")
    coordinator.sees("Raised by: Representatives, A wing.")


def tells(coordinator: Visitor) -> None:
    """What came of it, approved, on the poster."""
    coordinator.go(coordinator.link_or_button(re.compile("^Write “you said, we did”")))
    coordinator.fill({"You said": SAID, "We did": DID})
    coordinator.press("Save: it waits for approval")
    coordinator.press("Approve it")


def test_what_is_asked_at_a_forum_is_done_and_read_on_the_wing(
    come_in: Callable[..., Visitor], portal: RunningPortal, mailbox: Mailbox
) -> None:
    coordinator = come_in("coordinator", "EXI")
    calls(coordinator, elsewhere(portal, "begin"))
    meeting = coordinator.path
    mailbox.wait_for("manager.guysmarsh@demo.example.org", FORUM)
    proposes(come_in("manager", "EXI"), CHESS, "We would bring the boards.")
    # Whoever has no scripts proposes just as well.
    proposes(come_in("manager", "GMI", scripts=False), BOOKS, "Half of ours are gone.")
    coordinator.open(meeting)
    takes_in(coordinator)
    elsewhere(portal, "bring_the_day")
    coordinator.open(meeting)
    writes(coordinator)
    minutes = coordinator.path
    agrees(coordinator)
    coordinator.open(minutes)
    approves(coordinator)
    wings = " ".join(pages_of(coordinator.download("Print the page for the wings")))
    assert PLAIN in wings and CHESS not in wings and "Head of education" not in wings
    assert not re.search(r"@|01632", wings)
    does(coordinator)
    tells(coordinator)
    coordinator.open("/prisons/EXI/outcomes/")
    poster = " ".join(pages_of(coordinator.download("Poster for the wings (PDF)")))
    assert SAID in poster and DID in poster and "Wednesdays from five" not in poster


def test_slips_are_typed_in_without_a_mouse(
    arrive: Callable[..., Typist], accounts: list[dict[str, Any]]
) -> None:
    account = next(each for each in accounts if (each["role"], each["prison"]) == ("coordinator", "EXI"))
    typist = arrive(kind=Typist)
    typist.open("/accounts/login/")
    typist.sign_in(account["email"], account["password"])
    typist.open("/prisons/EXI/feedback/type-in/")
    page = typist.page
    typist.tab_to(page.locator("#id_wing_1"))
    for slip in SLIPS:
        for text in slip:
            typist.type(text)
            page.keyboard.press("Enter")
    expect(page.locator("#slip_1_service")).not_to_be_empty()
    typist.tab_to(page.get_by_label(re.compile("I have read every slip")))
    page.keyboard.press("Space")
    typist.tab_to(page.get_by_role("button", name="Save the slips"))
    typist.enter()
    typist.sees("2 slips are saved")
