"""Leaving, and what a reader wishes: by the link that stands in every bulletin, without an account.

Opening a link changes nothing: mail gateways open links. The pages show so little of the address that whoever was
sent a bulletin on learns nobody's.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bulletins.actions import wishes as actions
from bulletins.audiences import in_short
from bulletins.forms.readers import WishesForm
from bulletins.reader_links import email_of
from coordination.views.places import attempt


def address_in(token: str) -> str:
    email = email_of(token)
    if email is None:
        raise Http404
    return email


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_bulletins(request: HttpRequest, token: str) -> HttpResponse:
    """POST leaves: by the button, and by the mail program's own (RFC 8058), which has neither cookie nor token.

    The address itself is the proof; nobody else can make it, so there is nothing that a forged form could use.
    """
    email = address_in(token)
    if request.method == "POST":
        actions.leave_bulletins(email=email)
    reader = actions.reader_of(email)
    context = {
        "left": reader is not None and reader.left_at is not None,
        "address": in_short(email),
        "wishes_url": reverse("bulletin_wishes", args=[token]),
    }
    return TemplateResponse(request, "bulletins/readers/leave.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def bulletin_wishes(request: HttpRequest, token: str) -> HttpResponse:
    email = address_in(token)
    data = request.POST if request.method == "POST" else None
    form = WishesForm(data, reader=actions.reader_of(email))
    if request.method == "POST" and form.is_valid():
        if form.wants_none:
            actions.leave_bulletins(email=email)
            messages.success(request, "You get no bulletins any more.")
            return redirect("bulletin_wishes", token)
        if attempt(form, lambda: actions.set_wishes(email=email, **form.values())):
            messages.success(request, "What you wish is saved. It holds from the next bulletin on.")
            return redirect("bulletin_wishes", token)
    context = {"form": form, "address": in_short(email)}
    return TemplateResponse(request, "bulletins/readers/wishes.html", context)
