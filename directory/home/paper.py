"""Lines about what is printed: directories out of date, and copies to take down."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.models import Edition, Listing, PlacedCopy


def items(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.MAKE_EDITION):
        return []
    return [*_out_of_date(user, standing), *_copies_to_take_down(user, standing)]


def _out_of_date(user: User, standing: Standing) -> list[HomeItem]:
    """Prisons where a text was accepted, or a service withdrawn, after the newest directory was printed."""
    printed = Edition.objects.visible_to(user).filter(prison=OuterRef("prison"), state=Edition.State.READY)
    directories = printed.exclude(kind=Edition.Kind.TAKE_DOWN).order_by().values("prison")
    newest = Subquery(directories.annotate(made=Max("made_at")).values("made"))
    # At a prison that is not open nothing is printed.
    open_ones = standing.prisons_where(P.MAKE_EDITION).filter(status=Prison.Status.OPEN)
    listings = Listing.objects.visible_to(user).filter(prison__in=open_ones)
    changed = listings.filter(approved_revision__isnull=False).annotate(printed_at=newest).filter(
        Q(withdrawn_at=None, printed_at=None)
        | Q(withdrawn_at=None, approved_revision__decided_at__gt=F("printed_at"))
        | Q(withdrawn_at__gt=F("printed_at"))
    )  # fmt: skip
    rows = changed.order_by().values("prison__code", "prison__name", "printed_at").annotate(count=Count("pk"))
    return [_edition_line(row) for row in rows.order_by("prison__name")]


def _edition_line(row: dict[str, Any]) -> HomeItem:
    count = row["count"]
    url = reverse("editions", args=[row["prison__code"]])
    if row["printed_at"] is None:
        sentence = f"No directory has been printed at {row['prison__name']} yet."
        return HomeItem(Section.WAITS, sentence, url, count)
    changes = "1 service has" if count == 1 else f"{count} services have"
    sentence = f"The printed directory at {row['prison__name']} is out of date: {changes} changed since."
    return HomeItem(Section.RISK, sentence, url, count, row["printed_at"])


def _copies_to_take_down(user: User, standing: Standing) -> list[HomeItem]:
    """Services withdrawn urgently that still lie somewhere on paper."""
    places = standing.prisons_where(P.MAKE_EDITION)
    urgent = Listing.objects.visible_to(user).filter(withdrawn_urgently=True, prison__in=places)
    rows = list(urgent.select_related("prison", "service").order_by("withdrawn_at"))
    if not rows:
        return []
    lying = PlacedCopy.objects.visible_to(user).lying().filter(place__prison__in=places)
    copies = list(lying.select_related("edition", "place").defer("edition__snapshot", "edition__changes"))
    found = []
    for row in rows:
        where = {
            copy.place_id
            for copy in copies
            if copy.place.prison_id == row.prison_id and str(row.entry_number) in copy.edition.entry_pages
        }
        if where:
            at = "1 place" if len(where) == 1 else f"{len(where)} places"
            sentence = (
                f"“{row.service}” was withdrawn urgently and there are still copies at {at} in {row.prison}."
                " Take the copies away."
            )
            found.append(
                HomeItem(Section.WAITS, sentence, row.get_absolute_url(), len(where), row.withdrawn_at)
            )
    return found
