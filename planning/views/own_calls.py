"""Calls as an organisation sees them: those that came to it, one of them, and its own answer."""

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

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Organisation
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, crumbs_of, organisation_at, press
from planning.actions import expressions as actions
from planning.forms.calls import AnswerCallForm
from planning.models import Call, Expression
from planning.policies import UNDECIDED, takes_answers
from planning.views import call_words as words

A_PAGE: Final = 30
WRITABLE: Final = (Expression.State.DRAFT, Expression.State.WITHDRAWN)


def below_own_calls(organisation: Organisation) -> list[Crumb]:
    return [
        *crumbs_of(organisation=organisation),
        ("Calls for offers", reverse("own_calls", args=[organisation.slug])),
    ]


@require_safe
def own_calls(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_at(request, slug, P.ANSWER_CALL)
    came = Call.objects.visible_to(request.user).came_to(organisation)
    rows = came.select_related("priority__prison").order_by("-opened_at", "-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    answers = {
        each.call_id: each
        for each in Expression.objects.visible_to(request.user).filter(
            organisation=organisation, call__in=[each.pk for each in page]
        )
    }
    context = {
        "organisation": organisation, "crumbs": crumbs_of(organisation=organisation), "page": page,
        "rows": [
            {
                "call": each, "state": words.state_of(each, timezone.localdate()),
                "answer": words.state_of_answer(answers[each.pk], each, own=True) if each.pk in answers else None,
            }
            for each in page
        ],
    }  # fmt: skip
    return TemplateResponse(request, "planning/calls/own_calls.html", context)


def call_for_organisations(request: HttpRequest, call: Call) -> HttpResponse:
    """With the answers of the reader's own organisations that were told, and of no other."""
    keys = standing_of(request.user).organisations_where(P.ANSWER_CALL)
    organisations = _told(request, call, keys)
    rows = Expression.objects.visible_to(request.user).filter(call=call, organisation__in=organisations)
    answers = {each.organisation_id: each for each in rows.select_related("sent_by", "listing")}
    first = organisations[0]
    context = {
        "call": call, "crumbs": below_own_calls(first), "facts": [*words.facts_of(call), *words.questions_to(call)],
        "state": words.state_of(call, timezone.localdate()),
        "own": [_own(call, each, answers.get(each.pk)) for each in organisations],
        "several": len(organisations) > 1,
    }  # fmt: skip
    return TemplateResponse(request, "planning/calls/call_for_organisations.html", context)


def _told(request: HttpRequest, call: Call, keys: list[int]) -> list[Organisation]:
    asked = (
        call.told.order_by().values("organisation").union(call.expressions.order_by().values("organisation"))
    )
    told = {row["organisation"] for row in asked}
    rows = Organisation.objects.visible_to(request.user).filter(pk__in=told & set(keys))
    return list(rows.order_by("name", "pk"))


def _own(call: Call, organisation: Organisation, expression: Expression | None) -> dict[str, Any]:
    place = [organisation.slug, call.pk]
    writable = takes_answers(call) and (expression is None or expression.state in WRITABLE)
    labels = {None: "Answer it", Expression.State.DRAFT: "Go on with the draft"}
    label = labels.get(expression.state if expression else None, "Answer it again")
    running = call.state in (Call.State.OPEN, Call.State.CLOSED)
    back = running and expression is not None and expression.state in UNDECIDED
    return {
        "organisation": organisation, "expression": expression, "label": label,
        "state": words.state_of_answer(expression, call, own=True) if expression else None,
        "facts": words.offer_facts(expression) if expression else [],
        "answer_url": reverse("answer_call", args=place) if writable else "",
        "back_url": reverse("take_back_answer", args=place) if back else "",
        "services_url": reverse("services", args=[organisation.slug])
        if expression and expression.state == Expression.State.CHOSEN
        else "",
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def answer_call(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One page: kept as a draft, or sent."""
    organisation, call = _call_at(request, slug, pk)
    rows = Expression.objects.visible_to(request.user).filter(call=call, organisation=organisation)
    written = rows.first()
    first = {name: getattr(written, name) for name in actions.COLUMNS} if written else {}
    sending = request.POST.get("do") != "draft"
    form = AnswerCallForm(
        request.POST if request.method == "POST" else None, call=call, sending=sending, initial=first
    )
    form.cancel_url = call.get_absolute_url()
    if request.method == "POST":
        action = actions.send_expression if sending else actions.keep_draft
        if attempt(
            form,
            lambda: action(by=request.user, call=call, organisation=organisation, values=form.cleaned_data),
        ):
            messages.success(
                request,
                f"It is sent to {call.priority.prison}. You are written to when it is decided."
                if sending
                else "The draft is kept. Nobody but you reads it.",
            )
            return redirect(call)
    context = {
        "call": call, "organisation": organisation, "form": form, "facts": words.facts_of(call),
        "heading": f"{call.priority.prison}: {call.title}",
        "crumbs": [*below_own_calls(organisation), (call.title, call.get_absolute_url())],
    }  # fmt: skip
    return TemplateResponse(request, "planning/calls/answer.html", context)


def _call_at(request: HttpRequest, slug: str, pk: int) -> tuple[Organisation, Call]:
    """404 for a call that did not come to this organisation."""
    organisation = organisation_at(request, slug, P.ANSWER_CALL)
    call = Call.objects.visible_to(request.user).came_to(organisation).filter(pk=pk).first()
    if call is None:
        raise Http404
    return organisation, call


@require_POST
def take_back_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = organisation_at(request, slug, P.ANSWER_CALL)
    found = get_visible_or_404(Expression, request.user, call=pk, organisation=organisation)
    return press(
        request, lambda: actions.take_back_expression(by=request.user, expression=found),
        "It is taken back. The prison sees that you did, and reads nothing of it any more.",
        found.call.get_absolute_url(),
    )  # fmt: skip
