"""Answers to a call, for the prison: read, put on the short list, decided with a reason, filled by a service."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, form_page, press
from planning.actions import expressions as actions
from planning.actions.call_letters import without_anybody
from planning.forms.calls import CHOSEN, DecideForm, FillForm, TypeInAnswerForm
from planning.models import Call, Expression
from planning.policies import UNDECIDED
from planning.views import call_words as words
from planning.views.calls import below_priority, call_at


def _below(call: Call) -> list[Crumb]:
    return [*below_priority(call.priority), (call.title, call.get_absolute_url())]


def answer_at(request: HttpRequest, call_pk: int, pk: int, permission: P) -> Expression:
    """404 for whom the answer does not concern; 403 for its own organisation, which has a page of its own."""
    found = get_visible_or_404(Expression, request.user, pk=pk, call=call_pk)
    found.call = call_at(request, call_pk, permission)
    return found


@require_safe
def expression(request: HttpRequest, call_pk: int, pk: int) -> HttpResponse:
    found = answer_at(request, call_pk, pk, P.VIEW_PLAN)
    call = found.call
    manages = standing_of(request.user).may(P.MANAGE_PLAN, prison=call.priority.prison)
    place = [call_pk, pk]
    undecided = manages and call.state == Call.State.CLOSED and found.state in UNDECIDED
    chosen = found.state == Expression.State.CHOSEN
    back = found.state == Expression.State.WITHDRAWN
    listing = found.listing
    fills = chosen and not listing and actions.listings_that_fill(found).exists()
    context = {
        "expression": found, "call": call, "crumbs": _below(call), "state": words.state_of_answer(found, call),
        "taken_back": back, "facts": [] if back else words.offer_facts(found),
        "decide_url": reverse("decide_expression", args=place) if undecided else "",
        "shortlist_url": reverse("shortlist_expression", args=place) if undecided else "",
        "shortlisted": found.state == Expression.State.SHORTLISTED,
        "fill_url": reverse("fill_call", args=place) if manages and fills else "",
        "tell_them": bool(found.letter_due_at and without_anybody({found.organisation_id})),
        "fills_nothing": manages and chosen and not listing and not fills,
        "gone": bool(listing and not listing.is_published),
        "listing": (listing.name_for_readers, listing.get_absolute_url()) if listing else None,
    }  # fmt: skip
    return TemplateResponse(request, "planning/calls/expression.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def type_in_answer(request: HttpRequest, call_pk: int, pk: int) -> HttpResponse:
    """What an organisation without an account answered by telephone, by letter or by e-mail. `pk`: who was told."""
    call = call_at(request, call_pk, P.MANAGE_PLAN)
    told = call.told.select_related("organisation").filter(pk=pk).first()
    if told is None:
        raise Http404
    organisation = told.organisation
    form = TypeInAnswerForm(request.POST if request.method == "POST" else None, call=call)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.type_in_expression(
            by=request.user, call=call, organisation=organisation, values=form.cleaned_data
        ),
    ):
        messages.success(request, f"It is kept as the answer of {organisation}.")
        return redirect(call)
    return form_page(
        request, form, f"The answer of {organisation}", caption=call.title, crumbs=_below(call),
        lead="They have no account here. Type in what they told you by telephone, by letter or by e-mail.",
        facts=words.facts_of(call),
    )  # fmt: skip


@require_POST
def shortlist(request: HttpRequest, call_pk: int, pk: int) -> HttpResponse:
    found = answer_at(request, call_pk, pk, P.MANAGE_PLAN)
    on = request.POST.get("on") != "no"
    return press(
        request, lambda: actions.shortlist(by=request.user, expression=found, on=on),
        "It is on the short list." if on else "It is off the short list.", found.call.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, call_pk: int, pk: int) -> HttpResponse:
    found = answer_at(request, call_pk, pk, P.MANAGE_PLAN)
    ready = found.call.state == Call.State.CLOSED and found.state in UNDECIDED
    if request.method != "POST" and not ready:
        return redirect("expression", call_pk, pk)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.decide_expression(
            by=request.user, expression=found, chosen=form.cleaned_data["decision"] == CHOSEN,
            reason=form.cleaned_data["reason"],
        ),
    ):  # fmt: skip
        nobody = without_anybody({found.organisation_id})
        told = "has no account here: tell them yourself" if nobody else "gets a letter"
        messages.success(request, f"It is decided. {found.organisation} {told}.")
        return redirect(found.call)
    return form_page(
        request, form, f"Decide on the offer of {found.organisation}", caption=found.call.title,
        crumbs=[*_below(found.call), (str(found.organisation), reverse("expression", args=[call_pk, pk]))],
        facts=[("What they would do, and how often", found.offer), *words.offer_facts(found)],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, call_pk: int, pk: int) -> HttpResponse:
    found = answer_at(request, call_pk, pk, P.MANAGE_PLAN)
    if request.method != "POST" and (found.state != Expression.State.CHOSEN or found.listing_id):
        return redirect("expression", call_pk, pk)
    listings = actions.listings_that_fill(found).select_related("approved_revision", "service__organisation")
    form = FillForm(request.POST if request.method == "POST" else None, listings=listings)
    if request.method == "POST" and attempt(
        form, lambda: actions.fill(by=request.user, expression=found, listing=form.cleaned_data["listing"])
    ):
        messages.success(request, "It is filled. The priority says by which service it is met.")
        return redirect(found.call.priority)
    if request.method != "POST" and not listings:
        return redirect("expression", call_pk, pk)
    return form_page(
        request, form, "Which service fills the gap", caption=found.call.title,
        paragraphs=["The first service that fills it meets the priority."],
        crumbs=[*_below(found.call), (str(found.organisation), reverse("expression", args=[call_pk, pk]))],
    )  # fmt: skip
