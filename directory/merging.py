"""What the directory keeps of an organisation, for the day on which two records become one (see offers.py)."""

from __future__ import annotations

from itertools import combinations
from typing import Final

from django.db.models import Count, QuerySet
from rapidfuzz import fuzz

from coordination.duplicates import comparable
from coordination.models import Organisation, Prison, User
from coordination.offers import Pair
from directory.actions import merging
from directory.models import Listing, Revision

MOVES: Final = frozenset(["directory.Service.organisation"])
# Names of services this much alike, of a hundred letters, are shown side by side.
_ALIKE: Final = 80
move = merging.move


def touched_prisons(organisation: Organisation) -> QuerySet[Prison]:
    """Where a text was ever sent; a service that was only begun there is nothing that the prison knows of."""
    return Prison.objects.filter(pk__in=_sent(organisation).values("prison")).order_by("name")


def summary(organisation: Organisation) -> list[tuple[str, str]]:
    counted = _sent(organisation).order_by("prison__name").values_list("prison__name")
    places = [f"{name}: {number}" for name, number in counted.annotate(Count("pk"))]
    begun = organisation.services.exclude(listings__in=_sent(organisation)).count()
    return [
        ("Services", ", ".join(places) or "None"),
        ("Services begun and sent to no prison yet", str(begun)),
    ]


def _sent(organisation: Organisation) -> QuerySet[Listing]:
    sent = Revision.objects.filter(listing__service__organisation=organisation).order_by().values("listing")
    return Listing.objects.filter(pk__in=sent)


def to_look_at(user: User, kept: Organisation, moved: dict[str, list[int]]) -> list[Pair]:
    """Two listings at one prison, one of each record, that are called nearly the same: a coordinator decides."""
    keys = set(moved.get("services", []))
    visible = Listing.objects.visible_to(user).filter(service__organisation=kept, withdrawn_at=None)
    rows = visible.select_related("prison", "service").order_by("prison__name", "pk")
    return [
        Pair(
            f"{one.prison}: “{one.service}” and “{other.service}” look like one service.",
            ((one.service.name, one.get_absolute_url()), (other.service.name, other.get_absolute_url())),
        )
        for one, other in combinations(rows, 2)
        if one.prison_id == other.prison_id
        and (one.service_id in keys) != (other.service_id in keys)
        and fuzz.token_sort_ratio(comparable(one.service.name), comparable(other.service.name)) >= _ALIKE
    ]
