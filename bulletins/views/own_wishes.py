"""One's own bulletins, from one's account: the same as behind the link of a mail, for who has no mail at hand.

A page for the signed-in alone, and no signed link: that one would stay in the history of a shared computer for good.
"""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bulletins.actions import wishes as actions
from bulletins.forms.readers import WishesForm
from coordination.actions.mail_addresses import stopped_among
from coordination.views.places import attempt, crumbs_of

LET_THEM: Final = "The voluntary sector coordinator of your prison can let them come again."
DOES_NOT_ARRIVE: Final = f"Mail came back from this address, so none goes there. {LET_THEM}"
CALLED_UNWANTED: Final = f"A bulletin was called unwanted at this address, so none goes there. {LET_THEM}"


@require_http_methods(["GET", "HEAD", "POST"])
def own_bulletin_wishes(request: HttpRequest) -> HttpResponse:
    email = request.user.email
    data = request.POST if request.method == "POST" else None
    form = WishesForm(data, reader=actions.reader_of(email))
    if request.method == "POST" and form.is_valid():
        if form.wants_none:
            actions.leave_bulletins(email=email, by=request.user)
            messages.success(request, "You get no bulletins any more.")
            return redirect("own_bulletin_wishes")
        if attempt(form, lambda: actions.set_wishes(email=email, by=request.user, **form.values())):
            messages.success(request, "What you wish is saved. It holds from the next bulletin on.")
            return redirect("own_bulletin_wishes")
    crumbs = [*crumbs_of(), ("Your account", reverse("account"))]
    context = {"form": form, "address": email, "crumbs": crumbs, "stopped": why_stopped(email)}
    return TemplateResponse(request, "bulletins/around/own_wishes.html", context)


def why_stopped(email: str) -> str:
    """Why nothing goes there whatever is chosen; empty where nothing is known against the address."""
    for _, address in stopped_among([email]):
        return DOES_NOT_ARRIVE if address.hard_bounced_at else CALLED_UNWANTED
    return ""
