"""The list of words that mean the same: at a prison for its coordinator, everywhere for a national lead."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at
from directory.actions import synonyms as actions
from directory.forms.synonyms import SynonymForm
from directory.models import Synonym


def _place(request: HttpRequest, code: str | None) -> tuple[Prison | None, str]:
    """The prison of the address, or None for every prison; and the address of its list."""
    if code is None:
        access.require_everywhere(request.user, P.EDIT_SYNONYMS)
        return None, reverse("synonyms_everywhere")
    return prison_at(request, code, P.EDIT_SYNONYMS), reverse("synonyms", args=[code])


def _crumbs(prison: Prison | None, here: str) -> list[Crumb]:
    return [*crumbs_of(prison), ("Words that mean the same", here)]


@require_http_methods(["GET", "HEAD", "POST"])
def synonyms(request: HttpRequest, code: str | None = None) -> HttpResponse:
    prison, here = _place(request, code)
    form = SynonymForm(request.POST if request.method == "POST" else None)
    form.submit_label = "Add"
    if request.method == "POST":
        words = form.data.get("words", "")
        if attempt(form, lambda: actions.add_synonym(by=request.user, prison=prison, words=words)):
            messages.success(request, "Added. Searches use it at once.")
            return redirect(here)
    visible = Synonym.objects.visible_to(request.user)
    everywhere = visible.filter(prison=None)
    standing = standing_of(request.user)
    context = {
        "prison": prison,
        "crumbs": _crumbs(prison, here)[:-1],
        "form": form,
        "here": here,
        "rows": _rows(visible.filter(prison=prison) if prison else everywhere, code),
        "shared": _rows(everywhere, None) if prison else [],
        "everywhere_url": reverse("synonyms_everywhere") if standing.everywhere(P.EDIT_SYNONYMS) else "",
    }
    return TemplateResponse(request, "directory/synonyms.html", context)


def _rows(synonyms: Any, code: str | None) -> list[dict[str, Any]]:
    """Those in use first."""
    where = [code] if code else []
    names = ("synonym", "synonym_switch") if code else ("synonym_everywhere", "synonym_everywhere_switch")
    return [
        {
            "words": synonym.words,
            "active": synonym.active,
            "url": reverse(names[0], args=[*where, synonym.pk]),
            "switch_url": reverse(names[1], args=[*where, synonym.pk]),
        }
        for synonym in synonyms.order_by("-active", "words")
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def synonym(request: HttpRequest, pk: int, code: str | None = None) -> HttpResponse:
    prison, here = _place(request, code)
    found = get_visible_or_404(Synonym, request.user, pk=pk, prison=prison)
    form = SynonymForm(request.POST if request.method == "POST" else None, initial={"words": found.words})
    if request.method == "POST":
        words = form.data.get("words", "")
        if attempt(form, lambda: actions.change_synonym(by=request.user, synonym=found, words=words)):
            messages.success(request, "Saved. Searches use it at once.")
            return redirect(here)
    return form_page(
        request, form, "Change words that mean the same", crumbs=_crumbs(prison, here),
        caption=prison.name if prison else "Every prison",
    )  # fmt: skip


@require_POST
def synonym_switch(request: HttpRequest, pk: int, code: str | None = None) -> HttpResponse:
    """On or off, the other way round than it is; `active` says which was meant."""
    prison, here = _place(request, code)
    found = get_visible_or_404(Synonym, request.user, pk=pk, prison=prison)
    active = request.POST.get("active") == "on"
    done = "Searches use it again." if active else "Searches no longer use it."
    return press(
        request, lambda: actions.set_synonym_active(by=request.user, synonym=found, active=active), done, here
    )
