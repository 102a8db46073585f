"""Lines for who reads the directory and does not decide on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.home.lines import at, each_or_one
from directory.models import ListingEvent

NEW_FOR: Final = timedelta(days=30)
ACCEPTED: Final = (ListingEvent.Kind.ACCEPTED, ListingEvent.Kind.ACCEPTED_WITH_EDITS)


def items(user: User, standing: Standing) -> list[HomeItem]:
    if standing.may(P.VIEW_DIRECTORY) and not standing.may(P.DECIDE):
        return _new_here(user, standing)
    return []


def _new_here(user: User, standing: Standing) -> list[HomeItem]:
    """Services that came into the directory in the last 30 days."""
    first = Min("events__at", filter=Q(events__kind__in=ACCEPTED))
    here: QuerySet = at(user, standing, P.VIEW_DIRECTORY).annotate(first_accepted_at=first)
    rows = list(here.filter(first_accepted_at__gte=timezone.now() - NEW_FOR).order_by("-first_accepted_at"))
    found = []
    for prison in {row.prison_id: row.prison for row in rows}.values():
        found += each_or_one(
            [row for row in rows if row.prison_id == prison.pk],
            lambda row: HomeItem(
                Section.NEW, f"“{row.approved_revision.name}” is new at {row.prison}.",
                reverse("entry", args=[row.prison.code, row.entry_number]), since=row.first_accepted_at,
            ),
            lambda rows: HomeItem(
                Section.NEW, f"{len(rows)} services are new at {rows[0].prison}.",
                reverse("directory", args=[rows[0].prison.code]), len(rows), rows[0].first_accepted_at,
            ),
        )  # fmt: skip
    return found
