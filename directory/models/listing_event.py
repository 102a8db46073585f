"""The history that a listing's page shows: its own immutable rows, apart from the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from directory.models.listing import Listing
from directory.models.revision import Revision

if TYPE_CHECKING:
    from coordination.models import User


class ListingEventQuerySet(ImmutableQuerySet["ListingEvent"]):
    def visible_to(self, user: User) -> ListingEventQuerySet:
        return self.filter(listing__in=Listing.objects.visible_to(user))


class ListingEvent(ImmutableRow):
    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "Sent for a decision"
        ACCEPTED = "accepted", "Accepted"
        ACCEPTED_WITH_EDITS = "accepted_with_edits", "Accepted with the coordinator’s own edits"
        RETURNED = "returned", "Returned with a reason"
        WITHDRAWN = "withdrawn", "Withdrawn"
        WITHDRAWN_URGENTLY = "withdrawn_urgently", "Withdrawn urgently"
        RESTORED = "restored", "Restored"
        ROOM_CHANGED = "room_changed", "Room for more changed"
        PLACES_CHANGED = "places_changed", "Places changed"
        CONFIRMED = "confirmed", "Confirmed as still right"
        CONTACTS_CHANGED = "contacts_changed", "Contacts changed"
        FLAGS_CHANGED = "flags_changed", "Flags changed"
        PUBLIC_DETAILS_CHANGED = "public_details_changed", "Public helpline or address changed"
        PUBLIC_DETAILS_APPROVED = "public_details_approved", "Public helpline or address approved"

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=30, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    # Empty: the portal itself.
    by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(max_length=1000, blank=True)

    objects = ListingEventQuerySet.as_manager()

    disclosure = Disclosure(staff="id listing kind at revision note", personal="by")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.listing}"

    @property
    def by_name(self) -> str:
        return self.by.name if self.by else "the portal"
