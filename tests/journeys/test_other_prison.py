"""The coordinator of another prison: nothing of Exeter is there, whatever they open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

OF_EXETER = ("", "directory/", "queue/", "editions/", "editions/make/staff/", "people/", "audit/", "wings/")
OF_A_LISTING = (
    "",
    "withdraw/",
    "withdraw/urgently/",
    "restore/",
    "room/",
    "contacts/",
    "flags/",
    "public-details/",
)
OF_A_REVISION = ("", "accept/", "return/", "edit/")


def addresses(arranged: dict[str, dict[str, Any]]) -> list[str]:
    """Every address that something of this service has, there and as if it were at the other prison."""
    accepted, waiting = arranged["Hidden garden"], arranged["Hidden garden plan"]
    found = [f"/prisons/EXI/{page}" for page in OF_EXETER]
    found.append(f"/prisons/EXI/directory/{accepted['entry']}/")
    for code in ("EXI", "GMI"):
        for listing in (accepted, waiting):
            found += [f"/prisons/{code}/listings/{listing['listing']}/{page}" for page in OF_A_LISTING]
            for text in listing["texts"]:
                found += [f"/prisons/{code}/queue/{text}/{page}" for page in OF_A_REVISION]
                found.append(f"/prisons/{code}/listings/{listing['listing']}/texts/{text}/")
    return found


def test_nothing_of_exeter_is_there_for_the_coordinator_of_guys_marsh(
    come_in: Callable[..., Visitor], arranged: dict[str, dict[str, Any]]
) -> None:
    visitor = come_in("coordinator", "GMI")
    visitor.open("/prisons/")
    visitor.sees_not("Exeter")
    visitor.navigate("Guys Marsh")
    for page in ("Directory", "Queue", "Editions", "People"):
        visitor.navigate(page)
        visitor.sees_not("Hidden garden", "Exeter")
    visitor.open("/prisons/GMI/directory/?q=hidden+garden")
    visitor.sees("No service fits")

    visitor.open(f"/prisons/EXI/listings/{arranged['Hidden garden']['listing']}/", status=404)
    visitor.sees_not("Hidden garden")
    # What the one page above said is said by all of them, to whoever reads and to whoever sends a form.
    token = visitor.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    for address in addresses(arranged):
        answer = visitor.page.request.get(address)
        assert (answer.status, "Hidden" in answer.text()) == (404, False), address
        sent = visitor.page.request.post(
            address, form={"csrfmiddlewaretoken": token}, headers={"Referer": visitor.page.url}
        )
        assert sent.status in (404, 405), address
