"""A need is raised from a meeting, a question of a focus group, a slip or an inspection's recommendation."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coordination.access import get_visible_or_404
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, prison_at
from directory.models.listing_state import day_in_words
from forums.actions.needs import raise_from
from forums.forms.needs import InspectionNeedForm, RaisedNeedForm
from forums.models import FeedbackSlip, FocusQuestion, Meeting, RaisedNeed
from forums.views.feedback import service_of
from forums.views.focus import url_of

Facts = list[tuple[str, Any]]
Source = Meeting | FocusQuestion | FeedbackSlip
LEAD: Final = "What people need and nobody here offers. Never about one person."
OWN_WORDS: Final = (
    "Write in your own words what is missing. The slip’s words stay here: needs are read by leads too."
)


@require_http_methods(["GET", "HEAD", "POST"])
def raise_need_from(request: HttpRequest, code: str, source: str, pk: int) -> HttpResponse:
    """`source`: meeting, question or slip."""
    prison = prison_at(request, code, P.MANAGE_NEEDS)
    found = _source(request, prison, source, pk)
    form = RaisedNeedForm(
        request.POST if request.method == "POST" else None, prison=prison, initial=_initial(found)
    )
    if request.method == "POST":
        raised = attempt(
            form,
            lambda: raise_from(by=request.user, prison=prison, values=form.cleaned_data, **{source: found}),
        )
        if raised:
            return _done(request, raised, _back(found))
    form.cancel_url = _back(found)
    return form_page(
        request, form, "Raise a need", crumbs=crumbs_of(prison), caption=prison.name, facts=_facts(found),
        lead=LEAD, paragraphs=[OWN_WORDS] if isinstance(found, FeedbackSlip) else [],
    )  # fmt: skip


def _source(request: HttpRequest, prison: Prison, source: str, pk: int) -> Source:
    if source == "meeting":
        return get_visible_or_404(Meeting, request.user, pk=pk, forum__prison=prison)
    if source == "question":
        return get_visible_or_404(FocusQuestion, request.user, pk=pk, meeting__forum__prison=prison)
    if source == "slip":
        return get_visible_or_404(FeedbackSlip, request.user, pk=pk, prison=prison)
    raise Http404


def _initial(found: Source) -> dict[str, Any]:
    if isinstance(found, FocusQuestion):
        return {"pathway": found.pathway_id, "group": found.group_id}
    return {}


def _facts(found: Source) -> Facts:
    if isinstance(found, FocusQuestion):
        answers = ", ".join(f"{each.text} ({each.people_count})" for each in found.answers.all())
        return [("From", found.meeting), ("Question", found.text), ("Answers", answers or "None yet")]
    if isinstance(found, FeedbackSlip):
        return [
            ("From", f"A slip received on {day_in_words(found.received_on)}"), ("About", service_of(found)),
            ("Its words", found.words or "None"),
        ]  # fmt: skip
    return [("From", found)]


def _back(found: Source) -> str:
    if isinstance(found, FocusQuestion):
        return url_of(found.meeting)
    if isinstance(found, FeedbackSlip):
        return reverse("feedback", args=[found.prison.code])
    return found.get_absolute_url()


@require_http_methods(["GET", "HEAD", "POST"])
def raise_need_from_inspection(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_NEEDS)
    form = InspectionNeedForm(request.POST if request.method == "POST" else None, prison=prison)
    needs = reverse("needs", args=[code])
    if request.method == "POST":

        def act() -> RaisedNeed:
            values = dict(form.cleaned_data)
            told = {name: values.pop(name) for name in ("recommendation", "said_on")}
            return raise_from(by=request.user, prison=prison, values=values, **told)

        if raised := attempt(form, act):
            return _done(request, raised, needs)
    return form_page(
        request, form, "Raise a need from an inspection", crumbs=[*crumbs_of(prison), ("Needs raised", needs)],
        caption=prison.name, lead="What an inspection asked for and nobody here offers.",
    )  # fmt: skip


def _done(request: HttpRequest, raised: RaisedNeed, back: str) -> HttpResponse:
    again = " It was there already and is counted once more." if raised.need.times > 1 else ""
    messages.success(request, f"The need is raised: “{raised.need}”.{again}")
    return redirect(back)
