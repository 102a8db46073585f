"""Two people at minutes at once, with connections of their own: no text is lost and nothing changes after approval."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from coordination.models import User
from coordination.policies import Overtaken, Refused
from forums.actions import minutes
from forums.actions.minutes import Texts, WrittenMeanwhile
from forums.minuted import content_hash, snapshot
from forums.models import ApprovedMinutes, Meeting, MinuteItem, Minutes, MinutesCorrection
from tests.cast import Cast
from tests.forums import making
from tests.together import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing is at once there"
    ),
]
ROUNDS = 2


def write(by: User, found: Minutes, words: str) -> Callable[[], Minutes]:
    key = found.items.get().agenda_item_id
    return lambda: minutes.write_minutes(
        by=by, minutes=found, seen_version=found.version, texts={key: Texts(words)}
    )


def approve(cast: Cast, found: Minutes) -> Callable[[], Minutes]:
    return lambda: minutes.approve_minutes(
        by=cast.coordinator, minutes=found, seen_version=found.version,
        seen_content=content_hash(snapshot(Minutes.objects.get(pk=found.pk))),
    )  # fmt: skip


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_of_two_who_save_at_once_one_is_told_whose_text_stands(everybody: Cast, turn: int) -> None:
    draft = making.draft(everybody)
    people = {"By Carys.": everybody.coordinator, "By Callum.": everybody.second_coordinator}
    results = at_once(*(write(by, draft, words) for words, by in people.items()))
    assert sorted(type(each).__name__ for each in results) == ["Minutes", "WrittenMeanwhile"]
    [told] = [each for each in results if isinstance(each, WrittenMeanwhile)]
    stands = draft.items.get().discussion
    assert told.by == people[stands]
    assert Minutes.objects.get().version == draft.version + 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_of_two_who_begin_the_same_minutes_at_once_one_is_told(everybody: Cast, turn: int) -> None:
    draft = making.draft(everybody)
    meeting, key = draft.meeting, draft.items.get().agenda_item_id
    MinuteItem.objects.all().delete()
    Minutes.objects.all().delete()

    def begin(by: User, words: str) -> Callable[[], Minutes]:
        return lambda: minutes.write_of_meeting(
            by=by, meeting=meeting, seen_version=minutes.NOTHING_YET, texts={key: Texts(words)}
        )

    results = at_once(
        begin(everybody.coordinator, "By Carys."), begin(everybody.second_coordinator, "By Callum.")
    )
    assert sorted(type(each).__name__ for each in results) == ["Minutes", "WrittenMeanwhile"]
    assert Minutes.objects.count() == 1
    assert MinuteItem.objects.get().discussion in ("By Carys.", "By Callum.")


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_what_is_frozen_is_what_was_read_while_somebody_writes(everybody: Cast, turn: int) -> None:
    out = making.circulated(everybody)
    read = out.items.get().discussion
    approved, written = at_once(
        approve(everybody, out), write(everybody.second_coordinator, out, "Words of the last moment.")
    )
    stands = Minutes.objects.get()
    if isinstance(approved, Minutes):
        assert isinstance(written, Refused)
        assert (stands.state, stands.approved.content["items"][0]["discussion"]) == ("approved", read)
        assert stands.items.get().discussion == read
    else:
        assert isinstance(approved, Overtaken)
        assert isinstance(written, Minutes)
        assert (stands.state, ApprovedMinutes.objects.count()) == ("circulated", 0)
        assert stands.items.get().discussion == "Words of the last moment."


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_correction_of_the_last_moment_is_waited_for_or_refused(everybody: Cast, turn: int) -> None:
    out = making.circulated(everybody)
    approved, said = at_once(
        approve(everybody, out),
        lambda: minutes.say_wrong(by=everybody.manager, minutes=out, text="It was a Monday."),
    )
    assert isinstance(approved, Refused) != isinstance(said, Refused)
    state = Minutes.objects.get().state
    assert (state, MinutesCorrection.objects.count()) in (("approved", 0), ("circulated", 1))


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_approved_twice_at_once_they_are_frozen_once(everybody: Cast, turn: int) -> None:
    out = making.circulated(everybody)
    results = at_once(approve(everybody, out), approve(everybody, out))
    assert sorted(type(each).__name__ for each in results) == ["Minutes", "Refused"]
    assert ApprovedMinutes.objects.count() == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_who_goes_round_the_actions_waits_for_an_approval_and_is_refused(everybody: Cast, turn: int) -> None:
    """The trigger holds the minutes' row, so that no statement of another connection slips in beside the approval."""
    out = making.circulated(everybody)
    item = out.items.get()
    read = item.discussion
    inside = Barrier(2)

    def approve_slowly() -> Any:
        with transaction.atomic():
            approve(everybody, out)()
            inside.wait(timeout=20)
            time.sleep(0.5)  # The other statement runs into the approval, which holds the row.

    def goes_round() -> Any:
        inside.wait(timeout=20)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE forums_minuteitem SET discussion = 'x' WHERE id = %s", [item.pk])
        return "written"

    approved, written = at_once(approve_slowly, goes_round)
    assert approved is None
    assert isinstance(written, DatabaseError)
    assert "stay as they are" in str(written)
    assert MinuteItem.objects.get().discussion == read
    assert Meeting.objects.get().state == Meeting.State.HELD
