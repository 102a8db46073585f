"""A coordinator reads what has changed, makes it better and accepts it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

KEPT = "Come to Choir on Tuesdays and meet people who have done it before."
SENT = "Come and sing. Nobody is asked to sing alone."
EDITED = "Come and sing with us. Nobody has to sing alone."


def test_a_coordinator_compares_edits_and_accepts(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    entry = arranged["Choir on Tuesdays"]["entry"]
    coordinator = come_in("coordinator", "EXI")
    coordinator.navigate("Exeter")
    coordinator.navigate("Queue")
    row = coordinator.page.get_by_role("row", name="Choir on Tuesdays")
    expect(row).to_contain_text(f"Change to entry {entry}")
    coordinator.follow("Choir on Tuesdays", within=row)
    coordinator.sees("What changes against the approved text")
    # In words too, because black-and-white paper shows no colour.
    expect(coordinator.page.locator("del", has_text="meet people").first).to_contain_text("removed")
    expect(coordinator.page.locator("ins", has_text="sing").first).to_contain_text("added")

    # Readers keep the approved text meanwhile.
    staff = come_in("staff", "EXI")
    staff.open(f"/prisons/EXI/directory/{entry}/")
    staff.sees(KEPT)

    coordinator.press("Edit, then accept")
    expect(coordinator.box("What it is")).to_have_value(SENT)
    coordinator.fill({"What it is": "Call us on 07700 900123."})
    coordinator.press("Accept with these edits")
    expect(coordinator.page.get_by_role("alert")).to_contain_text("07700 900123")
    coordinator.fill({"What it is": EDITED, "What you changed and why": "Shorter."})
    coordinator.press("Accept with these edits")
    coordinator.sees("Accepted with your edits.")
    coordinator.sees_not("Choir on Tuesdays")

    staff.open(f"/prisons/EXI/directory/{entry}/")
    staff.sees(EDITED)
    staff.sees_not(KEPT, SENT)

    manager = come_in("manager", "EXI")
    manager.open(f"/prisons/EXI/listings/{arranged['Choir on Tuesdays']['listing']}/")
    manager.sees("Shorter.", EDITED)
    manager.follow("See this text", within=manager.page.get_by_role("listitem").filter(has_text="Shorter."))
    manager.sees("What the coordinator edited")
