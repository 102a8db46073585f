"""Listings that nobody has confirmed for so many days, and what somebody was asked about them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from coordination.models import User
from directory.actions import reminding
from directory.confirmation_links import token_for
from directory.models import ConfirmationReminder, Listing
from tests.cast import Cast, approved_listing_at


def aged(listing: Listing, days: int) -> Listing:
    """The listing, last confirmed so many days ago."""
    on = timezone.localdate() - timedelta(days=days)
    Listing.objects.filter(pk=listing.pk).update(confirmed_on=on)
    return Listing.objects.get(pk=listing.pk)


def another(cast: Cast, name: str, days: int = 0) -> Listing:
    """One more service of Harbour Housing at Exeter."""
    made = approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=name)
    return aged(made, days)


def asked(*listings: Listing) -> list[ConfirmationReminder]:
    """Their reminders, as the daily job notes them."""
    reminding.note_due()
    return list(ConfirmationReminder.objects.filter(listing__in=listings).order_by("pk"))


def link(user: User, *listings: Listing) -> str:
    """The path of the link that the user gets about these listings."""
    return f"/still-right/{token_for(user, asked(*listings))}/"
