"""What a coordinator should know before printing, and about what was printed: sentences and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from coordination import publishing
from coordination.models import Prison
from coordination.policies import Refused
from directory import policies
from directory.editions import people, staff
from directory.editions.papers import MOST_PAGES_FOR_PEOPLE
from directory.editions.snapshot import changes_since
from directory.models import Edition, Listing

BUILDERS = {Edition.Kind.STAFF: staff.snapshot, Edition.Kind.PEOPLE: people.snapshot}


@dataclass(frozen=True)
class Review:
    """What an edition made today would print. `refused`: why none can be made; empty when one can."""

    refused: str
    seen: int
    entries: int
    changes: dict[str, Any]
    ended: list[dict[str, Any]]
    left_out: list[Listing]
    starting: list[dict[str, Any]]
    marked: list[Listing]
    pages_last_time: int | None

    @property
    def too_long_last_time(self) -> bool:
        return (self.pages_last_time or 0) > MOST_PAGES_FOR_PEOPLE


def review(prison: Prison, kind: str, today: date) -> Review:
    """Reads what would be printed; writes nothing."""
    editions = Edition.objects.filter(prison=prison, kind=kind).select_related("made_by").order_by("-number")
    latest = editions.first()
    printed = editions.filter(state=Edition.State.READY).first()
    seen = latest.number if latest else 0
    snapshot, left_out = BUILDERS[Edition.Kind(kind)](prison, number=seen + 1, printed_on=today)
    refused = publishing.missing_library()
    try:
        policies.check_make_edition(prison, latest, None)
        policies.check_has_entries(prison, len(snapshot["entries"]))
    except Refused as reason:
        refused = str(reason)
    return Review(
        refused=refused,
        seen=seen,
        entries=len(snapshot["entries"]),
        changes=changes_since(printed.snapshot if printed else None, snapshot),
        ended=left_out["ended"],
        left_out=_of(prison, left_out["unconfirmed"]),
        starting=[entry for entry in snapshot["entries"] if entry["starts_on"]],
        marked=_of(prison, [entry for entry in snapshot["entries"] if entry["mark"]]),
        pages_last_time=printed.pages if printed and kind == Edition.Kind.PEOPLE else None,
    )


def _of(prison: Prison, entries: list[dict[str, Any]]) -> list[Listing]:
    """The listings of these entries, for links to them."""
    numbers = [entry["number"] for entry in entries]
    listings = Listing.objects.filter(prison=prison, entry_number__in=numbers)
    return list(listings.select_related("approved_revision", "prison").order_by("entry_number"))


def too_long(edition: Edition) -> str:
    """A sentence where the booklet for people in prison has more pages than anybody reads; else empty."""
    if edition.kind != Edition.Kind.PEOPLE or (edition.pages or 0) <= MOST_PAGES_FOR_PEOPLE:
        return ""
    return (
        f"This directory has {edition.pages} pages. Easy-read advice is {MOST_PAGES_FOR_PEOPLE} or fewer."
        " Print the chapters that a wing needs, or ask organisations for shorter texts."
    )
