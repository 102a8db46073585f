"""The list of prisons, the page of one, its settings and whether it is open."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.access import Standing
from coordination.actions import prisons as actions
from coordination.forms.prisons import PrisonFilter, PrisonSettingsForm, PrisonStatusForm
from coordination.models import Prison
from coordination.offers import Figure, offers
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, prison_at
from coordination.views.sentences import prison_status, who_it_holds

A_PAGE: Final = 50


@require_safe
def prisons(request: HttpRequest) -> HttpResponse:
    """Prisons that the user sees: their own, those of a set, or all."""
    visible = Prison.objects.visible_to(request.user)
    regions = sorted(set(visible.exclude(region="").order_by().values_list("region", flat=True)))
    chosen = PrisonFilter(request.GET or None, regions=regions)
    rows = visible
    if chosen.is_valid():
        words, region = chosen.cleaned_data["name"], chosen.cleaned_data["region"]
        rows = rows.filter(Q(name__icontains=words) | Q(name_welsh__icontains=words) | Q(code__iexact=words))
        rows = rows.filter(region=region) if region else rows
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "coordination/pages/prisons.html",
        {
            "crumbs": crumbs_of(),
            "filter_form": chosen,
            "show_filter": visible.count() > A_PAGE // 5,
            "page": page,
            "rows": [(prison, *prison_status(prison)) for prison in page],
        },
    )


@require_safe
def prison(request: HttpRequest, code: str) -> HttpResponse:
    """What the portal knows of a prison, and where its pages are."""
    found = prison_at(request, code)
    standing = access.standing_of(request.user)
    words, tone = prison_status(found)
    return TemplateResponse(
        request,
        "coordination/pages/prison.html",
        {
            "prison": found,
            "crumbs": [*crumbs_of(), ("Prisons", reverse("prisons"))],
            "status": words,
            "status_tone": tone,
            "figures": figures(request, standing, prison=found),
            "facts": facts(found, standing),
            "wings": found.wings.filter(ended_on=None),
            "wings_url": url_if(standing.may(P.EDIT_PRISON, prison=found), "wings", code),
            "settings_url": url_if(standing.may(P.EDIT_PRISON, prison=found), "prison_settings", code),
            "status_url": url_if(standing.may(P.MANAGE_PRISONS, prison=found), "prison_status", code),
        },
    )


def url_if(may: bool, name: str, *args: str) -> str:
    return reverse(name, args=args) if may else ""


def figures(request: HttpRequest, standing: Standing, **place: Any) -> list[Figure]:
    """Numbers that features offer about one place."""
    return [
        figure for module in offers("metrics") for figure in module.figures(request.user, standing, **place)
    ]


def facts(found: Prison, standing: Standing) -> list[tuple[str, Any]]:
    """The register's facts; what is not known says so by being empty."""
    rows: list[tuple[str, Any]] = [
        ("Code", found.code),
        ("Category", ", ".join(map(str, found.categories.all()))),
        ("Functions", ", ".join(map(str, found.functions.all()))),
        ("Who it holds", who_it_holds(found)),
        ("Run by", found.operator),
        ("Region", found.region),
        ("Address", ", ".join(filter(None, [found.address, found.postcode]))),
    ]
    if found.name_welsh:
        rows.insert(1, ("Welsh name", found.name_welsh))
    if standing.may(P.VIEW_EDITIONS, prison=found):
        rows += [
            ("A directory is current for", f"{found.renew_after_days} days"),
            ("Ask for a new one at", found.ask_for_new_copy),
        ]
    return rows


@require_http_methods(["GET", "POST"])
def prison_settings(request: HttpRequest, code: str) -> HttpResponse:
    """How editions speak of the prison."""
    found = prison_at(request, code, P.EDIT_PRISON)
    form = PrisonSettingsForm(request.POST or None, instance=found)
    if request.method == "POST" and attempt(
        form, lambda: actions.edit_prison_settings(by=request.user, prison=found, **form.cleaned_data)
    ):
        messages.success(request, "The settings are saved. The next edition uses them.")
        return redirect(found)
    return form_page(request, form, "Settings", crumbs=crumbs_of(found), caption=found.name)


@require_http_methods(["GET", "POST"])
def prison_status_page(request: HttpRequest, code: str) -> HttpResponse:
    """Open, closed temporarily, closed, planned."""
    found = prison_at(request, code, P.MANAGE_PRISONS)
    form = PrisonStatusForm(request.POST or None, instance=found)
    if request.method == "POST" and attempt(
        form, lambda: actions.change_prison_status(by=request.user, prison=found, **form.cleaned_data)
    ):
        messages.success(request, f"{found}: {form.instance.get_status_display().lower()}.")
        return redirect(found)
    lead = "A prison that is closed takes no new services. One that is closed temporarily keeps everything."
    return form_page(
        request, form, "Is the prison open?", crumbs=crumbs_of(found), caption=found.name, lead=lead
    )
