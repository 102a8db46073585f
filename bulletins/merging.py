"""For whom bulletins are, for the day on which two records of an organisation become one (see offers.py)."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from bulletins.actions import merged_organisations
from bulletins.models import BulletinIssue
from coordination.models import Organisation, Prison, User
from coordination.offers import Pair

MOVES: Final = frozenset(["bulletins.Audience_organisations.organisation"])
move = merged_organisations.move


def touched_prisons(organisation: Organisation) -> QuerySet[Prison]:
    """Those of which an issue that is not out yet names it."""
    waits = BulletinIssue.objects.filter(audience__organisations=organisation, sending_began_at=None)
    return Prison.objects.filter(pk__in=waits.order_by().values("prison")).order_by("name")


def summary(organisation: Organisation) -> list[tuple[str, str]]:
    waits = BulletinIssue.objects.filter(audience__organisations=organisation, sending_began_at=None)
    return [("Bulletins to come that name it", str(waits.count()))]


def to_look_at(user: User, kept: Organisation, moved: dict[str, list[int]]) -> list[Pair]:
    """Nothing looks double: of two ticks one is left."""
    return []
