"""What the page of one prison or of one organisation counts."""

from __future__ import annotations

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Organisation, Prison, User
from coordination.offers import Figure
from coordination.roles import Permission as P
from directory.models import Listing, Need, Revision
from directory.models.listing_state import age_in_words


def figures(
    user: User, standing: Standing, prison: Prison | None = None, organisation: Organisation | None = None
) -> list[Figure]:
    if prison is not None:
        return _of_prison(user, standing, prison)
    return _of_organisation(user, organisation) if organisation is not None else []


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
            Figure("not confirmed for 75 days", old, check, tone="attention" if old else "neutral"),
        ]
    if standing.may(P.VIEW_NEEDS, prison=prison):
        needs = Need.objects.visible_to(user).open().filter(prison=prison).count()
        found.append(Figure("open needs", needs, reverse("needs", args=[prison.code])))
    return found


def _of_organisation(user: User, organisation: Organisation) -> list[Figure]:
    listings = Listing.objects.visible_to(user).filter(service__organisation=organisation)
    services = listings.order_by().values("service").distinct().count()
    prisons = listings.published().order_by().values("prison").distinct().count()
    url = reverse("services", args=[organisation.slug])
    return [Figure("services", services, url), Figure("prisons where readers find them", prisons, url)]
