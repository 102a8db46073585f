"""The forums of a prison, one's own over all prisons, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination.access import standing_of
from coordination.models import Organisation
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, prison_at
from forums.actions import forums as actions
from forums.forms.forums import ForumForm
from forums.models import Forum
from forums.views.forum_words import row_of


@require_safe
def forums(request: HttpRequest, code: str) -> HttpResponse:
    """Running ones with the next meeting and what is open; ended ones behind them."""
    prison = prison_at(request, code, P.VIEW_FORUMS)
    found = Forum.objects.visible_to(request.user).filter(prison=prison).select_related("prison")
    rows = [row_of(each) for each in found.with_what_is_next()]
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "running": [row for row in rows if not row["ended"]],
        "ended": [row for row in rows if row["ended"]],
        "add_url": reverse("add_forum", args=[code])
        if standing_of(request.user).may(P.MANAGE_FORUMS, prison=prison)
        else "",
    }
    return TemplateResponse(request, "forums/forums/forums.html", context)


@require_safe
def own_forums(request: HttpRequest) -> HttpResponse:
    """To which one belongs, oneself or by one's organisation, at whatever prison."""
    found = (
        Forum.objects.visible_to(request.user).one_belongs_to(request.user).running().select_related("prison")
    )
    rows = [row_of(each) for each in found.with_what_is_next().order_by("prison__name", "name", "pk")]
    return TemplateResponse(request, "forums/forums/own.html", {"rows": rows, "crumbs": crumbs_of()})


@require_http_methods(["GET", "HEAD", "POST"])
def add_forum(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_FORUMS)
    form = ForumForm(
        request.POST if request.method == "POST" else None,
        organisations=Organisation.objects.visible_to(request.user),
    )
    form.submit_label = "Begin the forum"
    if request.method == "POST":
        begun = attempt(
            form, lambda: actions.begin_forum(by=request.user, prison=prison, values=form.cleaned_data)
        )
        if begun:
            messages.success(request, "The forum has begun. Now add who belongs to it.")
            return redirect(begun)
    crumbs = [*crumbs_of(prison), ("Forums", reverse("forums", args=[code]))]
    return form_page(request, form, "Begin a forum", crumbs=crumbs, caption=prison.name)
