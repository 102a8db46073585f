"""A governor approves an issue, it is sent in the background, is read, printed, and left by somebody with the link."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from coordination.machine import processes
from tests.directory.printing import pages_of
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
TITLE = re.compile("^Guys Marsh together")
READER = "staff.guysmarsh@demo.example.org"


def reloaded_until(visitor: Visitor, text: str) -> None:
    """Without scripts a page shows how far it is by being loaded again."""

    def shown() -> bool:
        visitor.open(visitor.path)
        return text in visitor.reads()

    assert processes.wait_until(shown, seconds=120), visitor.reads()


def test_an_issue_is_approved_sent_read_printed_and_left(
    come_in: Callable[..., Visitor], arrive: Callable[..., Visitor], mailbox: Mailbox
) -> None:
    governor = come_in("governor", "GMI")
    governor.follow(re.compile("waits for your approval"))
    governor.go(governor.link_or_button("Read and decide"))
    governor.sees("The activities hub has moved to the old workshop.")
    governor.press("Approve it")

    coordinator = come_in("coordinator", "GMI", scripts=False)
    coordinator.open("/prisons/GMI/bulletins/")
    coordinator.follow(TITLE)
    coordinator.sees("Approved by Helen Stride")
    coordinator.go(coordinator.link_or_button("Send it"))
    coordinator.sees("addresses")
    coordinator.press("Send it now")
    reloaded_until(coordinator, "Finished.")

    letter = mailbox.wait_for(READER, "The activities hub has moved")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = urlsplit(letter["List-Unsubscribe"].strip("<> ")).path
    reader = arrive()
    reader.open(leave)
    reader.sees_heading("Leave the bulletins")
    reader.press("Send me no more bulletins")
    reader.sees_heading("You get no bulletins any more")

    member_of_staff = come_in("staff", "GMI")
    member_of_staff.navigate("Bulletins")
    member_of_staff.follow(TITLE)
    member_of_staff.sees("The activities hub has moved to the old workshop.")

    coordinator.open("/prisons/GMI/bulletins/")
    coordinator.follow(TITLE)
    coordinator.go(coordinator.link_or_button(re.compile("paper", re.I)))
    coordinator.go(coordinator.link_or_button(re.compile("Make .*notice", re.I)))
    reloaded_until(coordinator, "Open to print")
    pages = pages_of(coordinator.download(re.compile("^Open to print.*notice", re.I)))
    assert "The activities hub has moved to the old workshop." in " ".join(" ".join(pages).split())
