"""What the prison owes an answer: ideas near or past their day, and “you said, we did” that waits for approval."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from forums.home.counted import answered_for, by_prison, number
from forums.models import Action, Idea, Outcome

NEAR: Final = timedelta(days=7)


def items(user: User, standing: Standing) -> list[HomeItem]:
    read = answered_for(standing)
    if not read:
        return []
    today = timezone.localdate()
    ideas = Idea.objects.waiting().filter(prison__in=read)
    late = [
        HomeItem(
            Section.RISK,
            f"{number(here.count, 'idea', 'ideas')} of organisations at {here.prison}"
            f" {'is' if here.count == 1 else 'are'} past the day for an answer.",
            reverse("ideas", args=[here.code]), here.count, here.since,
        )
        for here in by_prison(ideas.late(today), "prison", "answer_by")
    ]  # fmt: skip
    if not standing.may(P.MANAGE_FORUMS):
        return late
    prisons = standing.prisons_where(P.MANAGE_FORUMS)
    near = ideas.filter(prison__in=prisons).filter(answer_by__range=(today, today + NEAR))
    waiting = [
        HomeItem(
            Section.WAITS,
            f"{number(here.count, 'idea', 'ideas')} of organisations at {here.prison}"
            f" {'waits' if here.count == 1 else 'wait'} for an answer within a week.",
            reverse("ideas", args=[here.code]), here.count, here.since,
        )
        for here in by_prison(near, "prison", "answer_by")
    ]  # fmt: skip
    return [*late, *waiting, *_to_approve(prisons)]


def _to_approve(prisons: object) -> list[HomeItem]:
    """Not those whose action is still open: they cannot be approved yet."""
    ready = Q(action=None) | ~Q(action__state__in=Action.UNFINISHED)
    rows = Outcome.objects.filter(ready, prison__in=prisons, approved_at=None, withdrawn_at=None)
    return [
        HomeItem(
            Section.WAITS,
            f"{here.count} “you said, we did” {'waits' if here.count == 1 else 'wait'} for your approval at"
            f" {here.prison}.",
            reverse("outcomes", args=[here.code]), here.count, here.since,
        )
        for here in by_prison(rows, "prison", "written_at")
    ]  # fmt: skip
