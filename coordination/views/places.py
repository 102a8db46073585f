"""What every page of ours does first and last: find the place, ask the permission, act, answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from coordination import access
from coordination.access import get_visible_or_404
from coordination.forms.base import PortalForm, PortalModelForm
from coordination.models import Organisation, Prison
from coordination.policies import Refused
from coordination.roles import Permission

Crumb = tuple[str, str]
T = TypeVar("T")


def prison_at(request: HttpRequest, code: str, permission: Permission | None = None) -> Prison:
    """404 for a prison that the user may not know of, 403 where the role lacks the permission."""
    prison = get_visible_or_404(Prison, request.user, code=code)
    request.prison_here = prison  # The bar at the top need not ask again.
    if permission:
        access.require(request.user, permission, prison=prison)
    return prison


def organisation_at(request: HttpRequest, slug: str, permission: Permission | None = None) -> Organisation:
    """As `prison_at`, for an organisation."""
    organisation = get_visible_or_404(Organisation, request.user, slug=slug)
    if permission:
        access.require(request.user, permission, organisation=organisation)
    return organisation


def crumbs_of(prison: Prison | None = None, organisation: Organisation | None = None) -> list[Crumb]:
    """Home and the place, for a page below it."""
    crumbs = [("Home", reverse("home"))]
    if prison:
        crumbs.append((prison.short_name, reverse("prison", args=[prison.code])))
    if organisation:
        crumbs.append((organisation.name, reverse("organisation", args=[organisation.slug])))
    return crumbs


def attempt(form: PortalForm | PortalModelForm, action: Callable[[], T]) -> T | None:
    """The action's result; None where the form is wrong or the action refused, with the sentence on the form."""
    if not form.is_valid():
        return None
    try:
        return action()
    except Refused as refused:
        form.refuse(refused)
        return None


def press(request: HttpRequest, action: Callable[[], Any], done: str, to: str) -> HttpResponse:
    """For a button: act, say `done` or the refusal, go to `to`."""
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(to)


def form_page(
    request: HttpRequest,
    form: PortalForm | PortalModelForm,
    title: str,
    *,
    crumbs: Sequence[Crumb],
    caption: str = "",
    lead: str = "",
    **more: Any,
) -> TemplateResponse:
    """A page that is one form. `more`: warning, facts (a summary list), paragraphs."""
    context = {
        "form": form, "title": title, "crumbs": crumbs, "caption": caption, "lead": lead,
        "warning": "", "facts": [], "paragraphs": [], "alike": [],
    }  # fmt: skip
    form.cancel_url = form.cancel_url or crumbs[-1][1]
    return TemplateResponse(request, "coordination/pages/form.html", context | more)
