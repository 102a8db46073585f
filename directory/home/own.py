"""An organisation's own lines: what came back, what is not sent, what may go wrong, what was accepted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.home.lines import each_or_one, losses
from directory.models import Draft, Listing, Revision
from directory.models.freshness import ASK_AFTER

OLD_DRAFT: Final = timedelta(days=3)
WITHDRAWN_LATELY: Final = timedelta(days=30)
ACCEPTED_LATELY: Final = timedelta(days=14)


def items(user: User, standing: Standing) -> list[HomeItem]:
    found: list[HomeItem] = []
    if standing.organisations_where(P.VIEW_OWN_SERVICES):
        found += _own_news(user, standing)
    if standing.organisations_where(P.WRITE_SERVICE):
        found += [*_returned(user, standing), *_drafts(user, standing), *_own_risks(user, standing)]
    return found


def _own(user: User, standing: Standing, permission: P) -> Any:
    """The organisation's listings, with what a line about them says."""
    own = standing.organisations_where(permission)
    listings = Listing.objects.visible_to(user).filter(service__organisation__in=own)
    return listings.select_related("prison", "service__organisation", "approved_revision")


def _services_url(standing: Standing) -> str:
    posting = next(p for p in standing.postings if p.organisation)
    return reverse("services", args=[posting.organisation.slug])  # type: ignore[union-attr]


def _write_url(listing: Listing) -> str:
    return reverse("write", args=[listing.service.organisation.slug, listing.service_id, listing.prison.code])


def _returned(user: User, standing: Standing) -> list[HomeItem]:
    with_newest = _own(user, standing, P.WRITE_SERVICE).with_newest().filter(withdrawn_at=None)
    rows = list(with_newest.filter(newest_state=Revision.State.RETURNED).order_by("newest_decided_at"))
    return each_or_one(
        rows,
        lambda row: HomeItem(
            Section.WAITS, f"“{row.service}” was returned by {row.prison}. Read the reason and send it again.",
            _write_url(row), since=row.newest_decided_at,
        ),
        lambda rows: HomeItem(
            Section.WAITS, f"{len(rows)} texts were returned to you. Read the reasons and send them again.",
            _services_url(standing), len(rows), rows[0].newest_decided_at,
        ),
    )  # fmt: skip


def _drafts(user: User, standing: Standing) -> list[HomeItem]:
    old = Draft.objects.visible_to(user).filter(saved_at__lte=timezone.now() - OLD_DRAFT)
    rows = list(old.select_related("listing__prison", "listing__service__organisation").order_by("saved_at"))
    return each_or_one(
        rows,
        lambda row: HomeItem(
            Section.WAITS, f"Your draft of “{row.listing.service}” for {row.listing.prison} is not sent yet.",
            _write_url(row.listing), since=row.saved_at,
        ),
        lambda rows: HomeItem(
            Section.WAITS, f"{len(rows)} drafts are not sent yet.", _services_url(standing), len(rows), rows[0].saved_at
        ),
    )  # fmt: skip


def _own_risks(user: User, standing: Standing) -> list[HomeItem]:
    own, today = _own(user, standing, P.WRITE_SERVICE), timezone.localdate()
    old = list(own.unconfirmed(today).order_by("confirmed_on"))
    confirm_url = reverse("services_confirm", args=[old[0].service.organisation.slug]) if old else ""
    unconfirmed = each_or_one(
        old,
        lambda row: HomeItem(
            Section.RISK, f"Nobody has confirmed “{row.service}” at {row.prison}. Is it still right?",
            row.get_absolute_url(), since=row.confirmed_on,
        ),
        lambda rows: HomeItem(
            Section.RISK,
            f"{len(rows)} services have not been confirmed for {ASK_AFTER.days} days. Are they still right?",
            confirm_url, len(rows), rows[0].confirmed_on,
        ),
    )  # fmt: skip
    return _withdrawn(own) + unconfirmed + losses(own, lambda row: _services_url(standing))


def _withdrawn(own: Any) -> list[HomeItem]:
    """The last month’s: later it is no news, and the services page says it still."""
    rows = own.filter(withdrawn_at__gte=timezone.now() - WITHDRAWN_LATELY).order_by("withdrawn_at")
    return [
        HomeItem(
            Section.RISK, f"“{row.service}” was withdrawn at {row.prison}. Read why.",
            row.get_absolute_url(), since=row.withdrawn_at,
        )
        for row in rows
    ]  # fmt: skip


def _own_news(user: User, standing: Standing) -> list[HomeItem]:
    accepted = _own(user, standing, P.VIEW_OWN_SERVICES).published()
    since = timezone.now() - ACCEPTED_LATELY
    rows = list(
        accepted.filter(approved_revision__decided_at__gte=since).order_by("-approved_revision__decided_at")
    )
    return each_or_one(
        rows,
        lambda row: HomeItem(
            Section.NEW, f"“{row.service}” was accepted at {row.prison}: entry {row.entry_number}.",
            row.get_absolute_url(), since=row.approved_revision.decided_at,
        ),
        lambda rows: HomeItem(
            Section.NEW, f"{len(rows)} of your texts were accepted in the last 14 days.",
            _services_url(standing), len(rows), rows[0].approved_revision.decided_at,
        ),
    )  # fmt: skip
