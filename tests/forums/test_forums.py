"""Forums: begun, changed, ended; who belongs, and who may not know that there is one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from coordination import clock
from coordination.access import NotPermitted
from coordination.actions.postings import end_posting
from coordination.models import AuditEntry, Posting, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Role
from forums import policies
from forums.actions import forums as actions
from forums.actions import meetings
from forums.models import Forum, ForumMember, Meeting
from tests.cast import Cast
from tests.forums import making

pytestmark = pytest.mark.django_db


def sees(user: User, forum: Forum) -> bool:
    return Forum.objects.visible_to(user).filter(pk=forum.pk).exists()


def yesterday(member: ForumMember) -> None:
    """As if it had ended then."""
    day = clock.today() - timedelta(days=1)
    ForumMember.objects.filter(pk=member.pk).update(since=day, until=day)


# --- Begun, changed, ended ------------------------------------------------------------------------


def test_only_who_keeps_the_forums_of_the_prison_begins_one(cast: Cast) -> None:
    for who in ("governor", "lead", "national", "staff", "manager", "other_coordinator"):
        with pytest.raises(NotPermitted):
            actions.begin_forum(by=getattr(cast, who), prison=cast.exeter, values={})
    assert not Forum.objects.exists()


def test_a_change_is_told_in_the_audit_without_the_name_of_the_chair(cast: Cast) -> None:
    forum = making.forum(cast, chair_name="Wren Surname")
    actions.change_forum(
        by=cast.coordinator, forum=forum, values={"chair_name": "Robin Other", "frequency": "weekly"}
    )
    entry = AuditEntry.objects.get(verb="change_forum")
    assert entry.changes["frequency"] == ["monthly", "weekly"]
    assert "Robin" not in str(entry.changes)
    actions.change_forum(by=cast.coordinator, forum=forum, values={"frequency": "weekly"})
    assert AuditEntry.objects.filter(verb="change_forum").count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"purpose": "For A1234BC"}, "looks like a prison number"),
        ({"purpose": "For offenders"}, "Write “people in prison” for “offenders”"),
        ({"name": "Inmates’ forum"}, "It is in “name”"),
        ({"name": "Ring 01632 960123"}, "printed for people in prison"),
        ({"chair_role": "anna@example.org"}, "the chair’s role"),
        ({"name": "  "}, "Give the forum a name"),
        ({"purpose": " "}, "say what it is for"),
        ({"chair_name": "", "chair_name_is_public": True}, "no name of a chair"),
    ],
)
def test_what_may_not_be_written_is_refused_also_on_saving(
    cast: Cast, values: dict[str, Any], sentence: str
) -> None:
    forum = making.forum(cast)
    with pytest.raises(Refused, match=sentence):
        actions.change_forum(by=cast.coordinator, forum=forum, values=values)
    with pytest.raises(Refused, match=sentence):
        making.forum(cast, **({"name": "Another"} | values))


def test_two_running_forums_of_a_prison_never_have_one_name(cast: Cast) -> None:
    first = making.forum(cast)
    with pytest.raises(Refused, match="already has a forum called"):
        making.forum(cast, name="VOLUNTARY sector  forum")
    making.forum(cast, elsewhere=True)
    actions.end_forum(by=cast.coordinator, forum=first)
    assert making.forum(cast).pk != first.pk


def test_a_forum_with_a_planned_meeting_does_not_end_and_an_ended_one_never_changes(cast: Cast) -> None:
    forum = making.forum(cast)
    meeting = making.meeting(cast, of=forum)
    with pytest.raises(Refused, match="A meeting is still planned"):
        actions.end_forum(by=cast.coordinator, forum=forum)
    meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason=Meeting.Reason.NO_ROOM)
    actions.end_forum(by=cast.coordinator, forum=forum)
    for act in (
        lambda: actions.change_forum(by=cast.coordinator, forum=forum, values={"name": "New"}),
        lambda: actions.end_forum(by=cast.coordinator, forum=forum),
        lambda: actions.add_member(by=cast.coordinator, forum=forum, staff_role="Head of education"),
        lambda: making.meeting(cast, of=forum),
    ):
        with pytest.raises(Refused, match="has ended"):
            act()


# --- Who belongs ----------------------------------------------------------------------------------


def test_everybody_of_an_organisation_that_belongs_sees_the_forum_and_nobody_else(cast: Cast) -> None:
    forum, there = making.forum(cast), making.forum(cast, elsewhere=True)
    seen = {
        who
        for who in ("manager", "worker", "staff", "gate", "other_manager")
        if sees(getattr(cast, who), forum)
    }
    assert seen == {"manager", "worker"}
    assert sees(cast.other_manager, there)
    assert not sees(cast.coordinator, there)


def test_whose_membership_is_over_sees_the_forum_no_more(cast: Cast) -> None:
    forum = making.forum(cast)
    member = forum.members.get(organisation=cast.harbour)
    actions.end_membership(by=cast.coordinator, member=member)
    assert sees(cast.manager, forum), "today is the last day"
    yesterday(member)
    assert not sees(cast.manager, forum)


def test_a_person_belongs_by_their_account_and_only_while_they_have_access_at_the_prison(cast: Cast) -> None:
    forum = making.forum(cast)
    assert not sees(cast.staff, forum)
    actions.add_member(by=cast.coordinator, forum=forum, user=cast.staff)
    assert sees(cast.staff, forum)
    end_posting(by=cast.coordinator, posting=Posting.objects.get(user=cast.staff))
    assert not sees(cast.staff, forum)
    Posting.objects.create(user=cast.staff, role=Role.STAFF, prison=cast.guys_marsh)
    assert not sees(cast.staff, forum), "access at another prison is none here"


def test_a_person_without_access_here_cannot_be_added(cast: Cast) -> None:
    forum = making.forum(cast)
    for who in (cast.other_coordinator, cast.manager, cast.national):
        with pytest.raises(Refused, match="has no access at"):
            actions.add_member(by=cast.coordinator, forum=forum, user=who)
    assert actions.add_member(by=cast.coordinator, forum=forum, user=cast.lead).user == cast.lead


def test_nobody_belongs_twice_and_who_leaves_today_may_stay_after_all(cast: Cast) -> None:
    forum = making.forum(cast)
    member = forum.members.get(organisation=cast.harbour)
    assert actions.add_member(by=cast.coordinator, forum=forum, organisation=cast.harbour) == member
    actions.end_membership(by=cast.coordinator, member=member)
    again = actions.add_member(by=cast.coordinator, forum=forum, organisation=cast.harbour)
    assert (again.pk, again.until) == (member.pk, None)
    yesterday(member)
    later = actions.add_member(by=cast.coordinator, forum=forum, organisation=cast.harbour)
    assert later.pk != member.pk


def test_a_role_of_staff_is_one_whatever_its_letters_and_names_nobody_in_prison(cast: Cast) -> None:
    forum = making.forum(cast)
    there = forum.members.exclude(staff_role="").get()
    assert actions.add_member(by=cast.coordinator, forum=forum, staff_role="head of SAFER custody") == there
    with pytest.raises(Refused, match="looks like a prison number"):
        actions.add_member(by=cast.coordinator, forum=forum, staff_role="Orderly A1234BC")


def test_a_member_is_exactly_one_of_three(cast: Cast) -> None:
    forum = making.forum(cast)
    choices: list[dict[str, Any]] = [{}, {"user": cast.staff, "staff_role": "Officer"}]
    for who in choices:
        with pytest.raises(Refused, match="Choose one"):
            actions.add_member(by=cast.coordinator, forum=forum, **who)


def test_several_organisations_are_added_together_or_not_at_all(cast: Cast) -> None:
    forum = making.forum(cast)
    added = actions.add_organisations(
        by=cast.coordinator, forum=forum, organisations=[cast.lantern, cast.harbour]
    )
    assert {each.organisation for each in added} == {cast.harbour, cast.lantern}
    with pytest.raises(Refused, match="at least one"):
        actions.add_organisations(by=cast.coordinator, forum=forum, organisations=[])


def test_a_membership_that_ended_is_neither_changed_nor_ended_again(cast: Cast) -> None:
    member = making.forum(cast).members.get(organisation=cast.harbour)
    actions.change_member(by=cast.coordinator, member=member, email="office@harbour.example.org")
    entry = AuditEntry.objects.get(verb="change_forum_member")
    assert "office@" not in str(entry.changes)
    actions.end_membership(by=cast.coordinator, member=member)
    with pytest.raises(Overtaken, match="ended already"):
        actions.end_membership(by=cast.coordinator, member=member)
    with pytest.raises(Overtaken, match="ended already"):
        actions.change_member(by=cast.coordinator, member=member, email="")


def test_a_coordinator_of_another_prison_changes_nothing_here(cast: Cast) -> None:
    forum = making.forum(cast)
    member = forum.members.order_by("pk")[0]
    by = cast.other_coordinator
    for act in (
        lambda: actions.change_forum(by=by, forum=forum, values={"name": "Taken"}),
        lambda: actions.end_forum(by=by, forum=forum),
        lambda: actions.add_member(by=by, forum=forum, organisation=cast.lantern),
        lambda: actions.change_member(by=by, member=member, email="a@example.org"),
        lambda: actions.end_membership(by=by, member=member),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_those_with_access_at_a_prison_are_its_people_and_whoever_looks_after_it_in_a_set(cast: Cast) -> None:
    found = set(policies.people_with_access_at(cast.exeter))
    assert {cast.coordinator, cast.governor, cast.staff, cast.gate, cast.lead} <= found
    assert not {cast.national, cast.manager, cast.other_coordinator} & found
