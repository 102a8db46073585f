"""Every page of forums is looked at once: those that no journey before this one came to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

import pytest

import coordination.urls  # noqa: F401, knows what <prison:code> is
from forums.urls import urlpatterns
from tests.journeys.examining import Examiner
from tests.journeys.looking import look_at
from tests.journeys.visitor import Visitor
from tests.running import RunningPortal

pytestmark = pytest.mark.journey

MANAGER = ("manager", "EXI")
SEEN_BY = {
    "own_feedback": MANAGER,
    "own_ideas": MANAGER,
    "send_idea": MANAGER,
    "own_events": MANAGER,
    "own_forums": MANAGER,
    "propose_item": MANAGER,
    "ideas_waited": ("national", ""),
}
# Files, for calendars, spreadsheets and printers; and a form that stands on the page of its action.
NO_PAGES: Final = {
    "forum_file", "meeting_calendar", "actions_csv", "own_feedback_csv", "agenda_paper", "minutes_paper",
    "wing_page", "outcomes_poster", "feedback_slip", "event_programme", "note_action",
}  # fmt: skip


@pytest.fixture
def to_look_at(portal: RunningPortal) -> dict[str, str]:
    said = portal.manage(
        "shell", "-v", "0", "-c", "from tests.journeys import forums_to_look_at; forums_to_look_at.say()"
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.splitlines()[-1])


def test_every_page_of_forums_is_accessible_and_never_scrolls_sideways(
    come_in: Callable[..., Visitor], examiner: Examiner, to_look_at: dict[str, str]
) -> None:
    assert set(to_look_at) == {str(each.name) for each in urlpatterns} - NO_PAGES
    look_at(to_look_at, come_in, examiner, SEEN_BY)
