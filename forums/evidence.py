"""What forums show of the work at a prison: meetings, minutes, representatives, events, and what came of it.

Five queries. Titles of meetings are written for members, so a meeting is called after its forum.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.models import Prison
from coordination.months import by_month, first_of_month, newest_first
from coordination.offers import Evidence
from coordination.roles import Permission as P
from forums.models import Forum, Meeting, Minutes, Outcome, PartnershipEvent, Representative

KINDS: Final = {
    "meeting": "Meetings held",
    "focus_group": "Focus groups held",
    "minutes": "Minutes approved",
    "representatives": "Representatives of people in prison",
    "event": "Partnership events",
    "outcome": "You said, we did",
}


def found(prison: Prison, first: date, last: date) -> list[Evidence]:
    parts = (_meetings, _minutes, _representatives, _events, _outcomes)
    return newest_first(each for part in parts for each in part(prison, first, last))


def _meetings(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    rows = Meeting.objects.filter(
        forum__prison=prison, state=Meeting.State.HELD, starts_at__date__range=(first, last)
    )
    for key, name, kind, starts_at in rows.order_by().values_list(
        "pk", "forum__name", "forum__kind", "starts_at"
    ):
        is_focus_group = kind == Forum.Kind.FOCUS_GROUP
        yield Evidence(
            kind="focus_group" if is_focus_group else "meeting", source=f"forums.meeting.{key}",
            words=f"{'Focus group' if is_focus_group else 'Meeting'}: {name}", on=timezone.localdate(starts_at),
            path=reverse("meeting", args=[prison.code, key]), opened_by=P.VIEW_FORUMS,
        )  # fmt: skip


def _minutes(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    rows = Minutes.objects.filter(
        meeting__forum__prison=prison, state=Minutes.State.APPROVED, approved_at__date__range=(first, last)
    )
    for key, name, starts_at, approved_at in rows.order_by().values_list(
        "meeting", "meeting__forum__name", "meeting__starts_at", "approved_at"
    ):
        held = timezone.localdate(starts_at)
        yield Evidence(
            kind="minutes", source=f"forums.minutes.{key}",
            words=f"Minutes approved: {name}, {held.day} {held:%B %Y}", on=timezone.localdate(approved_at),
            path=reverse("minutes", args=[prison.code, key]), opened_by=P.VIEW_FORUMS,
        )  # fmt: skip


def _representatives(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    """As it stands on the last day: who takes part now counts, since whenever that may be."""
    rows = Representative.objects.filter(Q(until=None) | Q(until__gte=last), prison=prison, since__lte=last)
    holders = list(rows.order_by().values_list("holders", flat=True))
    if holders:
        yield Evidence(
            kind="representatives", source="forums.representatives",
            words="Representatives of people in prison", on=last, count=sum(holders), unit="people",
            of_people=True, path=reverse("representatives", args=[prison.code]), opened_by=P.VIEW_FORUMS,
        )  # fmt: skip


def _events(prison: Prison, first: date, last: date) -> Iterator[Evidence]:
    rows = PartnershipEvent.objects.filter(
        prison=prison, state=PartnershipEvent.State.HELD, starts_at__date__range=(first, last)
    )
    for key, title, starts_at in rows.order_by().values_list("pk", "title", "starts_at"):
        yield Evidence(
            kind="event", source=f"forums.event.{key}", words=f"Event: {title}",
            on=timezone.localdate(starts_at), path=reverse("partnership_event", args=[prison.code, key]),
            opened_by=P.VIEW_FORUMS,
        )  # fmt: skip


def _outcomes(prison: Prison, first: date, last: date) -> list[Evidence]:
    """By the month: what people in prison said is not repeated here."""
    rows = Outcome.objects.approved().filter(
        prison=prison, approved_at__date__range=(first_of_month(first), last)
    )
    days = [timezone.localdate(at) for at in rows.order_by().values_list("approved_at", flat=True)]
    return by_month(
        days, first, kind="outcome", source="forums.outcomes", words="You said, we did", unit="answers",
        path=reverse("outcomes", args=[prison.code]), opened_by=P.VIEW_FORUMS,
    )  # fmt: skip
