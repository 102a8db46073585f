"""How true the directories are, counted: for each prison, and for each organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, FloatField, Min, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from coordination.models import Posting, Prison, User
from coordination.roles import Role
from coordination.working_days import working_days_between
from directory.models import Correction, Listing, Revision
from directory.models.listing import is_overdue, is_too_old_for_print


@dataclass(frozen=True)
class PrisonFigures:
    """`oldest_wait` is in working days; None where nothing waits."""

    prison: Prison
    listings: int
    overdue: int
    left_out: int
    waiting: int
    oldest_wait: int | None
    corrections: int

    @property
    def confirmed(self) -> int:
        return self.listings - self.overdue

    @property
    def share(self) -> float | None:
        """Of the entries, those confirmed in time; None where there is none: that is not “all of them”."""
        return self.confirmed / self.listings if self.listings else None


def of_prisons(user: User, prisons: QuerySet[Prison], today: date) -> list[PrisonFigures]:
    """Every prison of the queryset, by name, in four queries."""
    published = Listing.objects.visible_to(user).published().filter(prison__in=prisons).order_by()
    counted = published.values("prison").annotate(
        listings=Count("pk"),
        overdue=Count("pk", filter=is_overdue(today)),
        left_out=Count("pk", filter=is_too_old_for_print(today)),
    )
    pending = Revision.objects.visible_to(user).pending().filter(listing__prison__in=prisons).order_by()
    queues = pending.values("listing__prison").annotate(waiting=Count("pk"), oldest=Min("submitted_at"))
    open_ones = Correction.objects.visible_to(user).open().filter(listing__prison__in=prisons).order_by()
    told = open_ones.values("listing__prison").annotate(corrections=Count("pk"))
    listings: dict[int, Any] = {row["prison"]: row for row in counted}
    waits: dict[int, Any] = {row["listing__prison"]: row for row in queues}
    corrections = {row["listing__prison"]: row["corrections"] for row in told}
    return [
        _of_prison(
            prison,
            listings.get(prison.pk, {}),
            waits.get(prison.pk, {}),
            corrections.get(prison.pk, 0),
            today,
        )
        for prison in prisons.order_by("name")
    ]


def _of_prison(
    prison: Prison, listings: dict[str, Any], queue: dict[str, Any], corrections: int, today: date
) -> PrisonFigures:
    oldest = queue.get("oldest")
    return PrisonFigures(
        prison=prison,
        listings=listings.get("listings", 0),
        overdue=listings.get("overdue", 0),
        left_out=listings.get("left_out", 0),
        waiting=queue.get("waiting", 0),
        oldest_wait=working_days_between(timezone.localdate(oldest), today) if oldest else None,
        corrections=corrections,
    )


# How the organisations may be ordered; the first is the usual one.
ORDERS = {
    "stale": ("-overdue_share", "-overdue", "oldest", "name"),
    "oldest": (F("oldest").asc(nulls_first=True), "name"),
    "most": ("-overdue", "-listings", "name"),
    "name": ("name",),
}


def of_organisations(user: User, prisons: QuerySet[Prison], today: date, order: str) -> Any:
    """Rows of organisations with published services at these prisons, ready for a Paginator.

    Each: name, slug, listings, overdue, left_out, oldest (the oldest confirmation) and has_manager.
    """
    here = Listing.objects.visible_to(user).published().filter(prison__in=prisons)
    published = here.at_open_prisons().order_by()
    manager = Posting.objects.current().filter(
        role=Role.MANAGER, organisation=OuterRef("service__organisation")
    )  # fmt: skip
    rows = published.values(
        organisation=F("service__organisation"),
        name=F("service__organisation__name"),
        slug=F("service__organisation__slug"),
    ).annotate(
        listings=Count("pk"),
        overdue=Count("pk", filter=is_overdue(today)),
        left_out=Count("pk", filter=is_too_old_for_print(today)),
        oldest=Min("confirmed_on"),
        has_manager=Exists(manager),
    )
    shared = rows.annotate(overdue_share=Cast("overdue", FloatField()) / Cast("listings", FloatField()))
    return shared.order_by(*ORDERS.get(order, ORDERS["stale"]))
