"""What readers say is wrong: for who puts it right, and what became of it for the reader who told."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.home.lines import each_or_one
from directory.models import Correction

SETTLED_LATELY: Final = timedelta(days=14)


def items(user: User, standing: Standing) -> list[HomeItem]:
    found: list[HomeItem] = []
    if standing.organisations_where(P.UPDATE_LISTING):
        found += _own(user, standing)
    if standing.may(P.DECIDE):
        found += _at_prisons(user, standing)
    if standing.may(P.REPORT_CORRECTION):
        found += _told(user)
    return found


def _own(user: User, standing: Standing) -> list[HomeItem]:
    organisations = standing.organisations_where(P.UPDATE_LISTING)
    open_ones = Correction.objects.visible_to(user).open().filter(
        listing__service__organisation__in=organisations
    )  # fmt: skip
    related = open_ones.select_related("listing__prison", "listing__service__organisation")
    return each_or_one(
        list(related.order_by("told_at")),
        lambda row: HomeItem(
            Section.WAITS, f"A reader says that something is wrong in “{row.listing.service}” at {row.listing.prison}:"
            f" {_topic(row)}.", row.get_absolute_url(), since=row.told_at,
        ),
        lambda rows: HomeItem(
            Section.WAITS, f"Readers say {len(rows)} times that something is wrong in your services.",
            reverse("organisation_corrections", args=[rows[0].listing.service.organisation.slug]), len(rows),
            rows[0].told_at,
        ),
    )  # fmt: skip


def _at_prisons(user: User, standing: Standing) -> list[HomeItem]:
    """One line a prison: how many are open and since when."""
    open_ones = Correction.objects.visible_to(user).open().filter(
        listing__prison__in=standing.prisons_where(P.DECIDE)
    )  # fmt: skip
    by_prison = open_ones.order_by().values("listing__prison__code", "listing__prison__name")
    return [
        HomeItem(
            Section.WAITS,
            f"Readers say that something is wrong in the directory of {row['listing__prison__name']}:"
            f" {row['count']} open.",
            reverse("corrections", args=[row["listing__prison__code"]]), row["count"], row["oldest"],
        )
        for row in by_prison.annotate(count=Count("pk"), oldest=Min("told_at")).order_by("oldest")
    ]  # fmt: skip


def _told(user: User) -> list[HomeItem]:
    """What was done about what this reader told."""
    told = Correction.objects.visible_to(user).filter(
        told_by=user, settled_at__gte=timezone.now() - SETTLED_LATELY
    )  # fmt: skip
    rows = told.exclude(settled_by=user).select_related("listing__prison", "listing__approved_revision")
    return [
        HomeItem(
            Section.NEW, f"You said that something was wrong in “{_name(row)}”: {_topic(row)}. What was done:"
            f" {row.answer}", row.get_absolute_url(), since=row.settled_at,
        )
        for row in rows.order_by("-settled_at")[:5]
    ]  # fmt: skip


def _topic(row: Correction) -> str:
    topic = row.get_topic_display()
    return f"{topic[:1].lower()}{topic[1:]}"


def _name(row: Correction) -> str:
    text = row.listing.approved_revision
    return text.name if text else "a service"
