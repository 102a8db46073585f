"""Roles that people in prison hold, by wing; no page of these has a name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, prison_at
from coordination.views.sentences import day
from forums.actions import representatives as actions
from forums.forms.representatives import EndRoleForm, RepresentativeForm
from forums.models import Forum, Representative
from forums.views.representative_words import row_of


@require_safe
def representatives(request: HttpRequest, code: str) -> HttpResponse:
    """Current roles wing by wing, those of the whole prison first; ended ones behind them."""
    prison = prison_at(request, code, P.VIEW_FORUMS)
    keeps = standing_of(request.user).may(P.MANAGE_FORUMS, prison=prison)
    rows = Representative.objects.visible_to(request.user).filter(prison=prison)
    rows = rows.select_related("wing", "forum")
    current = rows.current().filter(until=None).prefetch_related("pathways", "groups")
    by_wing: dict[str, list[dict[str, Any]]] = {}
    for role in sorted(current, key=_by_wing):
        by_wing.setdefault(role.wing.name if role.wing else "The whole prison", []).append(row_of(role, code))
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "wings": by_wing,
        "ended": [(str(role), day(role.until)) for role in rows.exclude(until=None).order_by("-until", "pk")],
        "keeps": keeps,
        "add_url": reverse("add_representative", args=[code]) if keeps else "",
        "coverage_url": reverse("representatives_coverage", args=[code]),
    }
    return TemplateResponse(request, "forums/representatives/representatives.html", context)


def _by_wing(role: Representative) -> tuple[Any, ...]:
    wing = role.wing
    return (
        wing is not None,
        wing.position if wing else 0,
        wing.name if wing else "",
        role.title.casefold(),
        role.pk,
    )


def _form(request: HttpRequest, prison: Prison, role: Representative | None = None) -> RepresentativeForm:
    forums = Forum.objects.visible_to(request.user).running().filter(prison=prison)
    return RepresentativeForm(
        request.POST if request.method == "POST" else None, prison=prison, role=role, forums=forums
    )


def _below(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Representatives", reverse("representatives", args=[prison.code]))]


@require_http_methods(["GET", "HEAD", "POST"])
def add_representative(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_FORUMS)
    form = _form(request, prison)
    form.submit_label = "Add the role"
    if request.method == "POST":
        added = attempt(
            form, lambda: actions.add_representative(by=request.user, prison=prison, values=form.values())
        )
        if added:
            messages.success(request, f"“{added}” is written down.")
            return redirect("representatives", code)
    return form_page(request, form, "Add a role", crumbs=_below(prison), caption=prison.name)


def role_at(request: HttpRequest, code: str, pk: int) -> Representative:
    found: Representative = get_visible_or_404(Representative, request.user, pk=pk, prison__code=code)
    access.require(request.user, P.MANAGE_FORUMS, prison=found.prison)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def change_representative(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = role_at(request, code, pk)
    form = _form(request, found.prison, found)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.change_representative(by=request.user, representative=found, values=form.values()),
    ):
        messages.success(request, "The role is saved.")
        return redirect("representatives", code)
    return form_page(
        request, form, "Change the role", crumbs=_below(found.prison), caption=str(found),
        paragraphs=["Somebody left and nobody followed: put 0 for how many people hold it."],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def end_representative(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = role_at(request, code, pk)
    form = EndRoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.end_representative(by=request.user, representative=found, **form.cleaned_data),
    ):
        messages.success(request, f"“{found}” has ended.")
        return redirect("representatives", code)
    return form_page(
        request, form, f"End “{found}”?", crumbs=_below(found.prison), caption=found.prison.name,
        paragraphs=[
            "The role is no more. If somebody only left it, change how many people hold it: a vacant role stays in"
            " sight.",
        ],
    )  # fmt: skip
