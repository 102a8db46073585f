"""Forums: begun, changed, ended, and who belongs to them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from forums import policies
from forums.models import Forum, ForumMember, Meeting

COLUMNS: Final = [
    "name", "kind", "purpose", "frequency", "chair_name", "chair_role", "chair_organisation", "items_close_days",
]  # fmt: skip
ONE_LINE: Final = ("name", "chair_name", "chair_role")


def held(forum: Forum) -> Forum:
    """The forum as it is now, locked."""
    return Forum.objects.select_related("prison").select_for_update(of=("self",)).get(pk=forum.pk)


@transaction.atomic
def begin_forum(*, by: User, prison: Prison, values: dict[str, Any]) -> Forum:
    """`values`: COLUMNS."""
    access.require(by, Permission.MANAGE_FORUMS, prison=prison)
    Prison.objects.select_for_update().get(pk=prison.pk)
    forum = Forum(prison=prison, started_on=clock.today())
    _write(forum, values)
    forum.save()
    audit.record("begin_forum", by=by, on=forum, prison=prison)
    return forum


@transaction.atomic
def change_forum(*, by: User, forum: Forum, values: dict[str, Any]) -> Forum:
    access.require(by, Permission.MANAGE_FORUMS, prison=forum.prison)
    Prison.objects.select_for_update().get(pk=forum.prison_id)
    forum = held(forum)
    policies.check_forum_runs(forum)
    before = audit.values(forum, COLUMNS)
    _write(forum, values)
    changes = audit.changes(forum, before, audit.values(forum, COLUMNS))
    if changes:
        forum.save(update_fields=COLUMNS)
        audit.record("change_forum", by=by, on=forum, prison=forum.prison, changes=changes)
    return forum


def _write(forum: Forum, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            setattr(forum, name, values[name])
    for name in ONE_LINE:
        setattr(forum, name, one_line(getattr(forum, name)))
    policies.check_words({
        "name": forum.name, "purpose": forum.purpose, "chair": f"{forum.chair_name} {forum.chair_role}",
    })  # fmt: skip
    same = Forum.objects.running().filter(prison=forum.prison, name__iexact=forum.name)
    if same.exclude(pk=forum.pk).exists():
        raise Refused(f"{forum.prison} already has a forum called “{forum.name}”. Choose another name.")


@transaction.atomic
def end_forum(*, by: User, forum: Forum) -> Forum:
    """Its minutes stay. Planned meetings are cancelled first, so that nobody comes for nothing."""
    access.require(by, Permission.MANAGE_FORUMS, prison=forum.prison)
    forum = held(forum)
    policies.check_forum_runs(forum)
    if forum.meetings.filter(state=Meeting.State.PLANNED).exists():
        raise Refused("A meeting is still planned. Settle or cancel it first: people were told to come.")
    forum.ended_on = max(clock.today(), forum.started_on)
    forum.save(update_fields=["ended_on"])
    audit.record("end_forum", by=by, on=forum, prison=forum.prison)
    return forum


@transaction.atomic
def add_member(
    *,
    by: User,
    forum: Forum,
    organisation: Organisation | None = None,
    user: User | None = None,
    staff_role: str = "",
    email: str = "",
) -> ForumMember:
    """Exactly one of an organisation, a person with an account, and a role among the prison's staff."""
    access.require(by, Permission.MANAGE_FORUMS, prison=forum.prison)
    forum = held(forum)
    policies.check_forum_runs(forum)
    staff_role = one_line(staff_role)
    policies.check_words({"role": staff_role})
    if sum(map(bool, (organisation, user, staff_role))) != 1:
        raise Refused("Choose one: an organisation, a person, or a role among the prison’s staff.")
    same = Q(organisation=organisation, user=user, staff_role__iexact=staff_role)
    there = forum.members.current().filter(same).first()
    if there:
        return there
    member = ForumMember.objects.create(
        forum=forum, organisation=organisation, user=user, staff_role=staff_role, email=email.strip(),
        since=clock.today(),
    )  # fmt: skip
    audit.record("add_forum_member", by=by, on=member, prison=forum.prison, organisation=organisation)
    return member


@transaction.atomic
def end_membership(*, by: User, member: ForumMember, until: date | None = None) -> ForumMember:
    """Today was the last day, unless another one is given."""
    access.require(by, Permission.MANAGE_FORUMS, prison=member.forum.prison)
    member = (
        ForumMember.objects.select_for_update(of=("self",)).select_related("forum__prison").get(pk=member.pk)
    )
    if member.until and member.until < clock.today():
        raise Overtaken("This membership has ended already. Nothing was changed.")
    member.until = max(until or clock.today(), member.since)
    member.save(update_fields=["until"])
    audit.record("end_forum_membership", by=by, on=member, prison=member.forum.prison)
    return member
