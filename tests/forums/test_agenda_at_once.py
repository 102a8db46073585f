"""Two at the same moment, on PostgreSQL with a connection each: an agenda put in order, and a letter sent."""

from __future__ import annotations

import time
from threading import Lock
from typing import Any

import pytest
from django.db import connection

from coordination.policies import Overtaken
from forums.actions import agenda, meeting_letters, meetings
from forums.actions.invitations import invite
from forums.models import AgendaItem, Meeting
from tests.cast import Cast
from tests.forums import making
from tests.together import at_once

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked on PostgreSQL alone"),
    pytest.mark.django_db(transaction=True),
]


def test_of_two_who_order_the_agenda_at_once_one_is_told(everybody: Cast) -> None:
    cast, meeting = everybody, making.meeting(everybody)
    items = [agenda.add_item(by=cast.coordinator, meeting=meeting, title=title) for title in "abcdef"]
    seen = [item.pk for item in items]
    orders = [list(reversed(seen)), [*seen[3:], *seen[:3]]]
    results = at_once(
        *(
            lambda by=by, keys=keys: agenda.order_items(by=by, meeting=meeting, keys=keys, seen=seen)
            for by, keys in zip((cast.coordinator, cast.second_coordinator), orders, strict=True)
        )
    )
    assert [type(each) for each in results if isinstance(each, Exception)] == [Overtaken]
    kept = orders[[isinstance(each, Meeting) for each in results].index(True)]
    rows = list(meeting.items.standing())
    assert [item.pk for item in rows] == kept
    assert [item.number for item in rows] == [1, 2, 3, 4, 5, 6]


def test_items_taken_in_and_added_at_once_have_a_number_each(everybody: Cast) -> None:
    cast, meeting = everybody, making.meeting(everybody)
    waiting = [
        agenda.propose_item(by=cast.manager, meeting=meeting, title=title, organisation=cast.harbour)
        for title in "abc"
    ]
    acts = [lambda item=item: agenda.accept_item(by=cast.coordinator, item=item) for item in waiting]
    acts += [
        lambda title=title: agenda.add_item(by=cast.second_coordinator, meeting=meeting, title=title)
        for title in "de"
    ]
    results = at_once(*acts)
    assert [each for each in results if not isinstance(each, AgendaItem)] == []
    assert [item.number for item in meeting.items.standing()] == [1, 2, 3, 4, 5]


def test_an_item_that_two_take_in_at_once_stands_there_once(everybody: Cast) -> None:
    cast, meeting = everybody, making.meeting(everybody)
    item = agenda.propose_item(by=cast.manager, meeting=meeting, title="a", organisation=cast.harbour)
    results = at_once(*[lambda: agenda.accept_item(by=cast.coordinator, item=item)] * 4)
    assert sum(isinstance(each, Overtaken) for each in results) == 3
    assert [row.number for row in meeting.items.standing()] == [1]


def test_of_workers_that_send_the_same_letter_one_does(
    everybody: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, meeting = everybody, making.meeting(everybody)
    invite(by=cast.coordinator, meeting=meeting)
    keys = list(meeting.invitations.values_list("pk", flat=True))
    left, guard = [], Lock()

    def slowly(invitation: Any, meeting: Any, *, number: int, **more: Any) -> None:
        time.sleep(0.2)
        with guard:
            left.append((invitation.pk, number))

    monkeypatch.setattr("forums.emails.meeting_letter", slowly)
    results = at_once(*[lambda key=key: meeting_letters.send_meeting(key) for key in keys for _ in range(4)])
    assert sorted(left) == [(key, 0) for key in keys]
    assert (results.count(True), results.count(False)) == (2, 6)
    assert set(meeting.invitations.values_list("sequence", "tries")) == {(0, 1)}


def test_a_change_while_a_letter_leaves_is_a_letter_of_its_own(
    everybody: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow worker finishes after the fast one: what is known to have left stays the newest."""
    cast, meeting = everybody, making.meeting(everybody)
    invite(by=cast.coordinator, meeting=meeting)
    key = meeting.invitations.order_by("pk").values_list("pk", flat=True)[0]
    left: list[int] = []

    def slow_then_fast(*args: Any, number: int, **more: Any) -> None:
        if number == 0:
            meetings.change_meeting(by=cast.coordinator, meeting=meeting, values={"place": "Gym"})
            (fast,) = at_once(lambda: meeting_letters.send_meeting(key))
            assert fast is True
        left.append(number)

    monkeypatch.setattr("forums.emails.meeting_letter", slow_then_fast)
    assert meeting_letters.send_meeting(key) is True
    assert left == [1, 0]
    assert meeting.invitations.get(pk=key).sequence == 1
    assert meeting_letters.send_meeting(key) is False
