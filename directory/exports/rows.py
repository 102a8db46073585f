"""What somebody may see, read in batches of a constant number of queries, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Exists, OuterRef

from coordination.access import Standing
from coordination.models import User
from coordination.roles import Permission
from directory.exports.cells import Exported
from directory.models import Contact, Listing, Revision
from directory.models.listing import ListingQuerySet
from directory.models.listing_state import state_of
from directory.models.service import approved_names
from directory.wording import LISTS

BATCH: Final = 200


def with_a_text(listings: ListingQuerySet) -> ListingQuerySet:
    """Listings for which something was sent: a first draft is no text yet."""
    return listings.filter(Exists(Revision.objects.filter(listing=OuterRef("pk"))))


def keys_of(listings: ListingQuerySet) -> list[int]:
    """In the order of the file: by prison, then by name. Keys alone, so that a whole country fits."""
    ordered = listings.order_by("prison__short_name", "service__name", "pk")
    return list(ordered.values_list("pk", flat=True))


def rows_of(keys: list[int], *, by: User, standing: Standing, with_state: bool) -> Iterator[list[Exported]]:
    """Batches in the order of the keys. What has left the user's sight meanwhile is left out.

    `with_state`: say what became of the newest text. Readers are told of approved texts alone.
    """
    reader = _Reader(by, standing, with_state)
    for start in range(0, len(keys), BATCH):
        yield reader.batch(keys[start : start + BATCH])


class _Reader:
    def __init__(self, by: User, standing: Standing, with_state: bool) -> None:
        self.by = by
        self.with_state = with_state
        # Whoever decides on texts, or wrote them, sees the places of confidential premises on the screen too.
        self.overseen = set(standing.prisons_where(Permission.VIEW_QUEUE).values_list("pk", flat=True))
        self.own = set(standing.organisations_where(Permission.VIEW_OWN_SERVICES))

    def batch(self, keys: list[int]) -> list[Exported]:
        visible = Listing.objects.visible_to(self.by).with_newest().filter(pk__in=keys)
        if not self.with_state:
            visible = visible.published()
        found = visible.select_related("prison", "service__organisation")
        listings = {listing.pk: listing for listing in found}
        texts = self._texts(list(listings.values()))
        contacts = self._contacts(listings)
        names = approved_names([text.hands_over_to for text in texts.values() if text.hands_over_to])
        return [
            Exported(
                listing=listings[key],
                text=texts[key],
                state=self._state(listings[key]),
                contacts=contacts.get(key, []),
                hands_over_to=names.get(texts[key].hands_over_to_id or 0, ""),
                hides_places=self._hides_places(listings[key]),
            )
            for key in keys
            if key in listings
        ]

    def _texts(self, listings: list[Listing]) -> dict[int, Revision]:
        """The text that readers see; where none was accepted yet, the newest."""
        keys = [listing.approved_revision_id or listing.newest_id for listing in listings]  # type: ignore[attr-defined]
        found = Revision.objects.filter(pk__in=keys).select_related("hands_over_to__organisation")
        return {text.listing_id: text for text in found.prefetch_related("sessions", *LISTS)}

    def _contacts(self, listings: dict[int, Listing]) -> dict[int, list[Contact]]:
        found: dict[int, list[Contact]] = {}
        for contact in (
            Contact.objects.visible_to(self.by).filter(listing__in=listings).order_by("position", "pk")
        ):
            found.setdefault(contact.listing_id, []).append(contact)
        return found

    def _state(self, listing: Listing) -> str:
        return state_of(listing).label if self.with_state else "In the directory"

    def _hides_places(self, listing: Listing) -> bool:
        if not listing.confidential_premises:
            return False
        return listing.prison_id not in self.overseen and listing.service.organisation_id not in self.own
