"""A listing held, changed and noted: one line for its own history and one for the audit, written together."""

from __future__ import annotations

from typing import Any

from coordination import access, audit, clock
from coordination.access import System
from coordination.models import Prison, User
from coordination.roles import Permission
from directory.models import Listing, ListingEvent, Revision


def note(
    kind: ListingEvent.Kind,
    *,
    by: User | System,
    listing: Listing,
    revision: Revision | None = None,
    text: str = "",
    changes: dict[str, list[Any]] | None = None,
) -> ListingEvent:
    """Call inside the action's transaction."""
    audit.record(
        kind.value, by=by, on=revision or listing, prison=prison_that_knows(listing),
        organisation=listing.service.organisation, changes=changes,
    )  # fmt: skip
    return ListingEvent.objects.create(
        listing=listing, kind=kind, at=clock.now(), by=person(by), revision=revision, note=text
    )


def person(by: User | System) -> User | None:
    """For a column that names who did it: nobody, where the portal itself did."""
    return None if isinstance(by, System) else by


def prison_that_knows(listing: Listing) -> Prison | None:
    """Its prison, once something was sent there; before that nobody at the prison reads the name in the audit."""
    return listing.prison if listing.revisions.exists() else None


def locked(listing: Listing) -> Listing:
    """The listing as it is now, held until the transaction ends, so that two people cannot both decide."""
    # Without who withdrew it: of a row that was waited for, that would be nobody (ADR 0067).
    rows = Listing.objects.select_related("prison", "service__organisation")
    return rows.select_for_update(of=("self",)).get(pk=listing.pk)


def held_to_update(by: User, listing: Listing) -> Listing:
    """As `locked`, for the organisation and for the prison's coordinator: both may keep a listing true."""
    access.require_either(
        by, Permission.UPDATE_LISTING, prison=listing.prison, organisation=listing.service.organisation
    )
    return locked(listing)


def change(listing: Listing, kind: ListingEvent.Kind, by: User, text: str = "", **values: Any) -> Listing:
    """Nothing is written where nothing changes: a button pressed twice leaves one line of history."""
    if all(getattr(listing, name) == value for name, value in values.items()):
        return listing
    before = audit.values(listing, list(values))
    for name, value in values.items():
        setattr(listing, name, value)
    listing.save(update_fields=list(values))
    changes = audit.changes(listing, before, audit.values(listing, list(values)))
    note(kind, by=by, listing=listing, text=text, changes=changes)
    return listing
