"""What the pages about meetings say: states, letters, answers and rows of tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse

from coordination import clock
from coordination.models import User
from forums.actions.meeting_letters import gave_up
from forums.models import Meeting, MeetingInvitation, Minutes
from forums.models.moments import day_in_words, moment_in_words

State = Meeting.State
Asked = MeetingInvitation.Asked
Reply = MeetingInvitation.Reply
TONES: Final = {
    State.PLANNED: "info", State.CANCELLED: "neutral", State.HELD: "good", State.NOT_RUN: "bad",
}  # fmt: skip
REPLY_TONES: Final = {Reply.NONE: "waiting", Reply.COMING: "good", Reply.APOLOGIES: "attention"}


def has_begun(meeting: Meeting) -> bool:
    """Nobody is invited any more, and who came can be typed in."""
    return meeting.starts_at <= clock.now()


def when_of(meeting: Meeting) -> str:
    return moment_in_words(meeting.starts_at, meeting.ends_at)


def state_of(meeting: Meeting) -> tuple[str, str]:
    """(words, tone)"""
    if meeting.state == State.PLANNED and has_begun(meeting):
        return "Waits for who came", "attention"
    return meeting.get_state_display(), TONES[State(meeting.state)]


def minutes_among(user: User, meetings: Iterable[Meeting]) -> dict[int, Minutes]:
    """Those that the user may read, by meeting."""
    rows = Minutes.objects.visible_to(user).filter(meeting__in=[each.pk for each in meetings])
    return {each.meeting_id: each for each in rows}


def _minutes_of(meeting: Meeting, minutes: Minutes | None, keeps: bool) -> tuple[str, str]:
    """(words, address); empty where there is nothing to read or write."""
    place = [meeting.forum.prison.code, meeting.pk]
    if minutes:
        return f"Minutes: {minutes.get_state_display().lower()}", reverse("minutes", args=place)
    if keeps and meeting.state == State.HELD:
        return "Write the minutes", reverse("write_minutes", args=place)
    return "", ""


def row_of(meeting: Meeting, minutes: Minutes | None = None, *, keeps: bool = False) -> dict[str, Any]:
    """`keeps`: the reader writes minutes there."""
    words, tone = state_of(meeting)
    return {
        "minutes": _minutes_of(meeting, minutes, keeps),
        "url": meeting.get_absolute_url(), "when": when_of(meeting), "name": meeting.name,
        "forum": meeting.forum.name if meeting.title else "", "place": meeting.place, "state": words,
        "tone": tone, "why": meeting.get_reason_display(),
    }  # fmt: skip


def letter_of(invitation: MeetingInvitation, meeting: Meeting) -> tuple[str, str]:
    """(words, tone) of the newest letter to one address. `meeting` is the one of the page: no query a row."""
    if gave_up(invitation):
        return "Could not be sent: tell them", "bad"
    behind = invitation.sequence != meeting.calendar_sequence + invitation.ahead
    told_to_come = invitation.asked == Asked.REQUEST and (behind or meeting.is_off)
    on_its_way = invitation.sequence is None or invitation.sequence != invitation.claimed_sequence
    if (told_to_come or on_its_way) and meeting.ends_at > clock.now():
        return "On its way", "waiting"
    if invitation.sent_at is None:
        return "Not sent", "attention"
    day = day_in_words(invitation.sent_at)
    if invitation.asked == Asked.CANCEL:
        return f"Told not to come, {day}", "neutral"
    return f"Sent {day}", "good"
