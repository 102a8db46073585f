"""What waits for a decision at a prison, oldest first."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission
from directory.models import Listing, Revision
from directory.models.listing_state import age_in_words, day_in_words
from directory.views.imported import from_lists
from directory.views.staff_directory import mark_of

A_PAGE = 50
COLUMNS = ("Service", "Organisation", "Kind", "Waiting")


@require_safe
def queue(request: HttpRequest, code: str) -> HttpResponse:
    prison = get_visible_or_404(Prison, request.user, code=code)
    access.require(request.user, Permission.VIEW_QUEUE, prison=prison)
    waiting = Revision.objects.visible_to(request.user).pending().filter(listing__prison=prison)
    ordered = waiting.select_related("listing__service__organisation").order_by("submitted_at", "pk")
    page = Paginator(ordered, A_PAGE).get_page(request.GET.get("page"))
    imported = from_lists(request, page.object_list)
    context = {
        "prison": prison,
        "page": page,
        "columns": COLUMNS,
        "rows": [_row(prison, revision, revision.pk in imported) for revision in page],
        "imports_url": reverse("imports", args=[code])
        if standing_of(request.user).may(Permission.IMPORT_SERVICES, prison=prison)
        else "",
        "sentence": _sentence(page.paginator.count, ordered.first()),
        "public_details": [
            _public_details(listing) for listing in _public_details_to_approve(request, prison)
        ],
    }
    return TemplateResponse(request, "directory/queue.html", context)


def _sentence(count: int, oldest: Revision | None) -> str:
    if oldest is None:
        return ""
    waits = "1 text waits" if count == 1 else f"{count} texts wait"
    return f"{waits}. Oldest first: it was sent {_ago(oldest)}."


def _ago(revision: Revision) -> str:
    age = age_in_words(revision.submitted_at)
    return age if age == "today" else f"{age} ago"


def _row(prison: Prison, revision: Revision, imported: bool) -> list[Any]:
    listing = revision.listing
    url = reverse("revision", args=[prison.code, revision.pk])
    kind = f"Change to entry {listing.entry_number}" if listing.approved_revision_id else "New service"
    if imported:
        kind += ", from a list"
    if listing.withdrawn_at:
        kind += ", withdrawn meanwhile"
    elif listing.approved_revision_id and (mark := mark_of(listing)):
        kind += f", {mark[:1].lower()}{mark[1:]}"
    return [
        format_html('<a class="govuk-link" href="{}">{}</a>', url, revision.name),
        listing.service.organisation.name,
        kind,
        f"Sent {_ago(revision)}, on {day_in_words(revision.submitted_at)}",
    ]


def _public_details_to_approve(request: HttpRequest, prison: Prison) -> Any:
    """Helplines and addresses that are proposed and not yet approved."""
    visible = Listing.objects.visible_to(request.user).filter(prison=prison).with_public_details_to_approve()
    return visible.select_related("prison", "service__organisation")[:A_PAGE]


def _public_details(listing: Listing) -> dict[str, str]:
    details = (
        ("a helpline", listing.public_helpline, listing.public_helpline_approved_at),
        ("an address", listing.public_address, listing.public_address_approved_at),
    )
    what = " and ".join(words for words, text, approved_at in details if text and not approved_at)
    return {
        "title": f"{listing.service.name}, {listing.service.organisation.name}",
        "hint": f"Asks to print {what} for people in prison.",
        "url": f"{listing.get_absolute_url()}#public-details",
        "status": "To approve",
        "tone": "waiting",
    }
