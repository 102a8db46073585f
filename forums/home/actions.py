"""Actions: past their day, also for governors; finished and nobody told who raised them, for whoever keeps forums."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from forums.home.counted import answered_for, by_prison, number
from forums.models import Action


def items(user: User, standing: Standing) -> list[HomeItem]:
    read = answered_for(standing)
    if not read:
        return []
    overdue = Action.objects.filter(prison__in=read).overdue(timezone.localdate())
    late = [
        HomeItem(
            Section.RISK,
            f"{number(here.count, 'action is', 'actions are')} past the agreed day at {here.prison}.",
            reverse("actions", args=[here.code], query={"view": "overdue"}), here.count, here.since,
        )
        for here in by_prison(overdue, "prison", "due_on")
    ]  # fmt: skip
    return [*late, *(_untold(standing) if standing.may(P.MANAGE_FORUMS) else [])]


def _untold(standing: Standing) -> list[HomeItem]:
    rows = Action.objects.filter(prison__in=standing.prisons_where(P.MANAGE_FORUMS))
    return [
        HomeItem(
            Section.WAITS, _unheard(here.count, here.prison),
            reverse("actions", args=[here.code], query={"view": "finished", "state": "unheard"}),
            here.count, here.since,
        )
        for here in by_prison(rows.unheard(), "prison", "finished_at")
    ]  # fmt: skip


def _unheard(count: int, prison: str) -> str:
    if count == 1:
        return f"1 action is finished at {prison}, and nobody has told those who raised it."
    return f"{count} actions are finished at {prison}, and nobody has told those who raised them."
