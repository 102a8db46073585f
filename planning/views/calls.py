"""Calls for offers: begun, changed, opened, cancelled by the prison; and the page of one, for either side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from coordination.access import get_visible_or_404, require, standing_of
from coordination.models import Organisation
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, form_page
from planning.actions import calls as actions
from planning.actions.call_letters import without_anybody
from planning.forms.calls import CallForm, CancelCallForm, OpenCallForm
from planning.gaps.known import suggested_for
from planning.models import Call, Expression, Priority
from planning.policies import UNDECIDED, may_give_time, takes_answers
from planning.views import call_words as words
from planning.views.own_calls import call_for_organisations
from planning.views.priorities import below_priorities, priority_at


def below_priority(priority: Priority) -> list[Crumb]:
    return [*below_priorities(priority.prison), (priority.title, priority.get_absolute_url())]


def call_at(request: HttpRequest, pk: int, permission: P) -> Call:
    """For somebody of its prison: 404 for whom it does not concern, 403 for an organisation that was told."""
    found: Call = get_visible_or_404(Call, request.user, pk=pk)
    require(request.user, permission, prison=found.priority.prison)
    request.prison_here = found.priority.prison  # type: ignore[attr-defined]  # The bar at the top need not ask again.
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def begin_call(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    priority = priority_at(request, code, pk, P.MANAGE_PLAN)
    first = {"title": priority.title, "lots": 1}
    form = CallForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST":
        made = attempt(
            form, lambda: actions.begin_call(by=request.user, priority=priority, values=form.cleaned_data)
        )
        if made:
            messages.success(request, "The call is a draft. Nobody is told yet: choose who is, and open it.")
            return redirect(made)
    return form_page(
        request, form, "Call for offers", crumbs=below_priority(priority), caption=priority.prison.name,
        lead="Organisations read this and answer on one page.",
    )  # fmt: skip


@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    found: Call = get_visible_or_404(Call, request.user, pk=pk)
    standing = standing_of(request.user)
    if not standing.may(P.VIEW_PLAN, prison=found.priority.prison):
        return call_for_organisations(request, found)
    request.prison_here = found.priority.prison  # type: ignore[attr-defined]
    manages = standing.may(P.MANAGE_PLAN, prison=found.priority.prison)
    rows = Expression.objects.visible_to(request.user).filter(call=found)
    answers = list(rows.exclude(state=Expression.State.DRAFT).select_related("organisation"))
    context = {
        "call": found, "crumbs": below_priority(found.priority), "state": words.state_of(found, timezone.localdate()),
        "facts": [*words.facts_of(found), *words.own_facts(found, found.priority.get_absolute_url())],
        "buttons": _buttons(found) if manages else [],
        "told": _told(found, {each.organisation_id: each for each in answers}, manages=manages),
        "answers": [
            {
                "expression": each, "state": words.state_of_answer(each, found),
                "people": words.people(each.people_a_month), "cost": words.cost(each),
                "starts": words.starts(each), "offer": words.offer(each),
                "url": reverse("expression", args=[found.pk, each.pk]),
            }
            for each in answers
        ],
        "next": _next(found, answers) if manages else "",
    }  # fmt: skip
    return TemplateResponse(request, "planning/calls/call.html", context)


def _buttons(call: Call) -> list[dict[str, str]]:
    def button(label: str, name: str, kind: str = "secondary") -> dict[str, str]:
        return {"label": label, "url": reverse(name, args=[call.pk]), "kind": kind}

    cancel, more_time = button("Cancel it", "cancel_call"), button("Give more time", "change_call")
    if call.state == Call.State.DRAFT:
        return [
            button("Choose who is told, and open it", "open_call", ""),
            button("Change it", "change_call"),
            cancel,
        ]
    if takes_answers(call):
        return [button("Tell others too", "open_call"), more_time, cancel]
    if call.state not in words.RUNNING:
        return []
    return [more_time, cancel] if may_give_time(call) else [cancel]


def _next(call: Call, answers: list[Expression]) -> str:
    """What the coordinator does next, in a sentence."""
    states, prison = Call.State, call.priority.prison
    waiting = sum(each.state in UNDECIDED for each in answers)
    if call.state in words.RUNNING and prison.status in (
        prison.Status.CLOSED,
        prison.Status.CLOSED_TEMPORARILY,
    ):
        return f"{prison} is closed. Cancel the call, so that nobody waits for it."
    if call.state == states.DRAFT:
        return "Nobody is told yet."
    if takes_answers(call):
        return "Answers are decided on when the call has closed, so that all are read side by side."
    if call.state == states.OPEN:
        return "The last day has passed. The call closes within the hour."
    if call.state == states.CLOSED and not waiting:
        return "No answer waits. Give more time and tell others too, or cancel the call with a reason."
    if call.state == states.CLOSED:
        return f"{waiting} answer{' waits' if waiting == 1 else 's wait'} for your decision, with a reason to each."
    chosen = [each for each in answers if each.state == Expression.State.CHOSEN]
    if call.state == states.DECIDED and not chosen and call.priority.state == Priority.State.OPEN:
        return "Nobody was chosen. Begin another call from the priority, or settle it."
    if any(not each.listing_id for each in chosen):
        return (
            "Open the chosen offer and say which service came of it, once it is approved. If they cannot do it any"
            " more, begin another call from the priority."
        )
    return ""


def _told(call: Call, answers: dict[int, Expression], *, manages: bool) -> list[dict[str, Any]]:
    rows = list(call.told.select_related("organisation"))
    silent = without_anybody({each.organisation_id for each in rows})
    return [
        {
            "told": each, "letter": words.letter_of(each, each.organisation_id in silent),
            "answered": _answered(call, answers.get(each.organisation_id)),
            "type_in_url": reverse("type_in_answer", args=[call.pk, each.pk])
            if manages and each.organisation_id in silent and _may_answer(call, answers.get(each.organisation_id))
            else "",
        }
        for each in rows
    ]  # fmt: skip


def _may_answer(call: Call, answer: Expression | None) -> bool:
    return takes_answers(call) and (answer is None or answer.state == Expression.State.WITHDRAWN)


def _answered(call: Call, answer: Expression | None) -> str:
    if answer is None:
        return "Not yet" if takes_answers(call) else "No"
    return "Taken back" if answer.state == Expression.State.WITHDRAWN else "Yes"


@require_http_methods(["GET", "HEAD", "POST"])
def change_call(request: HttpRequest, pk: int) -> HttpResponse:
    found = call_at(request, pk, P.MANAGE_PLAN)
    form = CallForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: actions.change_call(by=request.user, call=found, values=form.cleaned_data)
    ):
        messages.success(request, "It is saved.")
        return redirect(found)
    if found.state == Call.State.DRAFT:
        return form_page(request, form, "Change the call", crumbs=_below(found), caption=found.title)
    return form_page(
        request, form, "Give more time", crumbs=_below(found), caption=found.title,
        lead="Organisations have read the call, so only its last day may change, to a later one.",
        paragraphs=["Those who got a letter and have not answered get another one that says so."],
    )  # fmt: skip


def _below(call: Call) -> list[Crumb]:
    return [*below_priority(call.priority), (call.title, call.get_absolute_url())]


@require_http_methods(["GET", "HEAD", "POST"])
def open_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a draft: who is told, and open it. Of an open call: who else is told."""
    found = call_at(request, pk, P.MANAGE_PLAN)
    told = set(found.told.values_list("organisation", flat=True))
    matching = [each for each in suggested_for(found.priority) if each.key not in told]
    named = {each.key for each in matching}
    others = Organisation.objects.visible_to(request.user).exclude(pk__in=told | named).order_by("name", "pk")
    form = OpenCallForm(
        request.POST if request.method == "POST" else None, suggested=matching, others=others,
        silent=without_anybody(named),
    )  # fmt: skip
    is_draft = found.state == Call.State.DRAFT
    if request.method != "POST" and not is_draft and not takes_answers(found):
        return redirect(found)
    if not is_draft:
        form.submit_label = "Tell them too"
    if request.method == "POST":
        action = actions.open_call if is_draft else actions.tell_more
        if attempt(form, lambda: action(by=request.user, call=found, organisations=_chosen(request, form))):
            messages.success(
                request,
                "The call is open. Those who wish such mail get a letter now."
                if is_draft
                else "Those of them who wish such mail get a letter now.",
            )
            return redirect(found)
    paragraphs = [] if matching else [
        "Nobody else is known who offers this here or in the region. Choose an organisation by its name."
    ]  # fmt: skip
    return form_page(
        request, form, "Who is told of the call" if is_draft else "Tell others too", crumbs=_below(found),
        caption=found.title, paragraphs=paragraphs,
        lead="Suggested by what they offer, whom they serve and where they work.",
    )  # fmt: skip


def _chosen(request: HttpRequest, form: OpenCallForm) -> dict[Organisation, str]:
    why = form.chosen()
    return {each: why[each.pk] for each in Organisation.objects.visible_to(request.user).filter(pk__in=why)}


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_call(request: HttpRequest, pk: int) -> HttpResponse:
    found = call_at(request, pk, P.MANAGE_PLAN)
    form = CancelCallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: actions.cancel_call(by=request.user, call=found, **form.cleaned_data)
    ):
        messages.success(request, "It is cancelled. Whoever got a letter or answered is told.")
        return redirect(found)
    return form_page(request, form, "Cancel the call", crumbs=_below(found), caption=found.title)
