"""What the governor is asked to decide, and what was decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page, prison_at
from planning.actions import reports as actions
from planning.forms.reports import AskDecisionForm, SettleDecisionForm
from planning.models import AskedDecision
from planning.views.reports import below_reports


@require_http_methods(["GET", "POST"])
def ask_decision(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_PLAN)
    form = AskDecisionForm(request.POST or None)
    if request.method == "POST":
        done = attempt(
            form, lambda: actions.ask_decision(by=request.user, prison=prison, **form.cleaned_data)
        )
        if done:
            messages.success(request, "It stands on the next report.")
            return redirect("gap_reports", code)
    form.cancel_url = reverse("gap_reports", args=[code])
    return form_page(request, form, "Ask for a decision", crumbs=below_reports(prison), caption=prison.name)


@require_http_methods(["GET", "POST"])
def settle_decision(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.ADOPT_PRIORITY)
    asked: AskedDecision | None = (
        AskedDecision.objects.visible_to(request.user).filter(prison=prison, pk=pk).first()
    )
    if asked is None:
        raise Http404
    form = SettleDecisionForm(request.POST or None)
    if request.method == "POST":
        done = attempt(
            form, lambda: actions.settle_decision(by=request.user, asked=asked, **form.cleaned_data)
        )
        if done:
            messages.success(request, "What was decided stands on the next report.")
            return redirect("gap_reports", code)
    form.cancel_url = reverse("gap_reports", args=[code])
    settled = f"Settled already: {asked.answer}" if asked.settled_at else ""
    return form_page(
        request,
        form,
        asked.question,
        crumbs=below_reports(prison),
        caption="Decision asked for",
        warning=settled,
    )
