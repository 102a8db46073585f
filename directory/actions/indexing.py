"""Puts the search index right where no action of a listing did: another name, another label, a lost row."""

from __future__ import annotations

from django.db import transaction

from coordination.actions.jobs import once_a_day
from coordination.models import Prison
from directory import search
from directory.models import Listing


def index_organisation(organisation_pk: int) -> int:
    """After a change of the organisation's record: its services are found by its name. Returns how many."""
    listings = Listing.objects.published().filter(service__organisation=organisation_pk)
    found = list(listings.select_related("prison").order_by("prison", "pk"))
    for listing in found:
        with transaction.atomic():
            search.refresh(listing)
    return len(found)


def index_prison(prison_pk: int) -> int:
    """After a change of a wing's name. Returns how many rows were wrong."""
    return search.rebuild(Prison.objects.get(pk=prison_pk))


def rebuild_search() -> int:
    """Every prison's index, one transaction each. Returns how many rows were wrong."""
    prisons = Prison.objects.filter(listings__approved_revision__isnull=False).distinct()
    return sum(search.rebuild(prison) for prison in prisons)


def rebuild_search_daily() -> bool:
    return once_a_day("directory.rebuild_search", rebuild_search)
