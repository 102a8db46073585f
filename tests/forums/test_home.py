"""What the home page says of forums, to whom, and at what cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordination import clock
from coordination.access import standing_of
from coordination.offers import Section
from directory.models.listing_state import day_in_words
from forums import home
from forums.actions import agenda, agreed, events, ideas, meetings, minutes, outcomes
from forums.models import Action, Idea, Meeting, MeetingInvitation, Minutes
from tests.cast import Cast
from tests.forums import making

pytestmark = pytest.mark.django_db
EXETER = "HMP/YOI Exeter"


def lines(user: Any) -> list[tuple[Section, str]]:
    return [(item.section, item.sentence) for item in home.items(user, standing_of(user))]


def sentences(user: Any) -> list[str]:
    return [sentence for _, sentence in lines(user)]


def ago(days: int) -> Any:
    return clock.today() - timedelta(days=days)


def over(meeting: Meeting, days_ago: int = 1) -> Meeting:
    starts_at = clock.now() - timedelta(days=days_ago)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    return Meeting.objects.select_related("forum__prison").get(pk=meeting.pk)


def held(cast: Cast, days_ago: int, **changes: Any) -> Meeting:
    meeting = over(making.meeting(cast, in_days=9, **changes), days_ago)
    return meetings.record_attendance(by=cast.coordinator, meeting=meeting, present=[], wings={None: 1})


def test_nothing_of_forums_waits_where_there_is_none(cast: Cast) -> None:
    for person in (cast.coordinator, cast.manager, cast.governor, cast.staff, cast.national):
        assert lines(person) == []


# --- Actions --------------------------------------------------------------------------------------


def test_coordinator_and_governor_hear_of_what_is_past_its_day_and_nobody_elsewhere(cast: Cast) -> None:
    forum = making.forum(cast)
    making.action(cast, forum=forum, due_on=clock.today())
    assert lines(cast.coordinator) == []
    making.action(cast, forum=forum, due_on=ago(1))
    assert lines(cast.coordinator) == [(Section.RISK, f"1 action is past the agreed day at {EXETER}.")]
    making.action(cast, forum=forum, due_on=ago(5))
    assert lines(cast.coordinator) == [(Section.RISK, f"2 actions are past the agreed day at {EXETER}.")]
    [item] = home.items(cast.coordinator, standing_of(cast.coordinator))
    assert (item.count, item.since, item.url) == (2, ago(5), "/prisons/EXI/actions/?view=overdue")
    assert lines(cast.governor) == lines(cast.coordinator)
    assert lines(cast.other_coordinator) == lines(cast.staff) == lines(cast.lead) == []


def test_what_is_finished_waits_until_whoever_raised_it_is_told(cast: Cast) -> None:
    action = making.action(cast, forum=making.forum(cast))
    making.action(cast, raised_by="", event=making.event(cast))
    for each in Action.objects.all():
        agreed.note(by=cast.coordinator, action=each, text="", state="done")
    told = f"1 action is finished at {EXETER}, and nobody has told those who raised it."
    assert lines(cast.coordinator) == [(Section.WAITS, told)]
    words = {"you_said": "There is no room.", "we_did": "There is a room now."}
    made = outcomes.write_outcome(by=cast.coordinator, prison=cast.exeter, values=words, action=action)
    waits = f"1 “you said, we did” waits for your approval at {EXETER}."
    assert lines(cast.coordinator) == [(Section.WAITS, waits)]
    outcomes.approve_outcome(by=cast.coordinator, outcome=made)
    assert lines(cast.coordinator) == []


def test_owners_see_what_is_theirs(cast: Cast) -> None:
    forum = making.forum(cast)
    making.action(cast, forum=forum, owner_role="", owner=cast.staff)
    making.action(cast, forum=forum, owner_role="", owner_organisation=cast.harbour, due_on=ago(2))
    making.action(cast, forum=forum, owner_role="", owner_organisation=cast.harbour, due_on=None)
    assert sentences(cast.staff) == ["1 action that a forum agreed is yours."]
    ours = "2 actions that forums agreed are yours or your organisation’s. 1 is past the agreed day."
    assert sentences(cast.manager) == sentences(cast.worker) == [ours]
    assert sentences(cast.other_manager) == []
    assert sentences(cast.governor) == [f"1 action is past the agreed day at {EXETER}."]


def test_whoever_wrote_it_down_hears_that_another_finished_it(cast: Cast) -> None:
    action = making.action(cast, forum=making.forum(cast), owner_role="", owner=cast.governor, raised_by="")
    agreed.note(by=cast.governor, action=action, text="", state="done")
    assert lines(cast.coordinator) == [(Section.NEW, "1 action that you wrote down was finished.")]
    assert lines(cast.second_coordinator) == []


# --- Meetings and minutes -------------------------------------------------------------------------


def test_meetings_of_the_next_week_stand_there_with_their_day(cast: Cast) -> None:
    forum = making.forum(cast)
    making.meeting(cast, of=forum, in_days=9)
    assert lines(cast.coordinator) == []
    making.meeting(cast, of=forum, in_days=3)
    [(section, sentence)] = lines(cast.coordinator)
    assert section == Section.WAITS
    assert sentence.startswith(f"Voluntary sector forum meets at {EXETER} on ")
    for days in (1, 2, 4):
        making.meeting(cast, of=forum, in_days=days)
    assert sentences(cast.coordinator) == [f"4 meetings at {EXETER} are in the next week."]
    assert lines(cast.governor) == lines(cast.other_coordinator) == []


def test_a_meeting_that_is_over_asks_how_it_went(cast: Cast) -> None:
    meeting = over(making.meeting(cast))
    [sentence] = sentences(cast.coordinator)
    assert sentence.startswith("Say who came to Voluntary sector forum on ")
    meetings.record_not_run(by=cast.coordinator, meeting=meeting, reason="regime")
    assert sentences(cast.coordinator) == []


def test_items_that_members_propose_wait_for_the_coordinator(cast: Cast) -> None:
    meeting = making.meeting(cast)
    for title in ("Evening classes", "Phone credit"):
        item = agenda.propose_item(by=cast.manager, meeting=meeting, title=title, organisation=cast.harbour)
    waits = "items proposed for agendas wait"
    assert sentences(cast.coordinator) == [f"2 {waits} for your decision at {EXETER}."]
    [line] = home.items(cast.coordinator, standing_of(cast.coordinator))
    assert line.url == f"/prisons/EXI/meetings/{meeting.pk}/agenda/"
    agenda.decline_item(by=cast.coordinator, item=item, reason="Later.")
    assert sentences(cast.coordinator) == [
        f"1 item proposed for an agenda waits for your decision at {EXETER}."
    ]


def test_minutes_wait_to_be_written_sent_out_and_approved(cast: Cast) -> None:
    meeting = held(cast, 1)
    [sentence] = sentences(cast.coordinator)
    assert sentence.startswith("Write the minutes of Voluntary sector forum on ")
    draft = minutes.begin_minutes(by=cast.coordinator, meeting=meeting)
    assert sentences(cast.coordinator) == []
    over(meeting, 9)
    [sentence] = sentences(cast.coordinator)
    assert "are still a draft" in sentence
    Minutes.objects.filter(pk=draft.pk).update(
        state="circulated", circulated_at=clock.now(), correct_until=clock.today()
    )
    assert sentences(cast.coordinator) == []
    Minutes.objects.filter(pk=draft.pk).update(correct_until=ago(1))
    [sentence] = sentences(cast.coordinator)
    assert sentence.endswith(f"at {EXETER} is over: approve them.")


def test_nobody_is_asked_for_the_minutes_of_years_ago(cast: Cast) -> None:
    held(cast, 200)
    assert sentences(cast.coordinator) == []


# --- Ideas and invitations ------------------------------------------------------------------------


def test_an_idea_waits_near_its_day_and_is_at_risk_after_it(cast: Cast) -> None:
    idea = making.idea(cast)
    assert lines(cast.coordinator) == []
    Idea.objects.filter(pk=idea.pk).update(answer_by=clock.today() + timedelta(days=7))
    near = f"1 idea of organisations at {EXETER} waits for an answer within a week."
    assert lines(cast.coordinator) == [(Section.WAITS, near)]
    assert lines(cast.governor) == []
    Idea.objects.filter(pk=idea.pk).update(answer_by=ago(1))
    late = f"1 idea of organisations at {EXETER} is past the day for an answer."
    assert lines(cast.coordinator) == lines(cast.governor) == [(Section.RISK, late)]
    ideas.answer_idea(by=cast.coordinator, idea=idea, answer="yes", text="Come on Sunday.")
    assert lines(cast.coordinator) == []


def test_members_are_asked_whether_they_come(cast: Cast) -> None:
    invitation = making.invitation(cast)
    MeetingInvitation.objects.update(sent_at=clock.now())
    [sentence] = sentences(cast.manager)
    assert sentence.startswith(f"Do you come to Voluntary sector forum at {EXETER} on ")
    assert sentences(cast.worker) == sentences(cast.other_manager) == []
    MeetingInvitation.objects.filter(pk=invitation.pk).update(reply="coming")
    assert sentences(cast.manager) == []


def test_members_hear_of_minutes_that_are_out_until_their_day(cast: Cast) -> None:
    waiting = making.circulated(cast)
    until = day_in_words(waiting.correct_until)
    told = f"The minutes of {waiting.meeting} at {EXETER} are out. Say until {until} what is wrong."
    assert (Section.NEW, told) in lines(cast.manager)
    assert told not in sentences(cast.coordinator) + sentences(cast.other_manager)
    Minutes.objects.filter(pk=waiting.pk).update(correct_until=ago(1))
    assert told not in sentences(cast.manager)


def test_an_organisation_is_asked_for_its_stall(cast: Cast) -> None:
    event = making.event(cast)
    events.invite_organisations(by=cast.coordinator, event=event, organisations=[cast.harbour])
    [sentence] = sentences(cast.manager)
    assert sentence.startswith(f"Does Harbour Housing have a stall at Partnership day at {EXETER} on ")
    assert sentences(cast.worker) == []
    events.answer_for_stall(by=cast.manager, stall=event.stalls.get(), coming=True)
    assert sentences(cast.manager) == []


# --- The page -------------------------------------------------------------------------------------


def everything(cast: Cast, number: int) -> None:
    forum = making.forum(cast, name=f"Forum {number}")
    action = making.action(cast, forum=forum, due_on=ago(3), owner_role="", owner=cast.coordinator)
    over(making.meeting(cast, of=forum))
    making.meeting(cast, of=forum, in_days=3)
    later = making.meeting(cast, of=forum, in_days=30)
    agenda.propose_item(by=cast.manager, meeting=later, title="Classes", organisation=cast.harbour)
    held(cast, 2, of=forum)
    idea = ideas.send_idea(
        by=cast.manager, organisation=cast.harbour, prison=cast.exeter, kind=Idea.Kind.IDEA,
        title=f"Choir {number}", text="We would like to begin a choir.",
    )  # fmt: skip
    Idea.objects.filter(pk=idea.pk).update(answer_by=ago(1))
    making.outcome(cast)
    done = making.action(cast, forum=forum)
    agreed.note(by=cast.coordinator, action=done, text="", state="done")
    making.action(cast, forum=forum, owner_role="", owner_organisation=cast.harbour)
    assert action.is_overdue


def asked(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


@pytest.mark.parametrize("persona", ["coordinator", "manager"])
def test_the_home_page_asks_as_much_for_twelve_of_each_as_for_two(
    cast: Cast, client: Client, persona: str
) -> None:
    client.force_login(getattr(cast, persona))
    for number in range(2):
        everything(cast, number)
    client.get("/")
    few = asked(client)
    for number in range(2, 12):
        everything(cast, number)
    assert asked(client) == few


def test_each_line_leads_to_a_page_that_opens(cast: Cast, client: Client) -> None:
    everything(cast, 1)
    for person in (cast.coordinator, cast.manager):
        client.force_login(person)
        found = home.items(person, standing_of(person))
        assert found
        for line in found:
            assert client.get(line.url).status_code == 200, line
