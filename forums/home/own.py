"""For everybody: what one promised, where one is invited, and what came of what one gave to others."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.models.listing_state import day_in_words
from forums.home.counted import number
from forums.models import (
    Action,
    ForumMember,
    Meeting,
    MeetingInvitation,
    Minutes,
    PartnershipEvent,
    Stall,
)

NEW_FOR: Final = timedelta(days=14)


def items(user: User, standing: Standing) -> list[HomeItem]:
    own = standing.organisations_where(P.VIEW_OWN_SERVICES)
    return [
        *_to_do(user, own),
        *_invited(user),
        *_stalls(standing),
        *_to_read(user, own),
        *_finished(user, standing),
    ]


def _to_do(user: User, own: list[int]) -> list[HomeItem]:
    rows = Action.objects.unfinished().owned_by(user)
    late = Q(due_on__lt=timezone.localdate())
    found = rows.aggregate(count=Count("pk"), late=Count("pk", filter=late), first=Min("due_on", filter=late))
    if not found["count"]:
        return []
    whose = "yours or your organisation’s" if own else "yours"
    past = f" {number(found['late'], 'is', 'are')} past the agreed day." if found["late"] else ""
    agreed = number(found["count"], "action that a forum agreed is", "actions that forums agreed are")
    sentence = f"{agreed} {whose}.{past}"
    url = reverse("own_actions", query={"view": "overdue"} if found["late"] == found["count"] else None)
    return [HomeItem(Section.WAITS, sentence, url, found["count"], found["first"])]


def _invited(user: User) -> list[HomeItem]:
    """Meetings to come, to which one has not answered; only those whose page one can open."""
    rows = MeetingInvitation.objects.visible_to(user).filter(
        email__iexact=user.email, reply=MeetingInvitation.Reply.NONE, sent_at__isnull=False,
        member__until=None, meeting__state=Meeting.State.PLANNED, meeting__starts_at__gt=timezone.now(),
    )  # fmt: skip
    return [
        HomeItem(
            Section.WAITS,
            f"Do you come to {row.meeting.name} at {row.meeting.forum.prison} on"
            f" {day_in_words(row.meeting.starts_at)}?",
            row.meeting.get_absolute_url(), 1, row.meeting.starts_at,
        )
        for row in rows.select_related("meeting__forum__prison").order_by("meeting__starts_at")
    ]  # fmt: skip


def _stalls(standing: Standing) -> list[HomeItem]:
    """Partnership events that wait for the answer of one's organisation."""
    own = standing.organisations_where(P.SEND_IDEA)
    rows = Stall.objects.filter(
        organisation__in=own, reply=Stall.Reply.INVITED, event__state=PartnershipEvent.State.PLANNED,
        event__starts_at__gt=timezone.now(),
    ).select_related("event__prison", "organisation").order_by("event__starts_at")  # fmt: skip
    return [
        HomeItem(
            Section.WAITS,
            f"Does {row.organisation} have a stall at {row.event} at {row.event.prison} on"
            f" {day_in_words(row.event.starts_at)}?",
            row.event.get_absolute_url(), 1, row.event.starts_at,
        )
        for row in (rows if own else [])
    ]  # fmt: skip


def _to_read(user: User, own: list[int]) -> list[HomeItem]:
    """Minutes that are out for correction, for the members of the forum."""
    belongs = ForumMember.objects.current().filter(Q(user=user) | Q(organisation__in=own))
    rows = Minutes.objects.visible_to(user).filter(
        state=Minutes.State.CIRCULATED, correct_until__gte=timezone.localdate(),
        meeting__forum__in=belongs.values("forum"),
    ).select_related("meeting__forum__prison").order_by("correct_until", "pk")  # fmt: skip
    return [
        HomeItem(
            Section.NEW,
            f"The minutes of {row.meeting} at {row.meeting.forum.prison} are out. Say until"
            f" {day_in_words(row.correct_until)} what is wrong.",
            row.get_absolute_url(), 1, row.circulated_at,
        )
        for row in rows
    ]  # fmt: skip


def _finished(user: User, standing: Standing) -> list[HomeItem]:
    """What others finished of what one wrote down."""
    if not standing.may(P.MANAGE_FORUMS):
        return []
    rows = Action.objects.finished().filter(
        prison__in=standing.prisons_where(P.MANAGE_FORUMS), made_by=user,
        finished_at__gte=timezone.now() - NEW_FOR,
    ).exclude(finished_by=user).order_by()  # fmt: skip
    found = rows.aggregate(
        count=Count("pk"), last=Max("finished_at"), one=Min("pk"), code=Min("prison__code")
    )
    if not found["count"]:
        return []
    if found["count"] == 1:
        sentence, url = (
            "1 action that you wrote down was finished.",
            reverse("action", args=[found["code"], found["one"]]),
        )
    else:
        sentence = f"{found['count']} actions that you wrote down were finished."
        url = reverse("own_actions", query={"view": "made", "state": "done"})
    return [HomeItem(Section.NEW, sentence, url, found["count"], found["last"])]
