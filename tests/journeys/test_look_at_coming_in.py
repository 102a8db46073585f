"""Every page about who comes in is looked at once: those that no journey before this one came to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.addresses import addresses
from tests.journeys.examining import Examiner
from tests.journeys.looking import look_at
from tests.journeys.visitor import Visitor
from tests.running import RunningPortal

pytestmark = pytest.mark.journey

# Everything else is looked at as the coordinator sees it.
SEEN_BY = {
    "own_workers": ("manager", "EXI"),
    "own_worker_add": ("manager", "EXI"),
    "person_details": ("manager", "EXI"),
    "engagement_change": ("manager", "EXI"),
    "engagement_end": ("manager", "EXI"),
    "placement_add": ("manager", "EXI"),
    "my_record": ("worker", "EXI"),
    "my_details": ("worker", "EXI"),
    "my_training": ("worker", "EXI"),
    "reading": ("worker", "EXI"),
    "gate": ("gate", "EXI"),
    "gate_paper": ("gate", "EXI"),
    "gate_leave": ("gate", "EXI"),
    "compare_prisons": ("national", ""),
}


@pytest.fixture
def to_look_at(portal: RunningPortal, in_order: dict[str, Any]) -> dict[str, str]:
    """{name of a URL: its address}, with things in it of which the page can be opened."""
    made = portal.manage(
        "shell", "-v", "0", "-c", "from tests.journeys import coming; coming.more_to_look_at()"
    )
    assert made.returncode == 0, made.stderr
    return dict(addresses(in_order)) | json.loads(made.stdout.splitlines()[-1])


def test_every_page_about_who_comes_in_is_accessible_and_never_scrolls_sideways(
    come_in: Callable[..., Visitor], examiner: Examiner, to_look_at: dict[str, str]
) -> None:
    look_at(to_look_at, come_in, examiner, SEEN_BY)
