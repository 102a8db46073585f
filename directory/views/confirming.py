"""An organisation's services at all its prisons, with when somebody last confirmed each: ticks and one button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coordination.roles import Permission
from coordination.views.places import crumbs_of, organisation_at
from directory.actions.confirming import confirm_listings
from directory.forms.confirming import ALL, StillRightForm
from directory.models import Listing
from directory.models.freshness import ASK_AFTER, HOLDS_FOR, Freshness, freshness_of
from directory.models.listing_state import age_in_words, day_in_words

LEAD = (
    "What readers see at each prison, the longest unconfirmed first. Confirm each service every"
    f" {HOLDS_FOR.days} days, and change what is no longer true."
)
STATES = {
    Freshness.CONFIRMED: ("Confirmed", "good"),
    Freshness.OVERDUE: ("Marked as not confirmed", "attention"),
    Freshness.LEFT_OUT: ("No longer printed", "bad"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def services_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_at(request, slug, Permission.UPDATE_LISTING)
    published = (
        Listing.objects.visible_to(request.user).published().filter(service__organisation=organisation)
    )
    related = published.select_related("prison", "service__organisation", "approved_revision")
    listings = list(related.order_by("confirmed_on", "approved_revision__name", "prison__name"))
    form = StillRightForm(
        request.POST if request.method == "POST" else None, offered=[listing.pk for listing in listings]
    )
    if request.method == "POST" and form.is_valid():
        chosen = set(form.chosen())
        done, refused = confirm_listings(
            by=request.user, listings=[listing for listing in listings if listing.pk in chosen]
        )
        for sentence in refused:
            messages.error(request, sentence)
        if done:
            count = "1 service is" if len(done) == 1 else f"{len(done)} services are"
            messages.success(request, f"Thank you. {count} confirmed. Readers see today’s date.")
        return redirect("services_confirm", slug)
    context = {
        "organisation": organisation,
        "crumbs": [*crumbs_of(organisation=organisation), ("Services", reverse("services", args=[slug]))],
        "lead": LEAD,
        "rows": [_row(listing) for listing in listings],
        "problem": " ".join(form.errors.get("still_right", [])),
        "all": ALL,
        "form": form,
    }
    return TemplateResponse(request, "directory/services_confirm.html", context)


def _row(listing: Listing) -> dict[str, Any]:
    text, today = listing.approved_revision, timezone.localdate()
    label, tone = STATES[freshness_of(listing.confirmed_on, today)]
    if listing.confirmed_on and tone == "good" and today - listing.confirmed_on >= ASK_AFTER:
        label, tone = "To confirm", "waiting"
    confirmed = "Never"
    if listing.confirmed_on:
        age = age_in_words(listing.confirmed_on)
        confirmed = f"{day_in_words(listing.confirmed_on)} ({age if age == 'today' else f'{age} ago'})"
    return {
        "key": listing.pk,
        "name": text.name if text else listing.service.name,
        "prison": listing.prison.name,
        "url": listing.get_absolute_url(),
        "confirmed": confirmed,
        "label": label,
        "tone": tone,
    }
