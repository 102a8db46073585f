"""One's own account: who one is here, another name, and the way to a new password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination.actions.accounts import change_own_name
from coordination.forms.people import OwnNameForm
from coordination.models import Posting
from coordination.roles import GRANTS, Role
from coordination.views.places import attempt, crumbs_of, form_page
from coordination.views.sentences import posting_state


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    own = Posting.objects.visible_to(request.user).filter(user=request.user)
    rows = own.select_related("user", "prison", "organisation", "prison_set").order_by("-begins_on", "pk")
    return TemplateResponse(
        request,
        "coordination/pages/account.html",
        {
            "crumbs": crumbs_of(),
            "facts": [
                {"label": "Name", "value": request.user.name, "url": reverse("own_name")},
                ("E-mail address", request.user.email),
            ],
            "roles": [
                {"posting": each, "state": posting_state(each), "sentence": GRANTS[Role(each.role)].sentence}
                for each in rows
            ],
        },
    )


@require_http_methods(["GET", "POST"])
def own_name(request: HttpRequest) -> HttpResponse:
    form = OwnNameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and attempt(
        form, lambda: change_own_name(by=request.user, name=form.cleaned_data["name"])
    ):
        messages.success(request, "Your name is saved.")
        return redirect("account")
    crumbs = [*crumbs_of(), ("Your account", reverse("account"))]
    return form_page(request, form, "Change your name", crumbs=crumbs)
