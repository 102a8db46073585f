"""The section of forums in the bar at the top: what of it each role finds."""

from __future__ import annotations

import pytest

from coordination.access import standing_of
from coordination.models import Prison, User
from forums.actions import forums
from forums.navigation import SECTION, entries
from tests.cast import Cast
from tests.coordination.markup import parsed, select, words
from tests.coordination.pages import client_of
from tests.forums import making

pytestmark = pytest.mark.django_db
AT_A_PRISON = [
    "Forums", "Meetings", "Actions", "Representatives", "Feedback", "You said, we did", "Ideas", "Events",
]  # fmt: skip


def labels(user: User, prison: Prison | None = None) -> list[str]:
    """Of the section; what leads see over all prisons stands beside it in the bar."""
    found = entries(user, standing_of(user), prison)
    return [entry.label for entry in found if entry.section == SECTION]


@pytest.mark.parametrize("who", ["coordinator", "governor", "lead", "national"])
def test_who_looks_after_a_prison_finds_all_parts_of_it(cast: Cast, who: str) -> None:
    assert labels(getattr(cast, who), cast.exeter) == [*AT_A_PRISON, "Your actions"]


@pytest.mark.parametrize("who", ["staff", "gate"])
def test_staff_of_the_wings_and_the_gate_find_nothing_until_they_belong(cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    assert labels(user, cast.exeter) == []
    forum = making.forum(cast)
    making.action(cast, owner=user, owner_role="", forum=forum)
    assert labels(user, cast.exeter) == ["Your actions"]
    forums.add_member(by=cast.coordinator, forum=forum, user=user)
    assert labels(user, cast.exeter) == ["Your forums", "Your actions"]


def test_an_organisations_people_find_what_is_their_own(cast: Cast) -> None:
    for user in (cast.manager, cast.worker):
        assert labels(user)[:2] == ["Your forums", "Your actions"]
        assert {"Ideas", "Feedback"} <= set(labels(user))


def test_nobody_finds_the_parts_of_a_prison_of_others(cast: Cast) -> None:
    assert labels(cast.other_coordinator, cast.exeter) == []


def test_every_entry_opens(cast: Cast) -> None:
    for user, prison in ((cast.coordinator, cast.exeter), (cast.manager, None), (cast.worker, None)):
        client = client_of(user)
        for entry in entries(user, standing_of(user), prison):
            assert client.get(entry.url).status_code == 200, entry.url


def test_the_page_of_a_role_marks_its_part_of_the_section(cast: Cast) -> None:
    page = parsed(client_of(cast.coordinator).get("/prisons/EXI/representatives/coverage/").text)
    marked = {
        words(link): link.get("aria-current")
        for link in select(page, ".vsc-navigation__link")
        if link.get("aria-current")
    }
    assert marked == {"Forums": "true", "Representatives": "page"}
