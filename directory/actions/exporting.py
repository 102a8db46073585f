"""Services leave the portal as a file: what somebody may see, and that they took it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from coordination import access, audit
from coordination.access import Standing, standing_of
from coordination.models import Organisation, Prison, User
from coordination.policies import Refused
from coordination.roles import Permission
from directory.exports import rows
from directory.exports.cells import Exported
from directory.models import Listing
from directory.models.listing import ListingQuerySet


@dataclass(frozen=True)
class Export:
    """The rows are read while the file is written; each batch asks anew what the user may see."""

    by: User
    standing: Standing
    keys: list[int]
    with_state: bool

    def batches(self) -> Iterator[list[Exported]]:
        return rows.rows_of(self.keys, by=self.by, standing=self.standing, with_state=self.with_state)


@transaction.atomic
def export_services(
    *,
    by: User,
    listings: ListingQuerySet,
    prison: Prison | None = None,
    organisation: Organisation | None = None,
    with_undecided: bool = False,
) -> Export:
    """`listings` may be narrowed beforehand; what is not at the place, or not visible, is left out all the same.

    With neither place: of every prison whose directory the user reads. `with_undecided`: also what waits, was
    returned or withdrawn, which only the organisation and those who see the queue are told. Raises Refused where
    nothing is left.
    """
    standing = standing_of(by)
    listings = _at(by, standing, listings, prison, organisation, with_undecided)
    keys = rows.keys_of(listings)
    if not keys:
        raise Refused("There is nothing to download: no service fits.")
    _record(by, listings, len(keys), prison, organisation)
    return Export(by, standing, keys, with_undecided)


def _at(
    by: User,
    standing: Standing,
    listings: ListingQuerySet,
    prison: Prison | None,
    organisation: Organisation | None,
    with_undecided: bool,
) -> ListingQuerySet:
    """The listings of the place; raises `NotPermitted`."""
    visible = Listing.objects.visible_to(by).filter(pk__in=listings.order_by().values("pk"))
    if organisation is not None:
        access.require(by, Permission.VIEW_OWN_SERVICES, organisation=organisation)
        return rows.with_a_text(visible.filter(service__organisation=organisation))
    permission = Permission.VIEW_QUEUE if with_undecided else Permission.VIEW_DIRECTORY
    access.require(by, permission, prison=prison)
    there = visible.filter(prison__in=standing.prisons_where(permission))
    if prison is not None:
        there = there.filter(prison=prison)
    return rows.with_a_text(there) if with_undecided else there.published()


def _record(
    by: User, listings: ListingQuerySet, count: int, prison: Prison | None, organisation: Organisation | None
) -> None:
    """An entry for each prison, so that every one of them reads what of it has left the portal."""
    if prison is not None or organisation is not None:
        audit.record(
            "export_services", by=by, on=prison or organisation, prison=prison, organisation=organisation,
            changes={"services": [None, count]},
        )  # fmt: skip
        return
    counted = listings.order_by().values("prison").annotate(count=Count("pk"))
    counts = {row["prison"]: row["count"] for row in counted}
    for each in Prison.objects.filter(pk__in=counts):
        audit.record(
            "export_services",
            by=by,
            on=each,
            prison=each,
            changes={"services": [None, counts[each.pk]]},
        )
