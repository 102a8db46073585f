"""An organisation's services: where each stands at each prison, a new one, one more prison."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.models import Organisation, Prison
from coordination.policies import Refused
from coordination.roles import Permission
from directory.actions.write import begin_service, offer_to_prison
from directory.forms.services import NewServiceForm, OfferForm
from directory.models import Contact, Draft, Listing, Service
from directory.models.freshness import is_to_confirm
from directory.models.listing_state import ORGANISATION, ListingState, day_in_words, state_of


@require_safe
def services(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_visible_or_404(Organisation, request.user, slug=slug)
    standing = standing_of(request.user)
    may_write = standing.may(Permission.WRITE_SERVICE, organisation=organisation)
    listings, today = list(_listings(request, organisation)), timezone.localdate()
    places = _places(request, listings, may_write)
    visible = Service.objects.visible_to(request.user).filter(organisation=organisation)
    found = visible.select_related("organisation")
    context = {
        "organisation": organisation,
        "services": [
            {"service": each, "places": [place for place in places if place["service"] == each.pk]}
            for each in found
        ],
        "may_write": may_write,
        "to_confirm": sum(
            is_to_confirm(listing.confirmed_on, today)
            for listing in listings
            if listing.is_published and listing.prison.is_running
        ),
        "confirm_url": reverse("services_confirm", args=[slug])
        if standing.may(Permission.UPDATE_LISTING, organisation=organisation)
        and any(listing.is_published for listing in listings)
        else "",
        "export_url": reverse("services_export", args=[slug])
        if standing.may(Permission.VIEW_OWN_SERVICES, organisation=organisation)
        and any(listing.newest_state for listing in listings)
        else "",
    }
    return TemplateResponse(request, "directory/services.html", context)


def _listings(request: HttpRequest, organisation: Organisation) -> Any:
    visible = Listing.objects.visible_to(request.user).filter(service__organisation=organisation)
    return visible.select_related("prison", "service__organisation").with_newest().order_by("prison__name")


def _places(request: HttpRequest, listings: list[Any], may_write: bool) -> list[dict[str, Any]]:
    """Each prison with its state in words and what can be done there."""
    keys = [listing.pk for listing in listings]
    with_contacts = set(
        Contact.objects.visible_to(request.user).filter(listing__in=keys).values_list("listing", flat=True)
    )
    drafts = {
        draft.listing_id: draft for draft in Draft.objects.visible_to(request.user).filter(listing__in=keys)
    }
    return [
        _place(listing, state_of(listing), drafts.get(listing.pk), may_write)
        | {"contacts_url": _contacts_url(listing) if may_write and listing.pk not in with_contacts else ""}
        for listing in listings
    ]


def _contacts_url(listing: Any) -> str:
    """Where to add the first contact, once there is a text that waits for one."""
    if not listing.newest_state or listing.withdrawn_at:
        return ""
    return reverse("listing_contacts", args=[listing.prison.code, listing.pk])


def _place(listing: Listing, state: ListingState, draft: Draft | None, may_write: bool) -> dict[str, Any]:
    sentence = state.sentence
    if draft:
        sentence += f" There is a draft that is not sent, saved on {day_in_words(draft.saved_at)}."
    service = listing.service
    write = reverse("write", args=[service.organisation.slug, service.pk, listing.prison.code])
    action = "Continue the draft" if draft else "Write the text"
    if listing.newest_state and not draft:  # type: ignore[attr-defined]
        action = "Change the text"
    return {
        "service": service.pk,
        "prison": listing.prison.name,
        "label": state.label,
        "tone": state.tone,
        "sentence": sentence,
        "mine": may_write and state.waits_for == ORGANISATION,
        "write_url": write if may_write else "",
        "write_label": action,
        "listing_url": listing.get_absolute_url() if listing.newest_state else "",  # type: ignore[attr-defined]
    }


@require_safe
def service(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = get_visible_or_404(Organisation, request.user, slug=slug)
    found = get_visible_or_404(Service, request.user, organisation=organisation, pk=pk)
    listings = _listings(request, organisation).filter(service=found)
    may_write = standing_of(request.user).may(Permission.WRITE_SERVICE, organisation=organisation)
    context = {
        "organisation": organisation,
        "service": found,
        "places": _places(request, list(listings), may_write),
        "offer_url": reverse("service_offer", args=[slug, pk]) if may_write else "",
    }
    return TemplateResponse(request, "directory/service.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def service_new(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _writers_organisation(request, slug)
    form = NewServiceForm(request.POST if request.method == "POST" else None, organisation=organisation)
    form.cancel_url = reverse("services", args=[slug])
    if request.method == "POST" and form.is_valid():
        try:
            begun = begin_service(
                by=request.user,
                organisation=organisation,
                name=form.cleaned_data["name"],
                prisons=form.chosen(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to_the_text(begun, form.chosen())
    context = {"organisation": organisation, "form": form}
    return TemplateResponse(request, "directory/service_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def service_offer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _writers_organisation(request, slug)
    found = get_visible_or_404(Service, request.user, organisation=organisation, pk=pk)
    there = Listing.objects.visible_to(request.user).filter(service=found).values_list("prison", flat=True)
    form = OfferForm(request.POST if request.method == "POST" else None, there=list(there))
    form.cancel_url = found.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        try:
            offer_to_prison(by=request.user, service=found, prison=form.chosen())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to_the_text(found, [form.chosen()])
    context = {"organisation": organisation, "service": found, "form": form}
    return TemplateResponse(request, "directory/service_offer.html", context)


def _writers_organisation(request: HttpRequest, slug: str) -> Organisation:
    organisation = get_visible_or_404(Organisation, request.user, slug=slug)
    access.require(request.user, Permission.WRITE_SERVICE, organisation=organisation)
    return organisation


def _to_the_text(begun: Service, prisons: list[Prison]) -> HttpResponse:
    if len(prisons) > 1:
        return redirect(begun)
    return redirect("write", begun.organisation.slug, begun.pk, prisons[0].code)
