"""Where an organisation meets and what it promised, for the day on which two records become one (see offers.py)."""

from __future__ import annotations

from itertools import combinations
from typing import Final

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz

from coordination.duplicates import comparable
from coordination.models import Organisation, Prison, User
from coordination.offers import Pair
from forums.actions import merged_organisations
from forums.models import Action, AgendaItem, Attendance, Forum, ForumMember, Idea, Stall

MOVES: Final = frozenset(
    [
        "forums.Forum.chair_organisation",
        "forums.ForumMember.organisation",
        "forums.AgendaItem.organisation",
        "forums.Attendance.organisation",
        "forums.Action.owner_organisation",
        "forums.Idea.organisation",
        "forums.Stall.organisation",
    ]
)
# Titles this much alike, of a hundred letters, are shown side by side.
_ALIKE: Final = 80
move = merged_organisations.move


def touched_prisons(organisation: Organisation) -> QuerySet[Prison]:
    """Where it belongs to a forum, chairs one, came, proposed, promised, sent an idea or was asked to an event."""
    belongs = Q(chair_organisation=organisation) | Q(members__organisation=organisation)
    seen = (
        Forum.objects.filter(belongs).values("prison"),
        AgendaItem.objects.filter(organisation=organisation).values("meeting__forum__prison"),
        Attendance.objects.filter(organisation=organisation).values("meeting__forum__prison"),
        Action.objects.filter(owner_organisation=organisation).values("prison"),
        Idea.objects.filter(organisation=organisation).values("prison"),
        Stall.objects.filter(organisation=organisation).values("event__prison"),
    )  # fmt: skip
    there = Q()
    for prisons in seen:
        there |= Q(pk__in=prisons.order_by())
    return Prison.objects.filter(there).order_by("name")


def summary(organisation: Organisation) -> list[tuple[str, str]]:
    """What goes on, or waits; what is over is moved with the rest and counted nowhere."""
    counted = {
        "Forums that it belongs to": ForumMember.objects.current().filter(organisation=organisation),
        "Actions that it has not finished": Action.objects.unfinished().filter(
            owner_organisation=organisation
        ),
        "Ideas that wait for an answer": Idea.objects.waiting().filter(organisation=organisation),
        "Partnership events to come": Stall.objects.filter(organisation=organisation, event__state="planned"),
    }
    return [(words, str(rows.count())) for words, rows in counted.items()]


def to_look_at(user: User, kept: Organisation, moved: dict[str, list[int]]) -> list[Pair]:
    """Two ideas at one prison, one of each record, that are called nearly the same and both wait."""
    keys = set(moved.get("ideas", []))
    rows = Idea.objects.visible_to(user).waiting().filter(organisation=kept)
    return [
        Pair(
            f"{one.prison}: the ideas “{one}” and “{other}” look like one.",
            ((one.title, one.get_absolute_url()), (other.title, other.get_absolute_url())),
        )
        for one, other in combinations(rows.select_related("prison").order_by("prison__name", "pk"), 2)
        if one.prison_id == other.prison_id
        and (one.pk in keys) != (other.pk in keys)
        and fuzz.token_sort_ratio(comparable(one.title), comparable(other.title)) >= _ALIKE
    ]
