"""Two spellings of one charity, one at Exeter and one at Guys Marsh, become one record; both coordinators agree."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

STAYS = "Tallowmere Money Advice"
GOES = "Talowmere Money Advice Ltd"


def test_a_double_is_found_agreed_to_and_merged(come_in: Callable[..., Visitor], mailbox: Mailbox) -> None:
    exeter, guys_marsh = come_in("coordinator", "EXI"), come_in("coordinator", "GMI")
    exeter.navigate("Organisations")
    exeter.fill({"Name or number": "tallowmere money"})
    exeter.press("Show")
    exeter.follow(STAYS)
    exeter.sees(GOES, "Same company number")
    exeter.follow(f"Compare with {GOES}")
    exeter.sees("HMP/YOI Exeter: 1", "HMP Guys Marsh: 2")
    exeter.press("Merge the two records")
    exeter.sees("Waits for consent", "Nothing is merged yet.")

    asked = mailbox.wait_for("coordinator.guysmarsh@demo.example.org", "asks to merge them")
    guys_marsh.open("/")
    guys_marsh.follow(re.compile(f"Are “{STAYS}” and “{GOES}” one organisation"))
    assert mailbox.address_in(asked).endswith(guys_marsh.path)
    guys_marsh.go(guys_marsh.link_or_button("Refuse"))
    guys_marsh.sees("Why are these two organisations?")
    guys_marsh.go(guys_marsh.link_or_button("Cancel"))
    guys_marsh.press("Agree")
    guys_marsh.sees("the two records are one now", "What was moved", "Services: 1")
    mailbox.wait_for("coordinator.exeter@demo.example.org", f"was merged into “{STAYS}”")

    exeter.open("/organisations/talowmere-money-advice-ltd/")
    assert exeter.path == "/organisations/tallowmere-money-advice/"
    exeter.sees("Earlier records", GOES)
