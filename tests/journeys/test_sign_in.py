"""From the sign-in page to one's own prison and out again, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import Visitor
from tests.running import RunningPortal

pytestmark = pytest.mark.journey


def test_a_coordinator_signs_in_sees_the_prison_and_signs_out(come_in: Callable[..., Visitor]) -> None:
    visitor = come_in("coordinator", "EXI")
    visitor.sees_heading("Home")
    assert "enter nothing real" in visitor.page.get_by_role("region", name="Demonstration").inner_text()
    visitor.navigate("Exeter")
    visitor.sees_heading("HMP/YOI Exeter")
    visitor.sign_out()
    visitor.open("/prisons/EXI/")
    assert visitor.path == "/accounts/login/"


def test_nothing_is_asked_of_another_host_and_the_policy_blocks_nothing(
    come_in: Callable[..., Visitor], portal: RunningPortal
) -> None:
    visitor = come_in("coordinator", "EXI")
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.open("/prisons/EXI/")
    assert len(asked) > 3
    assert [url for url in asked if not url.startswith(portal.url)] == []
    # What a blocked script or style says on the console is looked at when the visitor leaves.
