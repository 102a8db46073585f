"""What lines of a home page have in common: one for each of a few, what is about to be lost, where things stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.models import Listing
from directory.models.listing_state import day_in_words

# More of a kind than this are told as one line.
EACH_UP_TO: Final = 3


def each_or_one(
    rows: list[Any], each: Callable[[Any], HomeItem], together: Callable[[list[Any]], HomeItem]
) -> list[HomeItem]:
    """A line for each of a few, one line for many."""
    if len(rows) > EACH_UP_TO:
        return [together(rows)]
    return [each(row) for row in rows]


def at(user: User, standing: Standing, permission: P) -> Any:
    listings = Listing.objects.visible_to(user).published()
    at_prisons = listings.filter(prison__in=standing.prisons_where(permission))
    return at_prisons.select_related("prison", "service", "approved_revision")


def to_check(listing: Listing, name: str) -> str:
    """The directory of the listing's prison, narrowed to what is to be looked after."""
    return reverse("directory", args=[listing.prison.code], query={"check": name})


def losses(listings: Any, url_of: Callable[[Listing], str]) -> list[HomeItem]:
    rows = sorted(listings.about_to_be_lost(timezone.localdate()), key=_lost_on)
    return each_or_one(
        rows,
        lambda row: HomeItem(
            Section.RISK, f"“{row.service}” at {row.prison}: {_loss(row)}.", row.get_absolute_url(),
            since=_lost_on(row),
        ),
        lambda rows: HomeItem(
            Section.RISK, f"{len(rows)} services end or lose their funding within 90 days. First:"
            f" “{rows[0].service}” at {rows[0].prison}.", url_of(rows[0]), len(rows), _lost_on(rows[0]),
        ),
    )  # fmt: skip


def _lost_on(listing: Listing) -> date:
    text: Any = listing.approved_revision
    return min(day for day in (text.funded_until, text.ends_on) if day)


def _loss(listing: Listing) -> str:
    text: Any = listing.approved_revision
    lost_on, today = _lost_on(listing), timezone.localdate()
    if lost_on == text.ends_on:
        return f"its last day {'was' if lost_on < today else 'is'} {day_in_words(lost_on)}"
    return f"its funding {'ended' if lost_on < today else 'ends'} on {day_in_words(lost_on)}"
