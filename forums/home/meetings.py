"""Meetings for whoever keeps forums: in the next week, without a word of how they went; and what was proposed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.models.listing_state import day_in_words
from forums.home.counted import grouped, number
from forums.models import AgendaItem, Meeting

NEXT: Final = timedelta(days=7)
# More of a kind than this are told as one line.
EACH_UP_TO: Final = 3


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.MANAGE_FORUMS):
        return []
    prisons = standing.prisons_where(P.MANAGE_FORUMS)
    now = timezone.now()
    planned = Meeting.objects.filter(
        forum__prison__in=prisons, state=Meeting.State.PLANNED, starts_at__lte=now + NEXT
    )
    rows = list(planned.select_related("forum__prison").order_by("starts_at", "pk"))
    over = grouped((row.forum.prison, row) for row in rows if row.ends_at <= now)
    soon = grouped((row.forum.prison, row) for row in rows if row.ends_at > now)
    return [
        *(line for prison, meetings in over.items() for line in _how_it_went(prison, meetings)),
        *(line for prison, meetings in soon.items() for line in _soon(prison, meetings)),
        *_proposed(prisons, now),
    ]


def _on(meeting: Meeting) -> str:
    return f"{meeting.name} on {day_in_words(meeting.starts_at)}"


def _how_it_went(prison: Prison, meetings: list[Meeting]) -> list[HomeItem]:
    first = meetings[0]
    if len(meetings) == 1:
        sentence = f"Say who came to {_on(first)} at {prison}, or why it did not run."
        return [HomeItem(Section.WAITS, sentence, first.get_absolute_url(), 1, first.ends_at)]
    sentence = f"{len(meetings)} meetings at {prison} wait for who came, or why they did not run."
    url = reverse("meetings", args=[prison.code], query={"show": "settle"})
    return [HomeItem(Section.WAITS, sentence, url, len(meetings), first.ends_at)]


def _soon(prison: Prison, meetings: list[Meeting]) -> list[HomeItem]:
    if len(meetings) > EACH_UP_TO:
        sentence = f"{len(meetings)} meetings at {prison} are in the next week."
        url = reverse("meetings", args=[prison.code])
        return [HomeItem(Section.WAITS, sentence, url, len(meetings), meetings[0].starts_at)]
    return [
        HomeItem(
            Section.WAITS, f"{meeting.name} meets at {prison} on {_when(meeting)}.", meeting.get_absolute_url(),
            1, meeting.starts_at,
        )
        for meeting in meetings
    ]  # fmt: skip


def _when(meeting: Meeting) -> str:
    start = timezone.localtime(meeting.starts_at)
    return f"{start:%A} {day_in_words(start)} at {start:%H:%M}"


def _proposed(prisons: object, now: object) -> list[HomeItem]:
    """What members proposed for meetings that are still to come."""
    rows = AgendaItem.objects.filter(
        meeting__forum__prison__in=prisons, state=AgendaItem.State.PROPOSED,
        meeting__state=Meeting.State.PLANNED, meeting__starts_at__gt=now,
    ).select_related("meeting__forum__prison").order_by("proposed_at", "pk")  # fmt: skip
    found = []
    for prison, proposed in grouped((row.meeting.forum.prison, row) for row in rows).items():
        meetings = {row.meeting_id for row in proposed}
        url = (
            reverse("meeting_agenda", args=[prison.code, proposed[0].meeting_id])
            if len(meetings) == 1
            else reverse("meetings", args=[prison.code])
        )
        waits = number(len(proposed), "item proposed for an agenda waits", "items proposed for agendas wait")
        sentence = f"{waits} for your decision at {prison}."
        found.append(HomeItem(Section.WAITS, sentence, url, len(proposed), proposed[0].proposed_at))
    return found
