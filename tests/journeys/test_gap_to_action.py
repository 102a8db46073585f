"""From a gap on the governor's page to a service that fills it, and onto the paper of the next report."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from coordination.machine import processes
from tests.directory.printing import pages_of
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor
from tests.running import RunningPortal

pytestmark = pytest.mark.journey

GAP = "Education, training and employment: Young adults"
TITLE, CALL = "Work for people under 25", "A job coach for people under 25"
SERVICE = "Coffee and a job coach"
OFFER = "Our job coach comes on two Thursdays a month and sees eight people."
REASON = "It is the only offer that comes in the evening."
MANAGER, PHONE = "manager.exeter@demo.example.org", {"width": 320, "height": 640}
SECONDS = 60


def elsewhere(portal: RunningPortal, call: str, words: str) -> None:
    """What cannot be clicked: see tests/journeys/call_begun.py."""
    code = f"from tests.journeys import call_begun; call_begun.{call}({words!r})"
    done = portal.manage("shell", "-v", "0", "-c", code)
    assert done.returncode == 0, done.stderr


def fill_day(visitor: Visitor, label: str, day: date) -> None:
    boxes = visitor.page.get_by_role("group", name=re.compile(rf"^{label}( \(optional\))?$"))
    visitor.fill({"Day": str(day.day), "Month": f"{day:%B}", "Year": str(day.year)}, within=boxes)


def reads(governor: Visitor) -> str:
    """Five minutes: what is most urgent, and one square of the matrix with what is behind it. Its address."""
    governor.open("/prisons/EXI/gaps/")
    governor.sees("Most urgent", "Need beside places")
    link = governor.page.locator('main a[href*="pathway=employment"][href*="group=young_adults"]').first
    governor.go(link)
    governor.sees("are missing", "Job coach through the gate")
    return governor.page.url


def adopts(coordinator: Visitor, gap: str) -> str:
    coordinator.open(gap)
    coordinator.go(coordinator.link_or_button("Adopt as a priority"))
    coordinator.fill({
        "What is to change": TITLE, "How you will know that it has": "Ten places a month.",
        "Or a role in the prison": "Head of learning",
    })  # fmt: skip
    fill_day(coordinator, "By which day", timezone.localdate() + timedelta(days=90))
    coordinator.press("Adopt it")
    coordinator.sees("It stands in the next report")
    return coordinator.path


def calls(coordinator: Visitor) -> str:
    """A small grant, to one who is suggested. Its address."""
    coordinator.go(coordinator.link_or_button("Call for offers"))
    coordinator.fill({
        "What the call is called": CALL, "What you look for": "Somebody who comes on Thursdays. We give a room.",
        "Money for one offer": "1500",
    })  # fmt: skip
    fill_day(coordinator, "Answers until the end of", timezone.localdate() + timedelta(days=21))
    coordinator.press("Keep it as a draft")
    coordinator.go(coordinator.link_or_button("Choose who is told, and open it"))
    coordinator.fill({"Ottermead Enterprise": True})
    coordinator.press("Open it and tell them")
    coordinator.sees("£1,500 for one offer.", "Offers Education, training and employment here")
    return coordinator.path


def answers(manager: Visitor, call: str) -> None:
    """On a telephone; a draft first."""
    manager.page.set_viewport_size(PHONE)
    manager.open("/")
    manager.follow(re.compile(f"asks Ottermead Enterprise for an offer.*{CALL}"))
    assert manager.path == call
    manager.go(manager.link_or_button("Answer it"))
    manager.fill({"What you would do, and how often": OFFER, "What it costs": "1600"})
    manager.press("Keep it as a draft")
    manager.go(manager.link_or_button("Go on with the draft"))
    manager.press("Send it to the prison")
    manager.sees("One offer gets £1,500 at most")
    manager.fill({"What it costs": "1200"})
    manager.press("Send it to the prison")
    manager.sees("Sent, not decided", OFFER)
    assert manager.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def decides(coordinator: Visitor, call: str) -> None:
    coordinator.open(call)
    coordinator.sees("1 answer waits for your decision")
    coordinator.follow("Ottermead Enterprise")
    coordinator.press("Put it on the short list")
    coordinator.follow("Ottermead Enterprise")
    coordinator.go(coordinator.link_or_button("Decide"))
    coordinator.sees(OFFER)
    coordinator.fill({"Choose this offer": True, "Why": REASON})
    coordinator.press("Decide, and write to them")
    coordinator.sees("Ottermead Enterprise gets a letter")


def fills(coordinator: Visitor, priority: str) -> None:
    coordinator.open("/")
    coordinator.follow(re.compile(f"“{SERVICE}” of Ottermead Enterprise is approved"))
    coordinator.go(coordinator.link_or_button("Say which service came of it"))
    coordinator.fill({"Which service came of it?": SERVICE})
    coordinator.press("This service fills the gap")
    assert coordinator.path == priority
    coordinator.sees("Met", f"“{SERVICE}” of Ottermead Enterprise came of the call")


def issues(coordinator: Visitor) -> str:
    """The words of the paper for the meeting, once a worker has made it."""
    coordinator.open("/prisons/EXI/gaps/reports/")
    coordinator.go(coordinator.link_or_button("Prepare the next report"))
    coordinator.press("Issue this report")
    coordinator.sees(TITLE)
    paper = coordinator.link_or_button(re.compile("PDF"))

    def is_made() -> bool:
        coordinator.page.reload()
        return bool(paper.count())

    assert processes.wait_until(is_made, seconds=SECONDS)
    pages = pages_of(coordinator.download(re.compile("PDF")))
    assert len(pages) <= 4
    return " ".join(" ".join(pages).split())


def test_a_gap_becomes_a_priority_a_call_and_a_service_on_the_next_report(
    come_in: Callable[..., Visitor], portal: RunningPortal, mailbox: Mailbox
) -> None:
    gap = reads(come_in("governor", "EXI"))
    coordinator = come_in("coordinator", "EXI")
    priority = adopts(coordinator, gap)
    call = calls(coordinator)
    letter = mailbox.wait_for(MANAGER, CALL)
    assert mailbox.address_in(letter).endswith(call)
    answers(come_in("manager", "EXI"), call)
    # Whoever was not asked finds no such page.
    come_in("manager", "GMI").open(call, status=404)
    elsewhere(portal, "close", CALL)
    decides(coordinator, call)
    mailbox.wait_for(MANAGER, REASON)
    elsewhere(portal, "approve_service", SERVICE)
    fills(coordinator, priority)
    paper = issues(coordinator)
    assert TITLE in paper
    assert f"“{SERVICE}” of Ottermead Enterprise came of the call “{CALL}”." in paper
