"""Two people act on an action, or on one agenda, in the same moment: nothing is lost and nothing stands there twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from coordination.policies import Overtaken
from forums.actions import agenda, agreed
from forums.models import Action
from tests.cast import Cast, build_or_load
from tests.forums import making
from tests.forums.test_ideas_events_outcomes_at_once import at_once

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def everybody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The cast in a database that keeps what threads write; no broker is asked."""
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    yield build_or_load()


def test_one_says_done_and_one_says_dropped_and_the_second_is_told(everybody: Cast) -> None:
    action = making.action(everybody)
    done, refused = at_once(
        lambda: agreed.note(by=everybody.coordinator, action=action, text="", state="done"),
        lambda: agreed.note(by=everybody.second_coordinator, action=action, text="No room.", state="dropped"),
    )
    assert [type(each) for each in refused] == [Overtaken]
    assert Action.objects.get(pk=action.pk).state == done[0].state
    assert action.notes.count() == 1


def test_two_give_it_to_two_owners_and_it_has_one(everybody: Cast) -> None:
    action = making.action(everybody, owner_role="", owner=everybody.governor)
    nobody = {"owner": None, "owner_organisation": None, "owner_role": ""}
    done, refused = at_once(
        lambda: agreed.change_action(
            by=everybody.coordinator, action=action, values=nobody | {"owner": everybody.staff}
        ),
        lambda: agreed.change_action(
            by=everybody.second_coordinator, action=action, values=nobody | {"owner_role": "Library"}
        ),
    )
    assert (len(done), refused) == (2, [])
    now = Action.objects.get(pk=action.pk)
    assert bool(now.owner) != bool(now.owner_role)
    assert (now.told_at is None) == bool(now.owner)


def test_what_several_agree_at_once_comes_onto_the_agenda_once_each(everybody: Cast) -> None:
    forum = making.forum(everybody)
    meeting = making.meeting(everybody, of=forum)
    done, refused = at_once(
        *(
            lambda what=what: making.action(everybody, forum=forum, what=what)
            for what in ("One", "Two", "Three")
        ),
        agenda.carry_forward_everywhere,
    )
    assert (len(done), refused) == (4, [])
    agenda.carry_forward(forum)
    items = meeting.items.standing()
    assert sorted(item.carried_action.what for item in items) == ["One", "Three", "Two"]
    assert [item.number for item in items] == [1, 2, 3]
