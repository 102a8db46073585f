"""Who works for an organisation, for the day on which two records become one (see coordination/offers.py)."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Final

from django.db.models import Count, QuerySet
from django.urls import reverse

from coordination.models import Organisation, Prison, User
from coordination.offers import Pair
from inductions.actions import merged_people
from inductions.models import Engagement, Person, Placement

MOVES: Final = frozenset(["inductions.Engagement.organisation"])
move = merged_people.move


def touched_prisons(organisation: Organisation) -> QuerySet[Prison]:
    """Where somebody works, or worked, for it."""
    placed = Placement.objects.filter(engagement__organisation=organisation)
    return Prison.objects.filter(pk__in=placed.values("prison")).order_by("name")


def summary(organisation: Organisation) -> list[tuple[str, str]]:
    engaged = Engagement.objects.not_over().filter(organisation=organisation)
    placed = Placement.objects.filter(engagement__in=engaged).order_by("prison__name")
    counted = placed.values_list("prison__name").annotate(Count("engagement__person", distinct=True))
    people = engaged.order_by().values("person").distinct().count()
    places = ", ".join(f"{name}: {number}" for name, number in counted)
    return [("People who work for it", f"{people} ({places})" if places else str(people))]


def to_look_at(user: User, kept: Organisation, moved: dict[str, list[int]]) -> list[Pair]:
    """Two records of one name, one from each side: two people, or one who was typed twice."""
    keys = set(moved.get("people who come in", []))
    engaged = Engagement.objects.visible_to(user).filter(organisation=kept, person__anonymised_at=None)
    called: dict[str, list[Engagement]] = defaultdict(list)
    for row in engaged.select_related("person").order_by("person__name", "pk"):
        called[row.person.name.casefold()].append(row)
    return [
        Pair(
            f"Two records are called {one.person}. Are they one person?",
            (_link(one.person), _link(other.person)),
        )
        for rows in called.values()
        for one, other in combinations(rows, 2)
        if one.person_id != other.person_id and (one.pk in keys) != (other.pk in keys)
    ]


def _link(person: Person) -> tuple[str, str]:
    return person.name, reverse("person", args=[person.pk])
