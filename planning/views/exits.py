"""Managed exits: what is lost, where it may go, what has to be done, and the day itself."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.offers import StillOpen, offers
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at
from coordination.views.prisons import url_if
from planning.actions import exits as actions
from planning.exits.reading import nearby_of
from planning.forms.exits import BeginExitForm, SureForm, TickForm
from planning.models import ExitStep, ManagedExit
from planning.reports.live import labels
from planning.views import exit_words as words
from planning.wording import day_in_words

A_PAGE: Final = 30


def below_exits(prison: Prison | None = None) -> list[Crumb]:
    return [*crumbs_of(prison), ("Prisons that close or open", reverse("managed_exits"))]


@require_safe
def managed_exits(request: HttpRequest) -> HttpResponse:
    """Those that the reader may see; whoever opens and closes prisons begins one here."""
    access.require(request.user, P.VIEW_PLAN)
    rows = ManagedExit.objects.visible_to(request.user).select_related("prison").defer("impact")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    standing = standing_of(request.user)
    may_begin = standing.may(P.MANAGE_PRISONS)
    context: dict[str, Any] = {
        "crumbs": crumbs_of(), "page": page,
        "rows": [
            {
                "name": each.prison.name, "url": each.get_absolute_url(), "day": day_in_words(each.closes_on),
                "how": words.how(each), "state": words.state_of(each),
            }
            for each in page
        ],
    }  # fmt: skip
    if may_begin:
        here = standing.prisons_where(P.MANAGE_PRISONS)
        context["to_begin"] = [
            (prison.name, reverse("begin_managed_exit", args=[prison.code]))
            for prison in here.filter(status=Prison.Status.OPEN).order_by("name")
        ]
        context["to_open"] = [
            (prison.name, reverse("prison_to_open", args=[prison.code]))
            for prison in here.filter(status=Prison.Status.PLANNED).order_by("name")
        ]
    return TemplateResponse(request, "planning/exits/exits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def begin_managed_exit(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_PRISONS)
    form = BeginExitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        begun = attempt(form, lambda: actions.begin_exit(by=request.user, prison=prison, **form.cleaned_data))
        if begun:
            messages.success(request, "The managed exit has begun. What is lost is written down below.")
            return redirect(begun)
    lead = (
        "What is offered today is written down and kept. Organisations and the coordinator are told on their home page."
        " Nothing else changes until the prison closes."
    )
    return form_page(
        request, form, "A prison that closes", crumbs=below_exits(prison), caption=prison.name, lead=lead
    )


def exit_at(request: HttpRequest, code: str, pk: int, permission: P) -> ManagedExit:
    prison = prison_at(request, code, permission)
    found: ManagedExit = get_visible_or_404(ManagedExit, request.user, pk=pk, prison=prison)
    return found


@require_safe
def managed_exit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found, standing = exit_at(request, code, pk, P.VIEW_PLAN), standing_of(request.user)
    prison = found.prison
    decides = standing.may(P.MANAGE_PRISONS, prison=prison) and found.is_under_way
    may_tick = not found.called_off_at and (
        standing.may(P.MANAGE_PRISONS, prison=prison) or standing.may(P.MANAGE_PLAN, prison=prison)
    )
    reopened = bool(found.closed_at) and prison.is_running
    today, named = timezone.localdate(), labels()
    may_open = set(standing.prisons_where(P.VIEW_PLAN).values_list("pk", flat=True))
    like = nearby_of(prison, [each["code"] for each in found.impact["pathways"]], today)
    near = [each for each in like if each.gaps]
    unknown = [each for each in like if not each.gaps]
    steps = list(found.steps.select_related("done_by"))
    context = {
        "prison": prison, "exit": found, "crumbs": below_exits(prison), "lead": words.lead(found),
        "state": words.state_of(found), "lost": words.lost(found.impact), "lists": words.lists(found.impact),
        "begun": day_in_words(found.begun_at), "near_columns": words.NEAR, "where_near": words.where_near(prison),
        "near": [words.near_row(each, named, opens=each.place.key in may_open) for each in near],
        "unknown": [words.place_name(each, opens=each.place.key in may_open) for each in unknown],
        "unknown_title": words.unknown_of(len(unknown)),
        "still_open": [] if found.called_off_at or reopened else still_open(request, prison),
        "status_url": url_if(
            bool(found.closed_at) and not reopened and standing.may(P.MANAGE_PRISONS, prison=prison),
            "prison_status", code,
        ),
        "steps": [words.step_row(each, today) for each in steps],
        "done": sum(bool(each.done_on) for each in steps), "may_tick": may_tick, "decides": decides,
        "may_close": decides and found.closes_on <= today,
    }  # fmt: skip
    return TemplateResponse(request, "planning/exits/exit.html", context)


def still_open(request: HttpRequest, prison: Prison) -> list[StillOpen]:
    """What goes on there today, as features offer it; of what is none, nothing."""
    standing = standing_of(request.user)
    return [
        each
        for module in offers("closing")
        for each in module.still_open(request.user, standing, prison)
        if each.count
    ]


def _step_of(found: ManagedExit, pk: int) -> ExitStep:
    step: ExitStep | None = found.steps.filter(pk=pk).first()
    if step is None:
        raise Http404
    return step


def _ticks(request: HttpRequest, code: str, pk: int) -> ManagedExit:
    """Whoever closes prisons, and whoever keeps the plan of this one."""
    prison = prison_at(request, code)
    if not access.permitted(request.user, P.MANAGE_PRISONS, prison=prison):
        access.require(request.user, P.MANAGE_PLAN, prison=prison)
    found: ManagedExit = get_visible_or_404(ManagedExit, request.user, pk=pk, prison=prison)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def tick_exit_step(request: HttpRequest, code: str, pk: int, step: int) -> HttpResponse:
    found = _ticks(request, code, pk)
    row = _step_of(found, step)
    form = TickForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: actions.tick_step(by=request.user, step=row, note=form.cleaned_data["note"])
    ):
        messages.success(request, f"Ticked off: {row.title}.")
        return redirect(found)
    crumbs = [*below_exits(found.prison), (str(found), found.get_absolute_url())]
    return form_page(request, form, row.title, crumbs=crumbs, caption=found.prison.name)


@require_POST
def untick_exit_step(request: HttpRequest, code: str, pk: int, step: int) -> HttpResponse:
    found = _ticks(request, code, pk)
    row = _step_of(found, step)
    return press(
        request,
        lambda: actions.untick_step(by=request.user, step=row),
        "It is open again.",
        found.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def call_off_managed_exit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = exit_at(request, code, pk, P.MANAGE_PRISONS)
    lead = (
        f"{found.prison} stays open. What was written down is kept, and the steps are not asked for any more."
    )
    return _sure(
        request,
        found,
        "Call off the managed exit",
        lead,
        "Call it off",
        actions.call_off,
        "It is called off.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close_prison(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = exit_at(request, code, pk, P.MANAGE_PRISONS)
    lead = (
        f"{found.prison} is then {'closed for a time' if found.temporary else 'closed for good'}. Its printed"
        " directories are withdrawn and nothing new is printed. All that is recorded stays to be read."
    )
    return _sure(
        request, found, "Close the prison", lead, "Close the prison", actions.close_prison, "It is closed."
    )


def _sure(
    request: HttpRequest, found: ManagedExit, title: str, lead: str, label: str, action: Any, done: str
) -> HttpResponse:
    form = SureForm(request.POST if request.method == "POST" else None)
    form.submit_label, form.submit_kind = label, "warning"
    if request.method == "POST" and attempt(form, lambda: action(by=request.user, managed_exit=found)):
        messages.success(request, done)
        return redirect(found)
    crumbs = [*below_exits(found.prison), (str(found), found.get_absolute_url())]
    return form_page(request, form, title, crumbs=crumbs, caption=found.prison.name, lead=lead)
