"""Somebody in a wing office needs a service now."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import CONTACT
from tests.directory.printing import pages_of
from tests.journeys.arranged import PROCEDURE
from tests.journeys.papers import wait_for_papers
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def test_staff_find_a_service_its_contact_and_the_paper(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    staff = come_in("staff", "EXI")
    staff.navigate("Exeter")
    staff.navigate("Directory")
    find = staff.page.get_by_role("region", name="Find a service")
    staff.fill({"Word, service or organisation": "evening ch"}, within=find)
    staff.press("Show", within=find)
    expect(staff.main).to_contain_text("1 service.")
    staff.follow("Evening chess")
    staff.sees_heading("Evening chess")
    staff.sees(PROCEDURE.format(name="Evening chess"), "Send an app that says Evening chess.")
    staff.sees(CONTACT["name"], CONTACT["phone"])
    assert staff.link(CONTACT["email"]).get_attribute("href") == f"mailto:{CONTACT['email']}"

    # The demonstration's own papers may still be being laid out.
    wait_for_papers(come_in("coordinator", "EXI"), "EXI")
    staff.navigate("Editions")
    paper = staff.download(re.compile(r"^Open edition \d+ of the directory for staff to print it \(PDF\)$"))
    assert "Directory of services" in " ".join(pages_of(paper)[0].split())


def test_staff_see_nothing_of_what_is_decided(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    staff = come_in("staff", "EXI")
    staff.navigate("Exeter")
    for name in ("Queue", "People", "Audit", "Settings"):
        assert staff.page.get_by_role("link", name=name).count() == 0, name
    staff.navigate("Directory")
    staff.sees_not("Hidden garden plan")
    staff.open("/prisons/EXI/queue/", status=403)
    staff.open(f"/prisons/EXI/queue/{arranged['Hidden garden plan']['revision']}/", status=404)
    staff.open(f"/prisons/EXI/listings/{arranged['Hidden garden']['listing']}/", status=403)
