"""A prison's own checklist: add, reword, reorder, take out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination import access, publishing
from coordination.access import get_visible_or_404, standing_of
from coordination.forms.people import ConfirmForm
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, press, prison_at
from inductions.actions import induction as actions
from inductions.forms.induction import StepForm, SuggestionsForm
from inductions.models import InductionStep, StepSignature
from inductions.papers.induction import print_checklist, row_of
from inductions.reference import SUGGESTED_STEPS
from inductions.views.with_papers import pdf


def steps_of(request: HttpRequest, prison: Prison) -> list[InductionStep]:
    return list(InductionStep.objects.visible_to(request.user).current().filter(prison=prison))


def step_at(request: HttpRequest, code: str, pk: int) -> InductionStep:
    prison = prison_at(request, code, P.MANAGE_TRAINING)
    found: InductionStep = get_visible_or_404(InductionStep, request.user, pk=pk, prison=prison)
    return found


def below_steps(prison: Prison) -> list[Crumb]:
    return [
        *crumbs_of(prison),
        ("Workers", reverse("workers", args=[prison.code])),
        ("Induction", reverse("induction_steps", args=[prison.code])),
    ]


def not_there_yet(steps: list[InductionStep]) -> list[tuple[str, str, str]]:
    taken = {step.title.casefold() for step in steps}
    return [each for each in SUGGESTED_STEPS if each[1].casefold() not in taken]


@require_http_methods(["GET", "POST"])
def induction_steps(request: HttpRequest, code: str) -> HttpResponse:
    """The steps in their order; a form for one more."""
    prison = prison_at(request, code, P.VIEW_WORKERS)
    may_change = standing_of(request.user).may(P.MANAGE_TRAINING, prison=prison)
    form = StepForm(request.POST or None) if may_change else None
    if request.method == "POST":
        access.require(request.user, P.MANAGE_TRAINING, prison=prison)
        form = StepForm(request.POST)
        added = attempt(form, lambda: actions.add_step(by=request.user, prison=prison, **form.cleaned_data))
        if added:
            messages.success(request, f"“{added}” was added at the end.")
            return redirect("induction_steps", code)
    steps = steps_of(request, prison)
    suggestions = not_there_yet(steps) if may_change else []
    context = {
        "prison": prison,
        "crumbs": [*crumbs_of(prison), ("Workers", reverse("workers", args=[code]))],
        "steps": steps,
        "form": form,
        "may_change": may_change,
        "suggested": SuggestionsForm(suggestions=suggestions) if suggestions else None,
        "suggested_url": reverse("suggested_steps", args=[code]),
        "first_time": not steps,
        "paper_url": reverse("induction_blank_paper", args=[code]) if steps else "",
        "workers_url": reverse("workers", args=[code]),
    }
    return TemplateResponse(request, "inductions/induction_steps.html", context)


@require_POST
def suggested_steps(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_TRAINING)
    form = SuggestionsForm(request.POST, suggestions=not_there_yet(steps_of(request, prison)))
    added = attempt(
        form,
        lambda: actions.add_suggested_steps(by=request.user, prison=prison, codes=form.cleaned_data["codes"]),
    )
    if added is None:
        for problem in form.errors.values():
            messages.error(request, problem[0])
    else:
        said = "1 step was added." if len(added) == 1 else f"{len(added)} steps were added."
        messages.success(request, said if added else "They are on the checklist already.")
    return redirect("induction_steps", code)


@require_http_methods(["GET", "POST"])
def induction_step(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Reword it, change who signs it, or whether it is needed."""
    step = step_at(request, code, pk)
    initial = {"title": step.title, "signed_by": step.signed_by, "required": step.required}
    form = StepForm(request.POST or None, initial=initial)
    form.submit_label = "Save"
    if request.method == "POST":
        form = StepForm(request.POST, initial=initial)
        form.submit_label = "Save"
        changed = attempt(form, lambda: actions.change_step(by=request.user, step=step, **form.cleaned_data))
        if changed:
            messages.success(request, f"The step is now “{changed}”.")
            return redirect("induction_steps", code)
    signed = StepSignature.objects.visible_to(request.user).filter(step=step).exists()
    lead = (
        "What was signed keeps the words that were signed. Whoever signed it need not sign again."
        if signed
        else ""
    )
    return form_page(
        request,
        form,
        f"Change “{step}”",
        crumbs=below_steps(step.prison),
        caption=step.prison.name,
        lead=lead,
    )


@require_http_methods(["GET", "POST"])
def end_step(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Asks once: a step that was taken out does not come back with its signatures."""
    step = step_at(request, code, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None, label="Take this step out")
    if request.method == "POST" and attempt(form, lambda: actions.end_step(by=request.user, step=step)):
        messages.success(request, f"“{step}” was taken out.")
        return redirect("induction_steps", code)
    return form_page(
        request, form, f"Take out “{step}”?", crumbs=below_steps(step.prison), caption=step.prison.name,
        paragraphs=[
            "It leaves the checklist of everybody. What was signed of it stays with each person’s induction.",
            "To change its words only, reword it: then nobody has to sign again.",
        ],
    )  # fmt: skip


@require_POST
def move_step(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One place up or, with `direction=down`, down."""
    step = step_at(request, code, pk)
    up = request.POST.get("direction") != "down"
    return press(
        request,
        lambda: actions.move_step(by=request.user, step=step, up=up),
        f"“{step}” moved {'up' if up else 'down'}.",
        reverse("induction_steps", args=[code]),
    )


@require_safe
def induction_blank_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The checklist with a line for the name: for somebody who is not in the portal yet."""
    prison = prison_at(request, code, P.VIEW_WORKERS)
    if problem := publishing.missing_library():
        messages.error(request, problem)
        return redirect("induction_steps", code)
    rows = [row_of(step) for step in steps_of(request, prison)]
    printed = print_checklist(prison, rows, timezone.localtime())
    return pdf(printed, f"{prison.code}-induction")
