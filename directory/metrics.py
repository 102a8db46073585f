"""What the page of one prison or of one organisation counts."""

from __future__ import annotations

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Organisation, Prison, User
from coordination.offers import Figure
from coordination.roles import Permission as P
from directory import first_day
from directory.first_day.left import missing
from directory.models import Correction, Listing, Need, Revision
from directory.models.freshness import ASK_AFTER, HOLDS_FOR
from directory.models.listing_state import age_in_words


def figures(
    user: User, standing: Standing, prison: Prison | None = None, organisation: Organisation | None = None
) -> list[Figure]:
    if prison is not None:
        return _of_prison(user, standing, prison)
    return _of_organisation(user, standing, organisation) if organisation is not None else []


def _of_prison(user: User, standing: Standing, prison: Prison) -> list[Figure]:
    if not standing.may(P.VIEW_DIRECTORY, prison=prison):
        return []
    published = Listing.objects.visible_to(user).published().filter(prison=prison)
    url = reverse("directory", args=[prison.code])
    found = [Figure("services in the directory", published.count(), url)]
    if standing.may(P.VIEW_QUEUE, prison=prison):
        pending = Revision.objects.visible_to(user).pending().filter(listing__prison=prison)
        oldest = pending.aggregate(oldest=Min("submitted_at"))["oldest"]
        note = f"the oldest: {age_in_words(oldest)}" if oldest else ""
        tone = "attention" if oldest else "neutral"
        waiting = Figure("texts waiting", pending.count(), reverse("queue", args=[prison.code]), note, tone)
        old = published.unconfirmed(timezone.localdate()).count()
        check = reverse("directory", args=[prison.code], query={"check": "unconfirmed"})
        found += [
            waiting,
            Figure(
                f"not confirmed for {ASK_AFTER.days} days", old, check, tone="attention" if old else "neutral"
            ),
        ]
        wrong = Correction.objects.visible_to(user).open().filter(listing__prison=prison).count()
        found.append(
            Figure(
                "open corrections",
                wrong,
                reverse("corrections", args=[prison.code]),
                tone="attention" if wrong else "neutral",
            )
        )
        found.append(_left(prison))
    if standing.may(P.VIEW_NEEDS, prison=prison):
        needs = Need.objects.visible_to(user).open().filter(prison=prison).count()
        found.append(Figure("open needs", needs, reverse("needs", args=[prison.code])))
    return found


def _left(prison: Prison) -> Figure:
    """What a directory worth printing still lacks, with the path of the first day before it."""
    today = timezone.localdate()
    directory = first_day.directory_of(prison, today)
    count = missing(first_day.left(directory, first_day.work_of(prison, today)))
    tone = "neutral" if first_day.is_worth_printing(directory) else "attention"
    url = f"{reverse('first_day', args=[prison.code])}#left"
    return Figure("things left to do for the directory", count, url, tone=tone)


def _of_organisation(user: User, standing: Standing, organisation: Organisation) -> list[Figure]:
    listings = Listing.objects.visible_to(user).filter(service__organisation=organisation)
    published = listings.published()
    services = listings.order_by().values("service").distinct().count()
    prisons = published.order_by().values("prison").distinct().count()
    url = reverse("services", args=[organisation.slug])
    overdue = published.overdue(timezone.localdate()).at_open_prisons().count()
    confirm_url = reverse("services_confirm", args=[organisation.slug])
    return [
        Figure("services", services, url),
        Figure("prisons where readers find them", prisons, url),
        # Where readers find nothing there is nothing to confirm: that is not known, and not “all confirmed”.
        Figure(
            f"not confirmed for {HOLDS_FOR.days} days", overdue if prisons else None,
            confirm_url if standing.may(P.UPDATE_LISTING, organisation=organisation) else "",
            tone="attention" if overdue else "neutral",
        ),
    ]  # fmt: skip
