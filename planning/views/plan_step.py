"""One step of the plan: whose it is, what shows it, done, left out; and steps of the prison's own."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import access
from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page, press, prison_at
from directory.models.listing_state import day_in_words
from planning.actions import plan as actions
from planning.forms.plan import LeaveOutForm, StepForm
from planning.models import PlanEvidence, PlanStep
from planning.plans.gathering import kinds
from planning.plans.progress import State
from planning.plans.reading import OWN_MONTHS, Line, read_step
from planning.plans.telling import Opens, opens, told
from planning.views.plan import below_plan

# The newest are enough to choose from.
SHOWN: Final = 12
OWN: Final = "This prison’s own step."


def step_at(request: HttpRequest, code: str, pk: int, permission: P = P.VIEW_PLAN) -> tuple[Prison, PlanStep]:
    prison = prison_at(request, code, permission)
    rows = PlanStep.objects.visible_to(request.user).filter(pk=pk, plan__prison=prison)
    step = rows.select_related("plan", "activity", "owner", "done_by").first()
    if step is None:
        raise Http404
    return prison, step


@require_safe
def plan_step(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison, step = step_at(request, code, pk)
    standing = standing_of(request.user)
    line = read_step(step, prison, timezone.localdate())
    moves = actions.may_move(request.user, step, prison)
    keeps = standing.may(P.MANAGE_PLAN, prison=prison)
    out = line.state == State.LEFT_OUT
    may_open = opens(standing, prison)
    most = len(line.found) if request.GET.get("all") == "1" else SHOWN
    context = {
        "prison": prison, "crumbs": below_plan(prison), "line": line, "step": step, "keeps": keeps,
        "moves": moves and not out, "may_finish": moves and line.may_be_done,
        "shown_first": moves and not (line.may_be_done or step.done_on or out), "out": out,
        "may_reopen": keeps and (out or step.done_on is not None),
        "facts": _facts(line), "linked": _linked(line, may_open),
        "found": [told(each, may_open) for each in line.found[:most]],
        "more": max(0, len(line.found) - most),
        "sentence": step.activity.sentence if step.activity else OWN,
        "months": step.activity.months if step.activity else OWN_MONTHS, "of_a_level": step.activity is not None,
        "looks_for": [words for code, words in kinds().items() if code in line.kinds] if step.activity else [],
    }  # fmt: skip
    return TemplateResponse(request, "planning/plan/step.html", context)


def _facts(line: Line) -> list[tuple[str, Any]]:
    step = line.step
    facts: list[tuple[str, Any]] = [
        ("Level", step.get_level_display()),
        ("Who does it", step.owner_name or "Nobody yet"),
        ("By", day_in_words(step.due_on) if step.due_on else "No day agreed"),
    ]
    if step.note:
        facts.append(("Note", step.note))
    if step.done_on:
        facts.append(("Done", f"{day_in_words(step.done_on)}, {step.done_by}"))
    if step.left_out_reason:
        facts.append(("Why it is left out", step.left_out_reason))
    return facts


def _linked(line: Line, may_open: Opens) -> list[dict[str, Any]]:
    """As it is told today; where it is gone from its place, with the words of the day on which it was linked."""
    return [
        {
            "key": each.row.pk, "told": told(each.live, may_open) if each.live else None,
            "words": each.row.words, "on": each.row.dated_on,
            "by": f"{each.row.linked_by}, {day_in_words(each.row.linked_at)}",
        }
        for each in line.linked
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def add_plan_step(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_PLAN)
    form = StepForm(request.POST if request.method == "POST" else None, prison=prison, own=True)
    form.submit_label = "Add it"
    if request.method == "POST":
        made = attempt(
            form, lambda: actions.add_plan_step(by=request.user, prison=prison, values=form.cleaned_data)
        )
        if made:
            messages.success(request, "The step is in the plan.")
            return redirect("plan_step", code, made.pk)
    lead = "It stands beside the activities of its level, which do not count it."
    return form_page(
        request, form, "Add a step of your own", crumbs=below_plan(prison), caption=prison.name, lead=lead
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_plan_step(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison, step = step_at(request, code, pk, P.MANAGE_PLAN)
    form = StepForm.of(step, prison, request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: actions.change_plan_step(by=request.user, step=step, values=form.cleaned_data)
    ):
        messages.success(request, "The step is saved.")
        return redirect("plan_step", code, pk)
    title = step.activity.label if step.activity else step.title
    crumbs = [*below_plan(prison), (title, _address(code, pk))]
    return form_page(request, form, f"Change: {title}", crumbs=crumbs, caption=prison.name)


def _address(code: str, pk: int) -> str:
    return reverse("plan_step", args=[code, pk])


def _movable(request: HttpRequest, code: str, pk: int) -> PlanStep:
    prison, step = step_at(request, code, pk)
    if not actions.may_move(request.user, step, prison):
        access.require(request.user, P.MANAGE_PLAN, prison=prison)
    return step


@require_POST
def link_evidence(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    step, source = _movable(request, code, pk), request.POST.get("source", "")
    return press(
        request, lambda: actions.link_evidence(by=request.user, step=step, source=source), "It is linked.",
        _address(code, pk),
    )  # fmt: skip


@require_POST
def unlink_evidence(request: HttpRequest, code: str, pk: int, evidence: int) -> HttpResponse:
    step = _movable(request, code, pk)
    found: PlanEvidence | None = step.evidence.filter(pk=evidence).select_related("step").first()
    if found is None:
        raise Http404
    return press(
        request, lambda: actions.unlink_evidence(by=request.user, evidence=found), "The link is taken off.",
        _address(code, pk),
    )  # fmt: skip


@require_POST
def finish_plan_step(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    step = _movable(request, code, pk)
    return press(
        request,
        lambda: actions.finish_plan_step(by=request.user, step=step),
        "It is done.",
        _address(code, pk),
    )


@require_POST
def reopen_plan_step(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    _, step = step_at(request, code, pk, P.MANAGE_PLAN)
    return press(
        request, lambda: actions.reopen_plan_step(by=request.user, step=step), "It is open again.",
        _address(code, pk),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def leave_out_plan_step(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison, step = step_at(request, code, pk, P.MANAGE_PLAN)
    form = LeaveOutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: actions.leave_out_plan_step(by=request.user, step=step, **form.cleaned_data)
    ):
        messages.success(request, "It is left out, with the reason.")
        return redirect("action_plan", code)
    title = step.activity.label if step.activity else step.title
    crumbs = [*below_plan(prison), (title, _address(code, pk))]
    return form_page(request, form, f"Leave out: {title}", crumbs=crumbs, caption=prison.name)
