"""Somebody objects to what is held of them: for the manager and the coordinators who look after the record."""

from __future__ import annotations

from django.db.models import Q

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from inductions.models import Engagement, Objection, Placement


def items(user: User, standing: Standing) -> list[HomeItem]:
    own = standing.organisations_where(P.MANAGE_OWN_WORKERS)
    if not own and not standing.may(P.MANAGE_WORKERS):
        return []
    placed = Placement.objects.visible_to(user).filter(prison__in=standing.prisons_where(P.MANAGE_WORKERS))
    engaged = Engagement.objects.visible_to(user).filter(organisation__in=own)
    mine = Q(person__in=placed.values("engagement__person")) | Q(person__in=engaged.values("person"))
    rows = list(Objection.objects.visible_to(user).open().filter(mine).order_by("said_at"))
    return [
        HomeItem(
            Section.WAITS, "Somebody objects to what is held of them. Look at it and say what was done.",
            row.get_absolute_url(), 1, row.said_at,
        )
        for row in rows
    ]  # fmt: skip
