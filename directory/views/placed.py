"""Where paper copies lie that show a service, for a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from coordination.access import standing_of
from coordination.roles import Permission
from directory.editions.copies import lying_with
from directory.models import Edition, Listing
from directory.models.listing_state import day_in_words

COLUMNS = ("Place", "Copies", "Edition", "There since")


def copies_of(request: HttpRequest, listing: Listing) -> dict[str, Any] | None:
    """The copies that still lie somewhere with this entry in them; None for who does not see editions."""
    standing = standing_of(request.user)
    if not standing.may(Permission.VIEW_EDITIONS, prison=listing.prison):
        return None
    may_record = standing.may(Permission.MAKE_EDITION, prison=listing.prison)
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
                _edition(copy.edition, may_record),
                day_in_words(copy.placed_on),
            )
            for copy in found
        ],
        "notice_url": notice.get_absolute_url() if notice else "",
        "may_record": may_record,
    }


def _edition(edition: Edition, may_record: bool) -> str:
    """Its name; for who records copies, as a link to the page that does it."""
    name = f"{edition.get_kind_display()}, edition {edition.number}"
    if not may_record:
        return name
    url = reverse("edition_copies", args=[edition.prison.code, edition.pk])
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, name)
