"""Minutes for whoever writes them: not begun, still a draft, back from the members."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.models.listing_state import day_in_words
from forums.home.counted import grouped
from forums.models import Meeting, Minutes

# Of meetings longer ago nobody writes minutes any more: a prison that brings in its past is left alone.
LOOKED_BACK: Final = timedelta(days=90)
# Within a week nobody is pressed: {what waits: (of one, of several)}.
A_WEEK: Final = timedelta(days=7)
WORDS: Final = {
    "none": ("Write the minutes of {one} at {prison}.", "{count} meetings at {prison} have no minutes."),
    "draft": (
        "The minutes of {one} at {prison} are still a draft.",
        "The minutes of {count} meetings at {prison} are still a draft.",
    ),
    "back": (
        "The time for corrections to the minutes of {one} at {prison} is over: approve them.",
        "The time for corrections to {count} minutes at {prison} is over: approve them.",
    ),
}


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.MANAGE_FORUMS):
        return []
    today = timezone.localdate()
    waiting = Q(minutes=None, starts_at__gte=timezone.now() - LOOKED_BACK) | Q(
        minutes__state=Minutes.State.DRAFT, ends_at__lte=timezone.now() - A_WEEK
    ) | Q(minutes__state=Minutes.State.CIRCULATED, minutes__correct_until__lt=today)  # fmt: skip
    rows = Meeting.objects.filter(
        waiting, forum__prison__in=standing.prisons_where(P.MANAGE_FORUMS), state=Meeting.State.HELD
    )
    rows = rows.select_related("forum__prison", "minutes").order_by("starts_at", "pk")
    found = grouped((row.forum.prison, row) for row in rows)
    return [
        line
        for prison, meetings in found.items()
        for what in WORDS
        for line in _line(prison, what, [row for row in meetings if _waits_for(row) == what])
    ]


def _waits_for(meeting: Meeting) -> str:
    minutes = getattr(meeting, "minutes", None)
    if minutes is None:
        return "none"
    return "draft" if minutes.state == Minutes.State.DRAFT else "back"


def _line(prison: Prison, what: str, meetings: list[Meeting]) -> list[HomeItem]:
    if not meetings:
        return []
    first = meetings[0]
    one = f"{first.name} on {day_in_words(first.starts_at)}"
    of_one, of_several = WORDS[what]
    sentence = (of_one if len(meetings) == 1 else of_several).format(
        one=one, count=len(meetings), prison=prison
    )
    return [
        HomeItem(Section.WAITS, sentence, _url(prison, what, meetings), len(meetings), _since(first, what))
    ]


def _since(meeting: Meeting, what: str) -> date:
    if what == "back" and meeting.minutes.correct_until:
        return meeting.minutes.correct_until
    return timezone.localdate(meeting.ends_at)


def _url(prison: Prison, what: str, meetings: list[Meeting]) -> str:
    if len(meetings) > 1:
        return reverse("meetings", args=[prison.code], query={"show": "past"})
    name = "minutes" if what == "back" else "write_minutes"
    return reverse(name, args=[prison.code, meetings[0].pk])
