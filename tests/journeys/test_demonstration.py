"""A visitor of the demonstration is somebody with one click, and somebody else with another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def test_one_click_makes_somebody_and_another_somebody_else(arrive: Callable[..., Visitor]) -> None:
    visitor = arrive()
    visitor.open("/accounts/login/")
    visitor.follow("Sign in as anybody")
    visitor.press("Sign in as Tamsin Hale")
    visitor.sees("You are Tamsin Hale now.")
    visitor.navigate("Exeter")
    visitor.navigate("Queue")
    visitor.follow("Be somebody else")
    visitor.press("Sign in as Sally Brewer")
    visitor.sees("You are Sally Brewer now.")
    visitor.open("/prisons/EXI/queue/", status=403)
