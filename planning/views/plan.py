"""The action plan of a prison: by level, with whose each step is, what shows it, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, form_page, prison_at
from directory.models.listing_state import day_in_words
from planning.actions import plan as actions
from planning.forms.plan import LevelForm, ManagerForm
from planning.models import ActionPlan, Level
from planning.plans.progress import OfLevel, State
from planning.plans.reading import Line, Plan, activities, read_plan
from planning.plans.telling import Opens, Told, opens, told


@dataclass(frozen=True)
class Row:
    """One step as the page shows it. `newest` is what shows it; nothing linked yet, it is what was found."""

    title: str
    url: str
    sentence: str
    state: State
    whose: str
    lead: str
    newest: Told | None
    more: int
    reason: str


@dataclass(frozen=True)
class Part:
    """One level: what it asks for, and the prison's own steps beside it."""

    label: str
    level: str
    sentence: str
    rows: list[Row]
    done: int
    asked: int
    is_aim: bool


@require_safe
def action_plan(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_PLAN)
    standing = standing_of(request.user)
    found = ActionPlan.objects.visible_to(request.user).filter(prison=prison).select_related("manager")
    plan = found.first()
    context: dict[str, Any] = {
        "prison": prison, "crumbs": crumbs_of(prison), "plan": plan,
        "may_set": standing.may(P.ADOPT_PRIORITY, prison=prison),
        "keeps": standing.may(P.MANAGE_PLAN, prison=prison),
    }  # fmt: skip
    if plan is None:
        context |= {"parts": _to_come()}
        return TemplateResponse(request, "planning/plan/none.html", context)
    read = read_plan(plan, prison, timezone.localdate())
    context |= {
        "parts": _parts(read, code, opens(standing, prison)),
        "result": result_in_words(read),
        "left": _left(read, code),
    }
    return TemplateResponse(request, "planning/plan/plan.html", context)


def _to_come() -> list[tuple[str, list[tuple[str, str]]]]:
    """What each level asks for, before anything was begun."""
    listed = activities()
    return [
        (level.label, [(each.label, each.sentence) for each in listed if each.level == level])
        for level in Level
    ]


def _parts(read: Plan, code: str, opens: Opens) -> list[Part]:
    return [
        Part(
            label=level.label, level=level.value, sentence=_of_level(read.progress.of(level.value)),
            rows=[_row(line, code, opens) for line in read.lines if line.step.level == level],
            done=read.progress.of(level.value).done, asked=read.progress.of(level.value).asked,
            is_aim=read.plan.level == level,
        )
        for level in Level
    ]  # fmt: skip


def _of_level(each: OfLevel) -> str:
    out = f", {each.left_out} left out" if each.left_out else ""
    return f"{each.done} of {each.asked} done{out}"


def _row(line: Line, code: str, opens: Opens) -> Row:
    step, activity = line.step, line.step.activity
    is_shown = line.item.done or bool(line.linked)
    newest = None if line.item.left_out else line.newest
    return Row(
        title=line.title, url=reverse("plan_step", args=[code, step.pk]),
        sentence=activity.sentence if activity else "This prison’s own step.", state=line.state,
        whose=_whose(line), lead="Shown by:" if is_shown else "Found, and not linked yet:",
        newest=told(newest, opens) if newest else None,
        more=0 if is_shown else len(line.found) - 1, reason=step.left_out_reason,
    )  # fmt: skip


def _whose(line: Line) -> str:
    step = line.step
    if line.item.left_out or (line.item.done and not step.owner_name):
        return ""
    by = f", by {day_in_words(step.due_on)}" if step.due_on else ""
    return f"{step.owner_name or 'Nobody does it yet'}{by}."


def result_in_words(read: Plan) -> str:
    """Where the prison stands, in a sentence or two."""
    far = read.progress
    reached = f"{Level(far.reached).label} is reached." if far.reached else "No level is reached yet."
    if not far.next_level:
        return reached
    things = "1 thing is" if len(far.left) == 1 else f"{len(far.left)} things are"
    return f"{reached} For {Level(far.next_level).label}, {things} left."


def _left(read: Plan, code: str) -> list[tuple[str, str, State]]:
    lines = (read.line(key) for key in read.progress.left)
    return [(line.title, reverse("plan_step", args=[code, line.step.pk]), line.state) for line in lines]


def below_plan(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Action plan", reverse("action_plan", args=[prison.code]))]


@require_http_methods(["GET", "HEAD", "POST"])
def set_level(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.ADOPT_PRIORITY)
    plan = ActionPlan.objects.visible_to(request.user).filter(prison=prison).first()
    first = {"level": plan.level} if plan else {}
    form = LevelForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST":
        made = attempt(
            form, lambda: actions.set_plan_level(by=request.user, prison=prison, **form.cleaned_data)
        )
        if made:
            messages.success(request, f"The prison works towards {made.get_level_display()} now.")
            return redirect("action_plan", code)
    lead = "Each level holds the activities of those before it."
    return form_page(
        request, form, "Level of the action plan", crumbs=below_plan(prison), caption=prison.name, lead=lead
    )


@require_http_methods(["GET", "HEAD", "POST"])
def named_manager(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.ADOPT_PRIORITY)
    plan = ActionPlan.objects.visible_to(request.user).filter(prison=prison).first()
    first = {"manager": plan.manager_id, "manager_role": plan.manager_role} if plan else {}
    form = ManagerForm(request.POST if request.method == "POST" else None, prison=prison, initial=first)
    if request.method == "POST":
        made = attempt(
            form, lambda: actions.set_named_manager(by=request.user, prison=prison, **form.cleaned_data)
        )
        if made:
            messages.success(request, "Saved." if made.manager_name else "Nobody is named now.")
            return redirect("action_plan", code)
    lead = "Inspectors ask who coordinates voluntary organisations here. Leave both empty if nobody does."
    return form_page(
        request, form, "Named manager", crumbs=below_plan(prison), caption=prison.name, lead=lead
    )
