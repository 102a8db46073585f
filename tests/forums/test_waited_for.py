"""Whoever waits for a row acts on what it is then, with everything that hangs on it (ADR 0067)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from coordination.models import AuditEntry
from coordination.policies import Overtaken
from directory.actions import needs, write
from directory.models import Draft, Need
from forums.actions import events, forums, invitations, meetings
from forums.actions.merged_organisations import move
from forums.models import ForumMember, MeetingInvitation
from inductions.actions import people
from inductions.actions.merged_people import move as move_people
from inductions.models import Engagement
from tests.cast import Cast
from tests.forums import making
from tests.waiting import done_while_waited_for

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]


def moved(meeting: Any) -> dict[str, Any]:
    day = timedelta(days=1)
    return {"starts_at": meeting.starts_at + day, "ends_at": meeting.ends_at + day}


def test_nobody_answers_for_a_time_that_is_being_changed(everybody: Cast) -> None:
    invitation = making.invitation(everybody)
    meeting = invitation.meeting
    told = done_while_waited_for(
        lambda: meetings.change_meeting(by=everybody.coordinator, meeting=meeting, values=moved(meeting)),
        lambda: invitations.reply_by_link(invitation=invitation, answer="coming", seen="0"),
    )
    assert isinstance(told, Overtaken)
    now = MeetingInvitation.objects.get(pk=invitation.pk)
    assert (now.reply, now.replied_at) == (MeetingInvitation.Reply.NONE, None)


def test_a_membership_that_ends_while_records_merge_is_written_down_for_the_record_that_is_kept(
    everybody: Cast,
) -> None:
    forum = making.forum(everybody)
    member = forum.members.get(organisation=everybody.harbour)
    ended = done_while_waited_for(
        lambda: move(everybody.harbour, everybody.lantern, everybody.national),
        lambda: forums.end_membership(by=everybody.coordinator, member=member),
    )
    assert isinstance(ended, ForumMember) and ended.organisation == everybody.lantern
    entry = AuditEntry.objects.filter(verb="end_forum_membership").latest("pk")
    assert entry.organisation_slug == everybody.lantern.slug


def test_an_answer_for_a_stall_that_a_merge_took_away_is_told_so(everybody: Cast) -> None:
    event = making.event(everybody)
    forum = making.forum(everybody)
    forums.add_member(by=everybody.coordinator, forum=forum, organisation=everybody.lantern)
    both = [everybody.harbour, everybody.lantern]
    events.invite_organisations(by=everybody.coordinator, event=event, organisations=both)
    stall = event.stalls.get(organisation=everybody.harbour)
    told = done_while_waited_for(
        lambda: move(everybody.harbour, everybody.lantern, everybody.national),
        lambda: events.answer_for_stall(by=everybody.manager, stall=stall, coming=True),
    )
    assert isinstance(told, Overtaken)


def test_a_draft_that_a_colleague_saves_in_this_moment_is_not_written_over_unseen(everybody: Cast) -> None:
    listing = everybody.approved
    # Not only a new row: the draft that the second writer knows of stands there.
    write.save_draft(by=everybody.manager, listing=listing, content={"name": ["Mine"]})
    known = Draft.objects.get(listing=listing).saved_at.isoformat()
    told = done_while_waited_for(
        lambda: Draft.objects.filter(listing=listing).update(
            saved_by=everybody.national, content={"name": ["Theirs"]}
        ),
        lambda: write.save_draft(
            by=everybody.manager, listing=listing, content={"name": ["Mine again"]}, replaces=f"{known}x"
        ),
    )
    assert isinstance(told, Overtaken) and "Nadia National" in str(told)
    assert Draft.objects.get(listing=listing).content == {"name": ["Theirs"]}


def test_who_settled_a_need_is_named_to_whoever_waited(everybody: Cast) -> None:
    need = needs.raise_need(
        by=everybody.coordinator,
        prison=everybody.exeter,
        statement="Evening classes",
        source=Need.Source.FORUM,
    )
    told = done_while_waited_for(
        lambda: needs.settle_need(
            by=everybody.second_coordinator, need=need, state="set_aside", reason="No room."
        ),
        lambda: needs.settle_need(by=everybody.coordinator, need=need, state="set_aside", reason="Later."),
    )
    assert isinstance(told, Overtaken) and "Callum Coordinator" in str(told)


def test_work_that_ends_while_records_merge_ends_for_the_record_that_is_kept(everybody: Cast) -> None:
    engagement = Engagement.objects.get(person=everybody.volunteer)
    ended = done_while_waited_for(
        lambda: move_people(everybody.harbour, everybody.lantern, everybody.national),
        lambda: people.change_engagement(
            by=everybody.coordinator, engagement=engagement, values={"role_title": "Mentor"}
        ),
    )
    assert isinstance(ended, Engagement), ended
    assert ended.organisation == everybody.lantern


def test_a_placement_that_a_merge_gives_to_the_record_that_is_kept_can_be_changed(everybody: Cast) -> None:
    engagement = Engagement.objects.get(person=everybody.volunteer)
    placement = engagement.placements.get()
    engagement.pk, engagement.organisation = None, everybody.lantern
    engagement.save()
    changed = done_while_waited_for(
        lambda: move_people(everybody.harbour, everybody.lantern, everybody.national),
        lambda: people.change_placement(
            by=everybody.coordinator, placement=placement, values={"line_contact": "The chapel"}
        ),
    )
    assert not isinstance(changed, Exception), changed
    assert changed.engagement.organisation == everybody.lantern
