"""Who has just begun to work at the prison, for whoever signs their induction."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from inductions.models import Placement

NEW_FOR: Final = timedelta(days=14)


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.MANAGE_WORKERS):
        return []
    today = timezone.localdate()
    began = Placement.objects.visible_to(user).on(today).filter(
        prison__in=standing.prisons_where(P.MANAGE_WORKERS), begins_on__gte=today - NEW_FOR
    )  # fmt: skip
    counted = began.order_by("prison__name").values("prison__name", "prison__code")
    return [
        HomeItem(
            Section.NEW,
            f"{_people(row['count'])} begun to work at {row['prison__name']} in the last two weeks.",
            reverse("workers", args=[row["prison__code"]]), row["count"], row["since"],
        )
        for row in counted.annotate(count=Count("engagement__person", distinct=True), since=Min("begins_on"))
    ]  # fmt: skip


def _people(count: int) -> str:
    return "One person has" if count == 1 else f"{count} people have"
