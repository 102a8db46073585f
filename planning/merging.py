"""Calls for offers of which an organisation was told, for the day on which two records become one (see offers.py)."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from coordination.models import Organisation, Prison, User
from coordination.offers import Pair
from planning.actions import merged_organisations
from planning.models import Call, Expression, ToldOrganisation
from planning.policies import UNDECIDED

MOVES: Final = frozenset(
    ["planning.Expression.organisation", "planning.ToldOrganisation.organisation"]
)  # fmt: skip
move = merged_organisations.move


def touched_prisons(organisation: Organisation) -> QuerySet[Prison]:
    """Whose calls it was told of, or answered."""
    calls = Call.objects.filter(
        Q(told__organisation=organisation) | Q(expressions__organisation=organisation)
    )
    return Prison.objects.filter(pk__in=calls.order_by().values("priority__prison")).order_by("name")


def summary(organisation: Organisation) -> list[tuple[str, str]]:
    open_calls = ToldOrganisation.objects.filter(organisation=organisation, call__state=Call.State.OPEN)
    waiting = Expression.objects.filter(organisation=organisation, state__in=UNDECIDED)
    return [
        ("Calls for offers that are open to it", str(open_calls.count())),
        ("Answers to calls that wait for a decision", str(waiting.count())),
    ]


def to_look_at(user: User, kept: Organisation, moved: dict[str, list[int]]) -> list[Pair]:
    """Nothing: of two answers to one call one is left, with the words of both."""
    return []
