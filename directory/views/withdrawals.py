"""Out of readers' sight, urgently or not, and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from coordination import access
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from directory.actions.withdraw import restore_listing, withdraw_listing
from directory.forms.decisions import WithdrawForm, WithdrawUrgentlyForm
from directory.forms.typed import as_data
from directory.models import Listing
from directory.views.keeping import forget, keeps_typed, typed_before
from directory.views.listings import listing_here, listing_page
from directory.views.placed import copies_of


def _listing_to_decide(request: HttpRequest, code: str, pk: int) -> Listing:
    listing = listing_here(request, code, pk)
    access.require(request.user, Permission.DECIDE, prison=listing.prison)
    return listing


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed
def listing_withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _withdraw(request, _listing_to_decide(request, code, pk), urgently=False)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed
def listing_withdraw_urgently(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _withdraw(request, _listing_to_decide(request, code, pk), urgently=True)


def _withdraw(request: HttpRequest, listing: Listing, *, urgently: bool) -> HttpResponse:
    form_class = WithdrawUrgentlyForm if urgently else WithdrawForm
    typed = typed_before(request)
    data = request.POST if request.method == "POST" else as_data(typed) if typed else None
    form = form_class(data)
    status = 200
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            withdraw_listing(by=request.user, listing=listing, reason=reason, urgently=urgently)
        except Refused as refused:
            form.refuse(refused)
            status = 409 if isinstance(refused, Overtaken) else 200
        else:
            forget(request)
            messages.success(request, _done(urgently))
            return redirect(listing)
    form.cancel_url = listing.get_absolute_url()
    context = {
        "listing": listing, "prison": listing.prison, "form": form, "urgently": urgently,
        "copies": copies_of(request, listing),
    }  # fmt: skip
    return TemplateResponse(request, "directory/listing_withdraw.html", context, status=status)


def _done(urgently: bool) -> str:
    if urgently:
        return "Withdrawn. The take-down notice is being laid out. Now take away the copies that are listed below."
    return "Withdrawn. Readers no longer see it. It leaves the paper with the next edition."


@require_http_methods(["GET", "HEAD", "POST"])
def listing_restore(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    listing = _listing_to_decide(request, code, pk)
    if request.method != "POST":
        return redirect(listing)
    try:
        restore_listing(by=request.user, listing=listing)
    except Refused as refused:
        status = 409 if isinstance(refused, Overtaken) else 200
        return listing_page(request, listing_here(request, code, pk), status=status, refused=str(refused))
    messages.success(request, f"Restored. Readers see it again, as entry {listing.entry_number}.")
    return redirect(listing)
