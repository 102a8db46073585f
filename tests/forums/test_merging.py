"""What forums keep of an organisation goes over with it, and frozen minutes stay as they were."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coordination import clock
from coordination.actions.merging import ask_to_merge
from forums import merging
from forums.actions import agenda, events, forums, ideas, meetings, minutes
from forums.actions.invitations import invite
from forums.minuted import content_hash
from forums.models import Action, ForumMember, Idea, MeetingInvitation, PartnershipEvent, Stall
from tests.cast import Cast
from tests.coordination.merged import merged
from tests.forums import making


def stall_of(event: PartnershipEvent, organisation: object) -> Stall:
    return event.stalls.get(organisation=organisation)


def event_with_both(cast: Cast, *, in_days: int = 30) -> PartnershipEvent:
    forums.add_member(by=cast.coordinator, forum=making.forum(cast), organisation=cast.lantern)
    event = making.event(cast, in_days=in_days)
    events.invite_organisations(by=cast.coordinator, event=event, organisations=[cast.harbour, cast.lantern])
    return event


def test_where_both_belong_one_membership_goes_on_since_the_first_day_of_either(cast: Cast) -> None:
    forum = making.forum(cast)
    long_ago = clock.today() - timedelta(days=400)
    other = forums.add_member(by=cast.coordinator, forum=forum, organisation=cast.lantern)
    ForumMember.objects.filter(pk=other.pk).update(since=long_ago)
    kept = merged(cast)
    assert forum.members.current().filter(organisation=kept).get().since == long_ago
    other.refresh_from_db()
    assert other.organisation == kept
    assert other.until == clock.today() - timedelta(days=1)


def test_of_two_memberships_the_longer_end_holds(cast: Cast) -> None:
    forum = making.forum(cast)
    forums.add_member(by=cast.coordinator, forum=forum, organisation=cast.lantern)
    ends_on = clock.today() + timedelta(days=9)
    forum.members.filter(organisation=cast.harbour).update(until=ends_on)
    going_on = forum.members.filter(organisation=merged(cast), until=None)
    assert going_on.count() == 1


def test_who_was_asked_to_a_meeting_through_the_other_stays_asked(cast: Cast) -> None:
    forum = making.forum(cast)
    forums.add_member(by=cast.coordinator, forum=forum, organisation=cast.lantern)
    meeting = making.meeting(cast, of=forum)
    invite(by=cast.coordinator, meeting=meeting)
    kept = merged(cast)
    asked = MeetingInvitation.objects.filter(meeting=meeting, member__organisation=kept)
    assert {row.email for row in asked} == {cast.manager.email, cast.other_manager.email}
    assert {row.member.until for row in asked} == {None}


def test_a_typed_address_stays_where_no_manager_would_get_the_letters(cast: Cast) -> None:
    forum = making.forum(cast)
    forums.add_member(
        by=cast.coordinator, forum=forum, organisation=cast.lantern, email="office@lantern.example.org"
    )
    for user in (cast.manager, cast.other_manager):
        user.is_active = False
        user.save()
    kept = merged(cast)
    assert forum.members.get(organisation=kept, until=None).email == "office@lantern.example.org"


def test_both_managers_propose_items_for_the_forum_of_the_other_afterwards(cast: Cast) -> None:
    meeting = making.meeting(cast, elsewhere=True)
    kept = merged(cast)
    for manager in (cast.manager, cast.other_manager):
        item = agenda.propose_item(by=manager, meeting=meeting, title="Moving on", organisation=kept)
        assert item.organisation == kept


@pytest.mark.parametrize(("comes", "needs"), [(True, "A table; Power"), (False, "Power")])
def test_where_both_were_asked_to_an_event_one_stall_says_what_either_said(
    cast: Cast, comes: bool, needs: str
) -> None:
    event, by = event_with_both(cast), cast.coordinator
    events.answer_for_stall(by=by, stall=stall_of(event, cast.harbour), coming=comes, needs="A table")
    events.answer_for_stall(by=by, stall=stall_of(event, cast.lantern), coming=True, needs="Power")
    stall = stall_of(event, merged(cast))
    assert (stall.reply, stall.needs, stall.number) == ("coming", needs, 1)


@pytest.mark.parametrize(("contacts", "sum_of_both"), [((3, 4), 7), ((None, 4), 4), ((None, None), None)])
def test_contacts_of_both_stalls_are_added_and_unknown_is_not_zero(
    cast: Cast, contacts: tuple[int | None, int | None], sum_of_both: int | None
) -> None:
    event = event_with_both(cast)
    for organisation, count in zip((cast.harbour, cast.lantern), contacts, strict=True):
        event.stalls.filter(organisation=organisation).update(reply="came", contacts_count=count)
    assert stall_of(event, merged(cast)).contacts_count == sum_of_both


def test_actions_and_ideas_of_the_duplicate_are_the_kept_records(cast: Cast) -> None:
    action = making.action(cast, elsewhere=True, owner_role="", owner_organisation=cast.lantern)
    idea = making.idea(cast, elsewhere=True)
    kept = merged(cast)
    assert Action.objects.owned_by(cast.manager).get() == action
    assert Idea.objects.get(pk=idea.pk).organisation == kept


def test_approved_minutes_name_the_organisation_as_they_did(cast: Cast) -> None:
    frozen = making.approved(cast, elsewhere=True).approved
    merged(cast, name="kept")
    frozen.refresh_from_db()
    assert frozen.content["attendance"][0]["organisation"] == "Lantern Trust"
    assert content_hash(frozen.content) == frozen.content_hash


def test_minutes_that_are_written_after_the_merge_name_the_kept_record(cast: Cast) -> None:
    waiting = making.circulated(cast, elsewhere=True)
    kept = merged(cast)
    waiting.refresh_from_db()
    by = cast.other_coordinator
    approved = minutes.approve_minutes(by=by, minutes=waiting, seen_version=waiting.version).approved
    assert approved.content["attendance"][0]["organisation"] == kept.name


@pytest.mark.parametrize("through", ["member", "chair", "action", "stall", "attendance"])
def test_a_prison_where_it_is_seen_only_in_forums_is_asked_about_a_merge(cast: Cast, through: str) -> None:
    by, lantern = cast.coordinator, cast.lantern
    assert list(merging.touched_prisons(lantern)) == []
    if through == "member":
        forums.add_member(by=by, forum=making.forum(cast), organisation=lantern)
    elif through == "chair":
        making.forum(cast, chair_organisation=lantern)
    elif through == "action":
        making.action(cast, owner_role="", owner_organisation=cast.harbour)
        Action.objects.update(owner_organisation=lantern)
    elif through == "stall":
        Stall.objects.create(event=making.event(cast), organisation=lantern)
    else:
        held = making.draft(cast).meeting
        meetings.record_attendance(by=by, meeting=held, present=[{"organisation": lantern}], wings={})
    assert list(merging.touched_prisons(lantern)) == [cast.exeter]
    merge = ask_to_merge(by=cast.other_coordinator, kept=cast.harbour, duplicate=lantern)
    assert cast.exeter in {consent.prison for consent in merge.consents.all()}


def test_the_summary_counts_what_goes_on(cast: Cast) -> None:
    making.action(cast, owner_role="", owner_organisation=cast.harbour)
    making.idea(cast)
    assert merging.summary(cast.harbour) == [
        ("Forums that it belongs to", "1"),
        ("Actions that it has not finished", "1"),
        ("Ideas that wait for an answer", "1"),
        ("Partnership events to come", "0"),
    ]


@pytest.mark.parametrize(("title", "count"), [("A choir on Sundays", 1), ("Bread", 0)])
def test_two_ideas_of_nearly_one_title_are_shown_afterwards(cast: Cast, title: str, count: int) -> None:
    first = making.idea(cast)
    second = ideas.send_idea(
        by=cast.manager, organisation=cast.harbour, prison=cast.exeter, kind=Idea.Kind.IDEA, title=title,
        text="As it says.",
    )  # fmt: skip
    Idea.objects.filter(pk=first.pk).update(title="Choir on Sundays")
    pairs = merging.to_look_at(cast.coordinator, cast.harbour, {"ideas": [second.pk]})
    assert len(pairs) == count
