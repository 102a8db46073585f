"""What is missing at a prison: told under a search; for the coordinator a list, a page each, and what became of it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.small_counts import few
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at
from directory.actions import needs as actions
from directory.forms.needs import NeedForm, NeedsFilter, NewNeedForm, NothingFoundForm, SettleForm
from directory.models import Listing, Need, Query
from directory.models.listing_state import day_in_words

A_PAGE: Final = 50
TONES: Final = {Need.State.OPEN: "attention", Need.State.MET: "good", Need.State.SET_ASIDE: "neutral"}
NOT_URGENT: Final = (
    "It is not for urgent help, and not about a person. Worried about somebody? Speak to the orderly officer or to"
    " safer custody now."
)


def below_needs(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Needs raised", reverse("needs", args=[prison.code]))]


@require_http_methods(["GET", "HEAD", "POST"])
def need_report(request: HttpRequest, code: str) -> HttpResponse:
    """“Nothing found? Tell the coordinator”."""
    prison = prison_at(request, code, P.REPORT_NEED)
    form = NothingFoundForm(
        request.POST if request.method == "POST" else None,
        initial={"statement": request.GET.get("q", "")[:300]}, prison=prison,
    )  # fmt: skip
    search_url = reverse("search", args=[code])
    if request.method == "POST":
        told = attempt(
            form,
            lambda: actions.raise_need(
                by=request.user, prison=prison, source=Need.Source.SEARCH, **form.cleaned_data
            ),
        )
        if told:
            messages.success(request, "Thank you. The coordinator sees it and counts it.")
            return redirect(search_url)
    form.cancel_url = search_url
    crumbs = [*crumbs_of(prison), ("Find a service", search_url)]
    return form_page(
        request,
        form,
        "Nothing found? Tell the coordinator",
        crumbs=crumbs,
        caption=prison.name,
        warning=NOT_URGENT,
    )


@require_safe
def needs(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_NEEDS)
    form = NeedsFilter(request.GET if request.GET else {"state": Need.State.OPEN})
    rows = Need.objects.visible_to(request.user).filter(prison=prison)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    rows = rows.filter(**chosen).order_by("state", "-times", "-last_on", "-pk")
    rows = rows.select_related("prison", "pathway", "group", "stage", "wing").prefetch_related("origins")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    may_manage = standing_of(request.user).may(P.MANAGE_NEEDS, prison=prison)
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "form": form,
        "page": page,
        "rows": [_row(need, may_manage) for need in page.object_list],
        "may_manage": may_manage,
    }
    return TemplateResponse(request, "directory/needs.html", context)


def _row(need: Need, may_manage: bool) -> dict[str, Any]:
    return {
        "url": need.get_absolute_url(),
        "statement": need.statement,
        "about": ", ".join(need.about),
        "times": need.times,
        "people": _people(need, may_manage),
        "source": need.get_source_display(),
        "origin": _newest_origin(need),
        "last": day_in_words(need.last_on),
        "state": need.get_state_display(),
        "tone": TONES[Need.State(need.state)],
    }


def _newest_origin(need: Need) -> str:
    """“Focus group, 3 May 2026, and 2 more”; nothing where it was typed in without one."""
    words = [origin.words for origin in need.origins.all()]
    more = f", and {len(words) - 1} more" if len(words) > 1 else ""
    return f"{words[0]}{more}" if words else ""


@require_http_methods(["GET", "HEAD", "POST"])
def need_new(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_NEEDS)
    form = NewNeedForm(request.POST if request.method == "POST" else None, prison=prison)
    if request.method == "POST":
        made = attempt(form, lambda: _raise(request, prison, dict(form.cleaned_data)))
        if made:
            again = "It was there already and is counted once more." if made.times > 1 else ""
            messages.success(request, f"The need is recorded. {again}".strip())
            return redirect("needs", code)
    return form_page(
        request, form, "Record a need", crumbs=below_needs(prison), caption=prison.name,
        lead="What people need and nobody here offers. Never about one person.",
    )  # fmt: skip


def _raise(request: HttpRequest, prison: Prison, values: dict[str, Any]) -> Need:
    named = values.pop("recommendation")
    origin = actions.recommended(named) if named else None
    return actions.raise_need(by=request.user, prison=prison, origin=origin, **values)


def _need_at(request: HttpRequest, code: str, pk: int, permission: P) -> Need:
    prison = prison_at(request, code, permission)
    return get_visible_or_404(Need, request.user, pk=pk, prison=prison)


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A need and what became of it; a POST settles it."""
    posted = request.method == "POST"
    found = _need_at(request, code, pk, P.MANAGE_NEEDS if posted else P.VIEW_NEEDS)
    prison = found.prison
    listings = Listing.objects.visible_to(request.user).published().filter(prison=prison)
    form = SettleForm(request.POST if posted else None, listings=listings)
    if posted and attempt(
        form, lambda: actions.settle_need(by=request.user, need=found, **form.cleaned_data)
    ):
        messages.success(request, "The need is settled.")
        return redirect("needs", code)
    may_manage = standing_of(request.user).may(P.MANAGE_NEEDS, prison=prison)
    context = {
        "prison": prison,
        "crumbs": below_needs(prison),
        "need": found,
        "heading": capfirst(found.statement),
        "tone": TONES[Need.State(found.state)],
        "facts": _facts(found, may_manage),
        "origins": [(origin, day_in_words(origin.told_on)) for origin in found.origins.all()],
        "queries": Query.objects.visible_to(request.user).filter(need=found).select_related("wing"),
        "form": form if may_manage and found.state == Need.State.OPEN else None,
        "may_manage": may_manage,
        "search_url": reverse("search", args=[code], query={"q": found.statement[:200]}),
    }
    return TemplateResponse(request, "directory/need.html", context)


