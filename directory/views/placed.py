"""Where paper copies lie that show a service, for a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from coordination.access import standing_of
from coordination.roles import Permission
from directory.editions.copies import lying_with
from directory.models import Edition, Listing
from directory.models.listing_state import day_in_words

COLUMNS = ("Place", "Copies", "Edition", "There since")


def copies_of(request: HttpRequest, listing: Listing) -> dict[str, Any] | None:
    """The copies that still lie somewhere with this entry in them; None for who does not see editions."""
    if not standing_of(request.user).may(Permission.VIEW_EDITIONS, prison=listing.prison):
        return None
    notices = Edition.objects.visible_to(request.user).filter(
        prison=listing.prison, kind=Edition.Kind.TAKE_DOWN
    )
    notice = notices.filter(snapshot__entry__number=listing.entry_number).defer("snapshot").first()
    found = lying_with(listing.prison, listing.entry_number) if listing.entry_number else []
    return {
        "columns": COLUMNS,
        "rows": [
            (
                copy.place.name,
                str(copy.copies),
                f"{copy.edition.get_kind_display()}, edition {copy.edition.number}",
                day_in_words(copy.placed_on),
            )
            for copy in found
        ],
        "notice_url": notice.get_absolute_url() if notice else "",
        "editions_url": reverse("editions", args=[listing.prison.code]),
    }
