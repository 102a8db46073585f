"""One's own bulletins, from one's account: the same as behind the link of a mail, for who has no mail at hand.

A page for the signed-in alone, and no signed link: that one would stay in the history of a shared computer for good.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bulletins.actions import wishes as actions
from bulletins.forms.readers import WishesForm
from coordination.views.places import attempt, crumbs_of


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
    context = {"form": form, "address": email, "crumbs": crumbs}
    return TemplateResponse(request, "bulletins/around/own_wishes.html", context)
