"""The letters of a meeting: claimed in the row of their address, then sent, then written down as sent.

Two workers that hold the same letter send it once: the second finds the claim. A worker that dies leaves its claim; an
hour later the letter is tried once more and then no further, because it may have left the first time. A letter that
the mail server did not take is tried again and again, up to MOST_TRIES.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet

from coordination import clock
from coordination.queueing import queue_on_commit
from forums import emails
from forums.actions.invitations import SEND, addresses_on_the_day
from forums.models import Meeting, MeetingInvitation

Asked = MeetingInvitation.Asked
# Longer than a task may run.
DIED: Final = timedelta(hours=1)
MOST_TRIES: Final = 20


@dataclass(frozen=True)
class Letter:
    """`number`: its SEQUENCE. `is_new`: they never had one. `leaves`: it takes place without this address."""

    invitation: MeetingInvitation
    meeting: Meeting
    asked: str
    number: int
    is_new: bool
    leaves: bool


def send_meeting(invitation_pk: int) -> bool:
    """Sends the newest letter to one address; False where it has it, or somebody is at it."""
    letter = _claim(invitation_pk)
    if letter is None:
        return False
    row = MeetingInvitation.objects.filter(pk=invitation_pk)
    try:
        emails.meeting_letter(
            letter.invitation, letter.meeting, asked=letter.asked, number=letter.number, is_new=letter.is_new,
            leaves=letter.leaves,
        )  # fmt: skip
    except Exception:
        row.filter(asked=letter.asked, claimed_sequence=letter.number).update(claimed_at=None)
        raise
    older = Q(sequence=None) | Q(sequence__lt=letter.number)
    row.filter(older).update(sequence=letter.number, sent_at=clock.now())
    return True


@transaction.atomic
def _claim(invitation_pk: int) -> Letter | None:
    invitation = MeetingInvitation.objects.select_for_update().filter(pk=invitation_pk).first()
    if invitation is None:
        return None
    # Read after the row is held, so that the letter tells of the meeting as it is.
    meeting = Meeting.objects.select_related("forum__prison").get(pk=invitation.meeting_id)
    letter = newest(invitation, meeting)
    if letter is None:
        return None
    if (invitation.asked, invitation.claimed_sequence) != (letter.asked, letter.number):
        tries = 1
    elif invitation.tries >= MOST_TRIES:
        return None
    elif invitation.claimed_at is None:
        tries = invitation.tries + 1
    elif invitation.claimed_at > clock.now() - DIED:
        return None
    else:
        tries = MOST_TRIES
    invitation.asked, invitation.claimed_sequence, invitation.tries = letter.asked, letter.number, tries
    invitation.ahead, invitation.claimed_at = letter.number - meeting.calendar_sequence, clock.now()
    invitation.save(update_fields=["asked", "claimed_sequence", "tries", "ahead", "claimed_at"])
    return letter


def newest(invitation: MeetingInvitation, meeting: Meeting) -> Letter | None:
    """What the address has to be told now. None: it has it, was never asked to come, or the meeting is over."""
    if meeting.ends_at <= clock.now() or meeting.state not in (
        Meeting.State.PLANNED,
        Meeting.State.CANCELLED,
    ):
        return None
    number, had = meeting.calendar_sequence + invitation.ahead, invitation.asked
    if meeting.is_off or not belongs(invitation, meeting):
        done = had == Asked.CANCEL and invitation.sequence == invitation.claimed_sequence
        if not had or done:
            return None
        leaves = not meeting.is_off
        # Who leaves alone is one letter ahead of the others from then on.
        number += leaves and had == Asked.REQUEST
        return Letter(invitation, meeting, Asked.CANCEL, number, False, leaves)
    if had == Asked.REQUEST and invitation.sequence == number:
        return None
    number += had == Asked.CANCEL
    return Letter(invitation, meeting, Asked.REQUEST, number, invitation.sequence is None, False)


def belongs(invitation: MeetingInvitation, meeting: Meeting) -> bool:
    """Is it the address of somebody who is a member on that day?"""
    return any(invitation.email in emails for emails in addresses_on_the_day(meeting).values())


def queue_unsent() -> int:
    """What the queue lost, what a dead worker left, and members who are no longer: queued again."""
    keys = list(_unsent().values_list("pk", flat=True))
    for key in keys:
        queue_on_commit(SEND, key)
    return len(keys)


def _unsent() -> QuerySet[MeetingInvitation]:
    number = F("meeting__calendar_sequence") + F("ahead")
    lost = ~Q(sequence=F("claimed_sequence")) | Q(sequence=None, claimed_sequence__isnull=False)
    leaves = Q(asked=Asked.REQUEST, member__until__lt=F("meeting__starts_at__date"))
    behind = Q(asked="") | (Q(asked=Asked.REQUEST) & ~Q(sequence=number))
    planned = Q(meeting__state=Meeting.State.PLANNED) & (behind | lost | leaves)
    off = Q(meeting__state=Meeting.State.CANCELLED) & (Q(asked=Asked.REQUEST) | lost) & ~Q(asked="")
    rows = MeetingInvitation.objects.filter(planned | off, meeting__ends_at__gt=clock.now())
    same = Q(claimed_sequence=number)
    given_up = same & Q(tries__gte=MOST_TRIES)
    at_it = same & Q(claimed_at__gt=clock.now() - DIED) & ~Q(sequence=number)
    return rows.exclude(given_up).exclude(at_it).order_by("pk")


def gave_up(invitation: MeetingInvitation) -> bool:
    """No letter leaves any more by itself: whoever keeps the forum tells them."""
    return invitation.tries >= MOST_TRIES and invitation.sequence != invitation.claimed_sequence
