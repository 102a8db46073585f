"""Two people act on an action, or on one agenda, in the same moment: nothing is lost and nothing stands there twice."""

from __future__ import annotations

import pytest
from django.db import connection

from coordination.policies import Overtaken
from forums.actions import agenda, agreed
from forums.models import Action
from tests.cast import Cast
from tests.forums import making
from tests.together import done_and_refused

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]


def test_one_says_done_and_one_says_dropped_and_the_second_is_told(everybody: Cast) -> None:
    action = making.action(everybody)
    done, refused = done_and_refused(
        lambda: agreed.note(by=everybody.coordinator, action=action, text="", state="done"),
        lambda: agreed.note(by=everybody.second_coordinator, action=action, text="No room.", state="dropped"),
    )
    assert [type(each) for each in refused] == [Overtaken]
    assert Action.objects.get(pk=action.pk).state == done[0].state
    assert action.notes.count() == 1


def test_two_give_it_to_two_owners_and_it_has_one(everybody: Cast) -> None:
    action = making.action(everybody, owner_role="", owner=everybody.governor)
    nobody = {"owner": None, "owner_organisation": None, "owner_role": ""}
    done, refused = done_and_refused(
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
    done, refused = done_and_refused(
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
