"""Invitations to a meeting: one row an address, so that a later letter replaces the one before in their calendar."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from coordination import access, audit, clock
from coordination.access import SYSTEM
from coordination.models import Posting, User
from coordination.policies import Overtaken
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission, Role
from forums import policies
from forums.models import Forum, ForumMember, Meeting, MeetingInvitation

SEND = "forums.send_meeting"


@transaction.atomic
def invite(*, by: User, meeting: Meeting) -> int:
    """Writes to every member of that day who has not been written to. Returns how many letters are new."""
    from forums.actions.meetings import held_for

    meeting = held_for(by, meeting)
    policies.check_can_invite(meeting)
    new = not_invited(meeting)
    known = {row.email: row for row in meeting.invitations.select_for_update()}
    MeetingInvitation.objects.bulk_create(
        MeetingInvitation(meeting=meeting, member=member, email=email)
        for email, member in new.items()
        if email not in known
    )
    for email, member in new.items():
        # Somebody who left and came back: the calendar knows the meeting already.
        MeetingInvitation.objects.filter(meeting=meeting, email=email).update(member=member)
    if meeting.invited_at is None:
        meeting.invited_at = clock.now()
        meeting.save(update_fields=["invited_at"])
    audit.record("invite_to_meeting", by=by, on=meeting, prison=meeting.forum.prison)
    tell_everybody(meeting)
    return len(new)


def addresses_on_the_day(meeting: Meeting) -> dict[ForumMember, list[str]]:
    """Of everybody who belongs on the day of the meeting: where their letters go."""
    return addresses_of_members(meeting.forum, timezone.localdate(meeting.starts_at))


def addresses_of_members(forum: Forum, day: date) -> dict[ForumMember, list[str]]:
    """Of that day. Four queries, however many they are.

    The address that was typed, else the account, else the organisation's managers. None of a person who has left the
    prison: a letter tells what the page would not show them.
    """
    members = list(forum.members.current(day).select_related("organisation", "user"))
    managers: dict[int | None, list[str]] = defaultdict(list)
    postings = Posting.objects.current().filter(role=Role.MANAGER, user__is_active=True)
    asked = [member.organisation_id for member in members if member.organisation_id]
    rows = postings.filter(organisation__in=asked).order_by("user_id")
    for organisation, email in rows.values_list("organisation", "user__email"):
        managers[organisation].append(email)
    here = _who_may_come(forum, members)
    return {member: _addresses_of(member, managers[member.organisation_id], here) for member in members}


def _who_may_come(forum: Forum, members: list[ForumMember]) -> set[int]:
    people = [member.user_id for member in members if member.user_id]
    if not people:
        return set()
    rows = policies.people_with_access_at(forum.prison).filter(pk__in=people, is_active=True)
    return set(rows.values_list("pk", flat=True))


def _addresses_of(member: ForumMember, managers: list[str], here: set[int]) -> list[str]:
    if member.user_id and member.user_id not in here:
        found: list[str] = []
    elif member.email:
        found = [member.email]
    elif member.user:
        found = [member.user.email] if member.user.email else []
    else:
        found = managers if member.organisation_id else []
    return list(dict.fromkeys(email.lower() for email in found))


def not_invited(meeting: Meeting) -> dict[str, ForumMember]:
    """{address: member} of those to whom nothing was sent, or who left and came back."""
    now_asked = set(meeting.invitations.exclude(asked="CANCEL").values_list("email", flat=True))
    found: dict[str, ForumMember] = {}
    for member, emails in addresses_on_the_day(meeting).items():
        for email in emails:
            if email not in now_asked:
                found.setdefault(email, member)
    return found


def unreachable(meeting: Meeting) -> list[ForumMember]:
    """Members to whom no letter can go: the coordinator tells them."""
    return [member for member, emails in addresses_on_the_day(meeting).items() if not emails]


def tell_everybody(meeting: Meeting) -> None:
    """Each address. The task reads what is newest then, and sends nothing to one that has it."""
    rows = meeting.invitations.all()
    if is_silent():
        asked = MeetingInvitation.Asked.CANCEL if meeting.is_off else MeetingInvitation.Asked.REQUEST
        now, number = clock.now(), meeting.calendar_sequence
        rows.update(asked=asked, sequence=number, claimed_sequence=number, claimed_at=now, sent_at=now)
        return
    for key in rows.order_by("pk").values_list("pk", flat=True):
        queue_on_commit(SEND, key)


@transaction.atomic
def reply(
    *, by: User, invitation: MeetingInvitation, answer: str, seen: str | None = None
) -> MeetingInvitation:
    """By the member whom it went to, or by whoever keeps the forum and was told. `seen`: as `_answer` takes it."""
    meeting = invitation.meeting
    if invitation.email.lower() != by.email.lower():
        access.require(by, Permission.MANAGE_FORUMS, prison=meeting.forum.prison)
    invitation = _answer(invitation, answer, seen)
    audit.record("reply_to_meeting", by=by, on=invitation, prison=meeting.forum.prison)
    return invitation


@transaction.atomic
def reply_by_link(
    *, invitation: MeetingInvitation, answer: str, seen: str | None = None
) -> MeetingInvitation:
    """By whoever holds the link of the letter (forums/invitation_links.py)."""
    invitation = _answer(invitation, answer, seen)
    audit.record("reply_to_meeting", by=SYSTEM, on=invitation, prison=invitation.meeting.forum.prison)
    return invitation


def _answer(invitation: MeetingInvitation, answer: str, seen: str | None) -> MeetingInvitation:
    """`seen`: the number of the meeting on the page that was answered (its SEQUENCE); Overtaken for an earlier one.

    The meeting is held first, so that nobody answers for a time that is being changed (ADR 0067).
    """
    from forums.actions.meetings import held

    meeting = held(invitation.meeting)
    invitation = MeetingInvitation.objects.select_for_update().get(pk=invitation.pk)
    invitation.meeting = meeting
    policies.check_can_answer(invitation, answer)
    if seen is not None and seen != str(meeting.calendar_sequence):
        raise Overtaken("The meeting was changed since you opened this page. Look at it again, then answer.")
    invitation.reply, invitation.replied_at = MeetingInvitation.Reply(answer), clock.now()
    invitation.save(update_fields=["reply", "replied_at"])
    return invitation
