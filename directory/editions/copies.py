"""Where paper copies lie, and which of them show an entry."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from coordination.models import Prison
from directory.models import Edition, Listing, PlacedCopy


def editions_with(prison: Prison, entry_number: int) -> list[Edition]:
    """Printed directories of the prison that show the entry, newest first."""
    printed = Edition.objects.filter(prison=prison, state=Edition.State.READY)
    directories = printed.exclude(kind=Edition.Kind.TAKE_DOWN).defer("snapshot", "changes")
    return [edition for edition in directories if str(entry_number) in edition.entry_pages]


def lying_with(prison: Prison, entry_number: int) -> list[PlacedCopy]:
    """Copies that show the entry and were not taken away, by place."""
    showing = [edition.pk for edition in editions_with(prison, entry_number)]
    copies = PlacedCopy.objects.lying().filter(edition__in=showing)
    return list(copies.select_related("place", "edition").order_by("place__name", "-placed_on", "pk"))


def withdrawn_since(edition: Edition) -> QuerySet[Listing]:
    """Listings that the edition shows and that readers no longer see, by entry number."""
    numbers = [int(number) for number in edition.entry_pages]
    gone = Listing.objects.filter(prison=edition.prison, entry_number__in=numbers, withdrawn_at__isnull=False)
    return gone.select_related("approved_revision").order_by("entry_number")


def notice_snapshot(head: dict[str, Any], prison: Prison, entry_number: int, name: str) -> dict[str, Any]:
    """What the take-down notice prints: the entry, each edition that shows it, each place with a copy."""
    editions = editions_with(prison, entry_number)
    lying = lying_with(prison, entry_number)
    placed = {copy.edition_id for copy in lying}
    newest = {edition.kind: edition.pk for edition in reversed(editions)}
    named = [edition for edition in editions if edition.pk in placed or edition.pk == newest[edition.kind]]
    page = {edition.pk: edition.entry_pages[str(entry_number)] for edition in editions}
    return head | {
        "entry": {"number": entry_number, "name": name},
        "editions": [
            {"label": edition.get_kind_display(), "number": edition.number, "page": page[edition.pk]}
            for edition in named
        ],
        "places": places_of(lying, page),
    }


def places_of(lying: list[PlacedCopy], page: dict[int, int]) -> list[dict[str, Any]]:
    """One line to sign for each place, with all that lies there."""
    found: dict[str, list[dict[str, Any]]] = {}
    for copy in lying:
        found.setdefault(copy.place.name, []).append(
            {
                "copies": copy.copies,
                "label": copy.edition.get_kind_display(),
                "number": copy.edition.number,
                "page": page[copy.edition_id],
            }
        )
    return [{"place": place, "copies": copies} for place, copies in found.items()]