def _people(need: Need, may_manage: bool) -> str | None:
    """Whoever keeps needs reads what was typed; small numbers of people are told to nobody else."""
    if need.people_count is None:
        return None
    return str(need.people_count) if may_manage else few(need.people_count)


def _facts(found: Need, may_manage: bool) -> list[tuple[str, Any]]:
    facts = [
        ("Pathway", found.pathway),
        ("Especially for", found.group),
        ("Stage of the sentence", found.stage),
        ("Wing", found.wing),
        ("How many people", _people(found, may_manage)),
        ("From", found.get_source_display()),
        ("Times reported", found.times),
        ("First reported", day_in_words(found.source_on)),
        ("Last reported", day_in_words(found.last_on)),
    ]
    if found.settled_at:
        facts += [("Met by", found.met_by.name_for_readers)] if found.met_by else []
        facts += [("In words", found.reason)] if found.reason else []
    return facts


@require_http_methods(["GET", "HEAD", "POST"])
def need_reword(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _need_at(request, code, pk, P.MANAGE_NEEDS)
    initial = {name: getattr(found, name) for name in actions.WORDED}
    form = NeedForm(request.POST if request.method == "POST" else None, initial=initial, prison=found.prison)
    if request.method == "POST" and attempt(
        form, lambda: actions.reword_need(by=request.user, need=found, **form.cleaned_data)
    ):
        messages.success(request, "The need is saved.")
        return redirect(found)
    crumbs = [*below_needs(found.prison), (found.statement, found.get_absolute_url())]
    lead = "The old words are not kept anywhere."
    return form_page(request, form, "Change a need", crumbs=crumbs, caption=found.prison.name, lead=lead)


@require_POST
def need_reopen(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _need_at(request, code, pk, P.MANAGE_NEEDS)
    return press(
        request, lambda: actions.reopen_need(by=request.user, need=found), "The need is open again.",
        found.get_absolute_url(),
    )  # fmt: skip
