"""What a forum agreed and has not finished comes onto its next agenda by itself, and onto no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from coordination import clock
from forums.actions import agenda, agreed, meetings
from forums.models import Action, AgendaItem, Forum, Meeting
from tests.cast import Cast
from tests.forums import making

pytestmark = pytest.mark.django_db


def carried(meeting: Meeting) -> list[Action]:
    items = meeting.items.standing().exclude(carried_action=None)
    return [item.carried_action for item in items if item.carried_action]


def over(meeting: Meeting, *, days_ago: int = 1) -> Meeting:
    """Its day has come and gone."""
    starts_at = clock.now() - timedelta(days=days_ago)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    return Meeting.objects.select_related("forum__prison").get(pk=meeting.pk)


def agree(cast: Cast, **place: Any) -> Action:
    return making.action(cast, **place)


def test_a_meeting_called_later_finds_what_is_open_on_its_agenda(cast: Cast) -> None:
    forum = making.forum(cast)
    action = agree(cast, forum=forum)
    meeting = making.meeting(cast, of=forum)
    assert carried(meeting) == [action]
    [item] = meeting.items.standing()
    assert item.title == "From last time: Ask for a room in the evening"
    assert (item.raised_by, item.number, item.proposed_by) == ("representatives, C wing", 1, None)


def test_what_is_agreed_after_it_was_called_comes_onto_it_too(cast: Cast) -> None:
    forum = making.forum(cast)
    meeting = making.meeting(cast, of=forum)
    making.item(cast, at_meeting=meeting)
    action = agree(cast, forum=forum)
    assert carried(meeting) == [action]
    assert [item.number for item in meeting.items.standing()] == [1, 2]


def test_what_a_past_meeting_agreed_comes_onto_the_next_one_once(cast: Cast) -> None:
    forum = making.forum(cast)
    past = over(making.meeting(cast, of=forum, in_days=2))
    following = making.meeting(cast, of=forum)
    action = agree(cast, meeting=past)
    assert (carried(past), carried(following)) == ([], [action])
    assert agenda.carry_forward(forum) == []
    assert agenda.carry_forward_everywhere() == 0


def test_what_is_written_down_for_a_meeting_to_come_is_not_on_its_own_agenda(cast: Cast) -> None:
    meeting = making.meeting(cast)
    agree(cast, meeting=meeting)
    assert carried(meeting) == []


def test_of_meetings_called_for_a_year_only_the_next_has_it(cast: Cast) -> None:
    forum = making.forum(cast)
    later = [making.meeting(cast, of=forum, in_days=days) for days in (60, 30, 90)]
    action = agree(cast, forum=forum)
    assert [carried(meeting) for meeting in later] == [[], [action], []]


def test_what_stays_open_is_carried_again_when_the_meeting_has_been(cast: Cast) -> None:
    forum = making.forum(cast)
    first, second = (making.meeting(cast, of=forum, in_days=days) for days in (2, 30))
    action = agree(cast, forum=forum)
    first = over(first)
    meetings.record_attendance(by=cast.coordinator, meeting=first, present=[], wings={None: 3})
    assert (carried(first), carried(second)) == ([action], [action])


def test_the_clock_carries_it_where_nobody_says_how_the_meeting_went(cast: Cast) -> None:
    forum = making.forum(cast)
    first, second = (making.meeting(cast, of=forum, in_days=days) for days in (2, 30))
    action = agree(cast, forum=forum)
    over(first)
    assert agenda.carry_forward_everywhere() == 1
    assert carried(second) == [action]


@pytest.mark.parametrize("what", ["cancelled", "did not run", "moved"])
def test_a_meeting_that_falls_out_or_moves_hands_it_to_the_one_that_is_next_then(
    cast: Cast, what: str
) -> None:
    forum = making.forum(cast)
    first, second = (making.meeting(cast, of=forum, in_days=days) for days in (2, 30))
    action = agree(cast, forum=forum)
    by = cast.coordinator
    if what == "cancelled":
        meetings.cancel_meeting(by=by, meeting=first, reason="chair")
    elif what == "did not run":
        meetings.record_not_run(by=by, meeting=over(first), reason="regime")
    else:
        day = making.at(clock.today() + timedelta(days=50))
        values = {"starts_at": day, "ends_at": day + timedelta(hours=1)}
        meetings.change_meeting(by=by, meeting=first, values=values)
    assert carried(second) == [action]


def test_what_is_finished_before_the_meeting_stays_and_says_so(cast: Cast) -> None:
    forum = making.forum(cast)
    meeting = making.meeting(cast, of=forum)
    done, dropped, still = (agree(cast, forum=forum) for _ in range(3))
    agreed.note(by=cast.coordinator, action=done, text="", state="done")
    agreed.note(by=cast.coordinator, action=dropped, text="No room.", state="dropped")
    words = [action.in_words for action in carried(meeting)]
    assert words[0].startswith("Done on ")
    assert words[1].startswith("Dropped on ")
    assert words[2].startswith("Open, due on ")
    assert carried(meeting) == [done, dropped, still]
    # Neither is carried to a later one.
    first = over(meeting)
    second = making.meeting(cast, of=forum)
    meetings.record_attendance(by=cast.coordinator, meeting=first, present=[], wings={None: 1})
    assert carried(second) == [still]


def test_what_is_opened_again_comes_onto_the_next_agenda(cast: Cast) -> None:
    forum = making.forum(cast)
    action = agree(cast, forum=forum)
    agreed.note(by=cast.coordinator, action=action, text="", state="done")
    meeting = making.meeting(cast, of=forum)
    assert carried(meeting) == []
    agreed.note(by=cast.coordinator, action=action, text="", state="open")
    assert carried(meeting) == [action]


def test_other_words_stand_on_the_agenda_to_come_and_not_on_the_past_one(cast: Cast) -> None:
    forum = making.forum(cast)
    first, second = (making.meeting(cast, of=forum, in_days=days) for days in (2, 30))
    action = agree(cast, forum=forum)
    meetings.record_attendance(by=cast.coordinator, meeting=over(first), present=[], wings={None: 3})
    agreed.change_action(
        by=cast.coordinator, action=action, values={"what": "Ask for the chapel " + "x" * 200}
    )
    titles = dict(AgendaItem.objects.filter(carried_action=action).values_list("meeting", "title"))
    assert titles[first.pk] == "From last time: Ask for a room in the evening"
    assert titles[second.pk].startswith("From last time: Ask for the chapel")
    assert titles[second.pk].endswith("…")
    assert len(titles[second.pk]) == 160


def test_other_forums_and_events_have_nothing_of_it(cast: Cast) -> None:
    forum, other = making.forum(cast), making.forum(cast, name="Another forum")
    agree(cast, forum=forum)
    agree(cast, event=making.event(cast))
    assert carried(making.meeting(cast, of=other)) == []


def test_a_hundred_open_actions_come_in_the_queries_of_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    forum = making.forum(cast)
    making.meeting(cast, of=forum)
    Action.objects.bulk_create(
        Action(
            prison=cast.exeter, forum=forum, what=f"Thing {number}", owner_role="A", made_by=cast.coordinator
        )
        for number in range(100)
    )
    with django_assert_max_num_queries(8):
        assert len(agenda.carry_forward(Forum.objects.get(pk=forum.pk))) == 100
