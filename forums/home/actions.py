"""Actions for whoever keeps forums: past their day; finished, and nobody told who raised them."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from forums.home.counted import by_prison, number
from forums.models import Action


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.MANAGE_FORUMS):
        return []
    rows = Action.objects.filter(prison__in=standing.prisons_where(P.MANAGE_FORUMS))
    late = [
        HomeItem(
            Section.RISK,
            f"{number(here.count, 'action is', 'actions are')} past the agreed day at {here.prison}.",
            reverse("actions", args=[here.code], query={"view": "overdue"}), here.count, here.since,
        )
        for here in by_prison(rows.overdue(timezone.localdate()), "prison", "due_on")
    ]  # fmt: skip
    untold = [
        HomeItem(
            Section.WAITS, _unheard(here.count, here.prison),
            reverse("actions", args=[here.code], query={"view": "finished", "state": "unheard"}),
            here.count, here.since,
        )
        for here in by_prison(rows.unheard(), "prison", "finished_at")
    ]  # fmt: skip
    return [*late, *untold]


def _unheard(count: int, prison: str) -> str:
    if count == 1:
        return f"1 action is finished at {prison}, and nobody has told those who raised it."
    return f"{count} actions are finished at {prison}, and nobody has told those who raised them."
