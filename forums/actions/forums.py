"""Forums: begun, changed, ended, and who belongs to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.policies import Refused
from coordination.roles import Permission
from forums import policies
from forums.models import Forum, ForumMember, Meeting

COLUMNS: Final = [
    "name", "kind", "purpose", "frequency", "chair_name", "chair_role", "chair_name_is_public",
    "chair_organisation", "items_close_days",
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
    forum.purpose = forum.purpose.strip()
    policies.check_words({"purpose": forum.purpose})
    # These stand on what is printed for the wings.
    policies.check_plain_words({
        "name": forum.name, "the chair’s name": forum.chair_name, "the chair’s role": forum.chair_role,
    })  # fmt: skip
    policies.check_forum_says_what_it_is(forum)
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
    """Exactly one of an organisation, a person with access here, and a role among the prison's staff.

    Who belongs already stays as they are; whose last day is today belongs on.
    """
    access.require(by, Permission.MANAGE_FORUMS, prison=forum.prison)
    if organisation:
        # Held before the forum, as by merging: nobody merges the record meanwhile.
        organisation = Organisation.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=organisation.pk
        )
        organisation = organisation.merged_into or organisation
    forum = held(forum)
    policies.check_forum_runs(forum)
    staff_role = one_line(staff_role)
    policies.check_words({"role": staff_role})
    if sum(map(bool, (organisation, user, staff_role))) != 1:
        raise Refused("Choose one: an organisation, a person, or a role among the prison’s staff.")
    if user:
        policies.check_has_access_at(user, forum.prison)
    same = Q(organisation=organisation, user=user, staff_role__iexact=staff_role)
    member = forum.members.current().filter(same).first()
    if member and member.until is None:
        return member
    if member:
        member.until = None
        member.save(update_fields=["until"])
    else:
        member = ForumMember.objects.create(
            forum=forum, organisation=organisation, user=user, staff_role=staff_role, email=email.strip(),
            since=clock.today(),
        )  # fmt: skip
    audit.record("add_forum_member", by=by, on=member, prison=forum.prison, organisation=organisation)
    return member


@transaction.atomic
def add_organisations(*, by: User, forum: Forum, organisations: Iterable[Organisation]) -> list[ForumMember]:
    """All of them or none. Held in one order, so that two of these never wait for each other."""
    chosen = sorted(organisations, key=lambda each: each.pk)
    if not chosen:
        raise Refused("Tick at least one organisation.")
    return [add_member(by=by, forum=forum, organisation=each) for each in chosen]


@transaction.atomic
def change_member(*, by: User, member: ForumMember, email: str) -> ForumMember:
    """Where its invitations go. Empty: to the account, or to the organisation's managers."""
    access.require(by, Permission.MANAGE_FORUMS, prison=member.forum.prison)
    member = _held_member(member)
    before = audit.values(member, ["email"])
    member.email = email.strip()
    changes = audit.changes(member, before, audit.values(member, ["email"]))
    if changes:
        member.save(update_fields=["email"])
        audit.record(
            "change_forum_member", by=by, on=member, prison=member.forum.prison, changes=changes,
            organisation=member.organisation,
        )  # fmt: skip
    return member


@transaction.atomic
def end_membership(*, by: User, member: ForumMember, until: date | None = None) -> ForumMember:
    """Today was the last day, unless another one is given."""
    access.require(by, Permission.MANAGE_FORUMS, prison=member.forum.prison)
    member = _held_member(member)
    member.until = max(until or clock.today(), member.since)
    member.save(update_fields=["until"])
    audit.record(
        "end_forum_membership", by=by, on=member, prison=member.forum.prison, organisation=member.organisation
    )
    return member


def _held_member(member: ForumMember) -> ForumMember:
    # Without its organisation: a merge may have changed it while we waited (ADR 0067).
    rows = ForumMember.objects.select_for_update(of=("self",))
    member = rows.select_related("forum__prison").get(pk=member.pk)
    policies.check_belongs(member)
    return member
