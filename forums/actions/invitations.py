"""Invitations to a meeting: one row an address, so that a later letter replaces the one before in their calendar."""

from __future__ import annotations

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Posting, User
from coordination.queueing import queue_on_commit
from coordination.roles import Permission, Role
from forums import policies
from forums.models import ForumMember, Meeting, MeetingInvitation


@transaction.atomic
def invite(*, by: User, meeting: Meeting) -> int:
    """Writes to every member who has not been written to. Returns how many letters are new."""
    from forums.actions.meetings import held_for

    meeting = held_for(by, meeting)
    policies.check_meeting_is_planned(meeting)
    known = set(meeting.invitations.values_list("email", flat=True))
    found: dict[str, ForumMember] = {}
    for member in meeting.forum.members.current().select_related("organisation", "user"):
        for email in addresses_of(member):
            if email not in known:
                found.setdefault(email, member)
    MeetingInvitation.objects.bulk_create(
        MeetingInvitation(meeting=meeting, member=member, email=email) for email, member in found.items()
    )
    if meeting.invited_at is None:
        meeting.invited_at = clock.now()
        meeting.save(update_fields=["invited_at"])
    audit.record("invite_to_meeting", by=by, on=meeting, prison=meeting.forum.prison)
    tell_everybody(meeting)
    return len(found)


def addresses_of(member: ForumMember) -> list[str]:
    """Where a member's letters go: the address that was typed, else the account, else the organisation's managers."""
    if member.email:
        return [member.email.lower()]
    if member.user:
        return [member.user.email.lower()] if member.user.is_active else []
    if member.organisation:
        postings = Posting.objects.current().filter(organisation=member.organisation, role=Role.MANAGER)
        active = postings.filter(user__is_active=True).order_by("user_id")
        return list(dict.fromkeys(active.values_list("user__email", flat=True)))
    return []


def unreachable(meeting: Meeting) -> list[ForumMember]:
    """Members to whom no letter can go: the coordinator tells them."""
    members = meeting.forum.members.current().select_related("organisation", "user")
    return [member for member in members if not addresses_of(member)]


def tell_everybody(meeting: Meeting) -> None:
    """Each row that has not had the newest number yet. The task reads what it is then."""
    rows = meeting.invitations.exclude(sequence=meeting.calendar_sequence)
    for key in rows.values_list("pk", flat=True):
        queue_on_commit("forums.send_meeting", key)


@transaction.atomic
def reply(*, by: User, invitation: MeetingInvitation, answer: str) -> MeetingInvitation:
    """By the member whom it went to, or by whoever keeps the forum and was told."""
    meeting = invitation.meeting
    if invitation.email.lower() != by.email.lower():
        access.require(by, Permission.MANAGE_FORUMS, prison=meeting.forum.prison)
    policies.check_meeting_is_planned(meeting)
    invitation = MeetingInvitation.objects.select_for_update().get(pk=invitation.pk)
    invitation.reply, invitation.replied_at = MeetingInvitation.Reply(answer), clock.now()
    invitation.save(update_fields=["reply", "replied_at"])
    audit.record("reply_to_meeting", by=by, on=invitation, prison=meeting.forum.prison)
    return invitation
