"""What is kept true between two texts: a page each, and one button to confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from coordination import access
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from coordination.views.places import attempt
from directory.actions import confirming, upkeep
from directory.forms.typed import as_data, quiet_formset, typed_in, with_one_more
from directory.forms.upkeep import (
    ApprovePublicDetailsForm,
    ContactFormSet,
    FlagsForm,
    PlacesForm,
    PublicDetailsForm,
    RoomForm,
)
from directory.models import Contact, Listing
from directory.views.listings import listing_here, listing_page

CONTACTS = "contacts"


def _listing_to_update(request: HttpRequest, code: str, pk: int) -> Listing:
    listing = listing_here(request, code, pk)
    access.require_either(
        request.user,
        Permission.UPDATE_LISTING,
        prison=listing.prison,
        organisation=listing.service.organisation,
    )
    return listing


def _page(request: HttpRequest, listing: Listing, name: str, **context: Any) -> HttpResponse:
    context |= {"listing": listing, "prison": listing.prison, "cancel_url": listing.get_absolute_url()}
    if "form" in context:
        context["form"].cancel_url = listing.get_absolute_url()
    return TemplateResponse(request, f"directory/{name}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def listing_room(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    listing = _listing_to_update(request, code, pk)
    initial = {"room": listing.room, "room_on": listing.room_on}
    form = RoomForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        upkeep.set_room(by=request.user, listing=listing, **form.cleaned_data)
        messages.success(request, "Room for more is saved. Readers see it at once.")
        return redirect(listing)
    return _page(request, listing, "listing_room", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def listing_confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    listing = _listing_to_update(request, code, pk)
    if request.method == "POST":
        try:
            confirming.confirm_listing(by=request.user, listing=listing)
        except Refused as refused:
            return listing_page(request, listing, refused=str(refused))
        messages.success(request, "Thank you. Readers see that it was confirmed today.")
    return redirect(listing)


@require_http_methods(["GET", "HEAD", "POST"])
def listing_places(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    listing = _listing_to_update(request, code, pk)
    form = PlacesForm(request.POST if request.method == "POST" else None, listing=listing)
    if request.method == "POST" and attempt(
        form, lambda: upkeep.set_places(by=request.user, listing=listing, **form.places())
    ):
        messages.success(request, "The places are saved. They count in what is missing at this prison.")
        return redirect(listing)
    text = listing.approved_revision
    without_times = text is not None and not text.sessions.exists()
    return _page(request, listing, "listing_places", form=form, without_times=without_times)


@require_http_methods(["GET", "HEAD", "POST"])
def listing_contacts(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    listing = _listing_to_update(request, code, pk)
    if request.method != "POST":
        contacts = Contact.objects.visible_to(request.user).filter(listing=listing)
        formset: Any = ContactFormSet(initial=list(contacts.values(*upkeep.CONTACT_COLUMNS)), prefix=CONTACTS)
        return _page(request, listing, "listing_contacts", formset=formset)
    if request.POST.get("do") == "add_contact":
        formset = ContactFormSet(as_data(with_one_more(typed_in(request.POST), CONTACTS)), prefix=CONTACTS)
        quiet_formset(formset)
        return _page(request, listing, "listing_contacts", formset=formset)
    formset = ContactFormSet(request.POST, prefix=CONTACTS)
    if not formset.is_valid():
        return _page(request, listing, "listing_contacts", formset=formset)
    try:
        upkeep.set_contacts(by=request.user, listing=listing, contacts=formset.contacts())
    except Refused as refused:
        formset.refuse(refused)
        return _page(request, listing, "listing_contacts", formset=formset)
    messages.success(request, "The contacts are saved. Staff see them at once.")
    return redirect(listing)


@require_http_methods(["GET", "HEAD", "POST"])
def listing_flags(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    listing = _listing_to_update(request, code, pk)
    initial = {"confidential_premises": listing.confidential_premises, "discreet": listing.discreet}
    form = FlagsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        upkeep.set_flags(by=request.user, listing=listing, **form.cleaned_data)
        messages.success(request, "The flags are saved. On paper they apply from the next edition.")
        return redirect(listing)
    return _page(request, listing, "listing_flags", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def listing_public_details(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    listing = _listing_to_update(request, code, pk)
    initial = {
        "helpline": listing.public_helpline,
        "helpline_hours": listing.public_helpline_hours,
        "address": listing.public_address,
    }
    form = PublicDetailsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            upkeep.propose_public_details(by=request.user, listing=listing, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Saved. It is printed after the coordinator has approved it.")
            return redirect(listing)
    return _page(request, listing, "listing_public_details", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def listing_public_details_approve(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    listing = listing_here(request, code, pk)
    access.require(request.user, Permission.DECIDE, prison=listing.prison)
    if request.method != "POST":
        return redirect(listing)
    form = ApprovePublicDetailsForm(request.POST, listing=listing)
    if not form.is_valid():
        return redirect(listing)
    chosen = {name: form.cleaned_data[name] for name in ("helpline", "address")}
    try:
        upkeep.approve_public_details(by=request.user, listing=listing, seen=form.seen(), **chosen)
    except Overtaken as overtaken:
        return listing_page(request, listing_here(request, code, pk), status=409, refused=str(overtaken))
    messages.success(request, "Saved. The next edition prints what is ticked.")
    return redirect(listing)
