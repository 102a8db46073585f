"""What forums send by e-mail. The subject says neither who nor what: a screen may be seen by others."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.emails import absolute, send
from coordination.models import User
from forums.calendars import CANCEL, invitation_for
from forums.invitation_links import token_for
from forums.models import (
    Action,
    AgendaItem,
    Idea,
    Meeting,
    MeetingInvitation,
    Minutes,
    PartnershipEvent,
    Stall,
)
from forums.models.moments import day_in_words, moment_in_words

# (subject, sentence) of a partnership event.
ASKED: Final = (
    "you are asked to a partnership event",
    "{prison} asks you to have a stall at a partnership event.",
)
CHANGED: Final = ("a partnership event was changed", "The event has changed. This is how it is now.")
OFF: Final = ("a partnership event is off", "This event will not take place.")


def idea_waits(to: User, idea: Idea) -> None:
    """To a coordinator. What was written is read in the portal."""
    send(
        "forums/email/idea_waits",
        to=to.email,
        subject="an organisation has written to your prison",
        name=to.name,
        organisation=idea.organisation.name,
        prison=idea.prison.name,
        kind=idea.get_kind_display(),
        title=idea.title,
        answer_by=idea.answer_by,
        url=absolute(idea.get_absolute_url()),
    )


def idea_answered(to: User, idea: Idea) -> None:
    """To whoever sent it: the decision and the words."""
    send(
        "forums/email/idea_answered",
        to=to.email,
        subject="a prison has answered you",
        name=to.name,
        organisation=idea.organisation.name,
        prison=idea.prison.name,
        title=idea.title,
        sent_on=timezone.localdate(idea.sent_at),
        answer=idea.get_answer_display(),
        text=idea.answer_text,
        url=absolute(idea.get_absolute_url()),
    )


def event_news(to: User, stall: Stall) -> None:
    """To a manager of an organisation that was asked: how the event is now."""
    event = stall.event
    off = event.state == PartnershipEvent.State.CANCELLED
    subject, sentence = (
        OFF if off else CHANGED if stall.told_at else (ASKED[0], ASKED[1].format(prison=event.prison.name))
    )
    send(
        "forums/email/event",
        to=to.email,
        subject=subject,
        name=to.name,
        sentence=sentence,
        title=event.title,
        prison=event.prison.name,
        when=moment_in_words(event.starts_at, event.ends_at),
        place=event.place,
        reason=event.reason,
        answered=stall.get_reply_display().lower() if stall.replied_at else "",
        url=absolute(event.get_absolute_url()),
    )


def action_given(to: User, action: Action) -> None:
    """To whoever does it, or to a manager of the organisation that does."""
    send(
        "forums/email/action_given",
        to=to.email,
        subject="something was agreed that you do",
        name=to.name,
        organisation=str(action.owner_organisation or ""),
        prison=action.prison.name,
        what=action.what,
        due_on=day_in_words(action.due_on) if action.due_on else "",
        agreed_at=action.place_name,
        raised_by=action.raised_by,
        url=absolute(action.get_absolute_url()),
    )


# What is said of a meeting: (subject, sentence).
INVITED: Final = ("you are invited to a meeting", "You are invited to this meeting.")
MOVED: Final = ("a meeting was changed", "This meeting has changed. This is how it is now.")
MEETING_OFF: Final = ("a meeting will not take place", "This meeting will not take place.")
NOT_EXPECTED: Final = (
    "you are not expected at a meeting any more",
    "You are no longer a member of this forum on that day. Please do not come because of our earlier letter.",
)


def organiser_of(meeting: Meeting) -> tuple[str, str]:
    """(name, address) for calendars. The same for good, whoever keeps the forum: a calendar compares it."""
    return f"{meeting.forum.prison.name}, voluntary sector coordinator", settings.DEFAULT_FROM_EMAIL


def meeting_letter(
    invitation: MeetingInvitation, meeting: Meeting, *, asked: str, number: int, is_new: bool, leaves: bool
) -> None:
    """To one member: the invitation, or what has become of it, with the calendar that replaces the one before.

    The answer is a button on the page behind the link, also for whoever has no account.
    """
    off = asked == CANCEL
    subject, sentence = (
        NOT_EXPECTED if leaves else MEETING_OFF if off else INVITED if is_new else MOVED
    )  # fmt: skip
    account = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    page = absolute(meeting.get_absolute_url()) if account and not leaves else ""
    calendar = invitation_for(
        meeting, asked=asked, number=number, leaves=leaves, attendee=invitation.email,
        organiser=organiser_of(meeting), now=clock.now(), url=page,
    )  # fmt: skip
    closes = meeting.items_close_on
    send(
        "forums/email/meeting",
        to=invitation.email,
        subject=subject,
        calendar=(asked, calendar),
        name=account.name if account else str(invitation.member),
        sentence=sentence,
        off=off,
        meeting=meeting.name,
        prison=meeting.forum.prison.name,
        when=moment_in_words(meeting.starts_at, meeting.ends_at),
        place=meeting.place,
        reason=meeting.get_reason_display() if meeting.is_off else "",
        agenda=list(AgendaItem.objects.filter(meeting=meeting).standing().values_list("title", flat=True)),
        items_until=closes if page and closes >= clock.today() else None,
        answer_url=absolute(reverse("meeting_invitation", args=[token_for(invitation)])),
        url=page,
    )


def minutes_to_correct(to: str, name: str, minutes: Minutes, *, may_read: bool) -> None:
    """To one address of a member. `may_read`: an account of that address opens them; others ask for a copy."""
    meeting = minutes.meeting
    assert minutes.correct_until  # Minutes that are out have a last day.
    send(
        "forums/email/minutes",
        to=to,
        subject="minutes to read and correct",
        name=name,
        meeting=meeting.name,
        prison=meeting.forum.prison.name,
        when=day_in_words(timezone.localdate(meeting.starts_at)),
        until=day_in_words(minutes.correct_until),
        url=absolute(minutes.get_absolute_url()) if may_read else "",
    )
