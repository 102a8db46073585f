"""What inspectors expect, as a list that whoever looks after all prisons keeps right."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page
from planning.actions import expectations as actions
from planning.forms.expectations import ExpectationForm, IndicatorForm
from planning.plans.gathering import kinds
from planning.plans.inspection import every_expectation, expectation_named, indicator_of


@require_safe
def expectations(request: HttpRequest) -> HttpResponse:
    access.require(request.user, P.MANAGE_PRISONS)
    labels = kinds()
    context = {
        "crumbs": crumbs_of(),
        "expectations": [
            (each, [(one, [labels[kind] for kind in one.evidence if kind in labels]) for one in each.indicators.all()])
            for each in every_expectation()
        ],
    }  # fmt: skip
    return TemplateResponse(request, "planning/inspection/expectations.html", context)


def _below() -> list[Crumb]:
    return [*crumbs_of(), ("What inspectors expect", reverse("expectations"))]


@require_http_methods(["GET", "HEAD", "POST"])
def change_expectation(request: HttpRequest, slug: str) -> HttpResponse:
    access.require(request.user, P.MANAGE_PRISONS)
    found = expectation_named(slug)
    if found is None:
        raise Http404
    form = ExpectationForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.change_expectation(by=request.user, expectation=found, values=form.cleaned_data),
    ):
        messages.success(request, "The expectation is saved.")
        return redirect("expectations")
    return form_page(request, form, "Change an expectation", crumbs=_below(), caption=str(found))


@require_http_methods(["GET", "HEAD", "POST"])
def change_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    access.require(request.user, P.MANAGE_PRISONS)
    found = indicator_of(pk)
    if found is None:
        raise Http404
    form = IndicatorForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: actions.change_indicator(by=request.user, indicator=found, values=form.cleaned_data)
    ):
        messages.success(request, "The indicator is saved.")
        return redirect("expectations")
    title = f"Change indicator {found.number}"
    return form_page(request, form, title, crumbs=_below(), caption=str(found.expectation))
