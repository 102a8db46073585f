"""One source of needs: read, recorded, changed, taken back; and whether it counts for a topic."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page, press, prison_at
from directory.models.listing_state import day_in_words, moment_in_words
from planning.actions import assessments as actions
from planning.equality.sources import kept_back
from planning.forms.assessments import AssessmentForm
from planning.forms.sources import TOPIC_LABELS, PinForm, TakeBackForm
from planning.gaps.gathering import FACTS
from planning.gaps.hiding import EXPLAINED, NOT_SHOWN, Kept
from planning.gaps.sources import FACT_LABELS, fact_in_words
from planning.models import NeedsAssessment, PinnedSource
from planning.models.assessment import in_figures
from planning.views.needs_sources import below_sources

COLUMNS: Final = {
    "needs": ("Pathway", "Group", "Stage of the sentence", "Need help"),
    "groups": ("Group", "Held"),
    "releases": ("Area", "Kind", "Of those who leave"),
}  # fmt: skip

TOO_LONG: Final = (
    "This source has too many rows for one page. Bring in its file put right, then take this one back."
)


def assessment_at(
    request: HttpRequest, code: str, pk: int, permission: P = P.VIEW_PLAN
) -> tuple[Prison, NeedsAssessment]:
    prison = prison_at(request, code, permission)
    found: NeedsAssessment = get_visible_or_404(NeedsAssessment, request.user, pk=pk, prison=prison)
    return prison, found


def standing_at(request: HttpRequest, code: str, pk: int) -> tuple[Prison, NeedsAssessment]:
    """One that may still be changed. 404 for one that was taken back: nothing leads there any more."""
    prison, found = assessment_at(request, code, pk, P.MANAGE_PLAN)
    if found.taken_back_at:
        raise Http404
    return prison, found


@require_safe
def needs_assessment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison, found = assessment_at(request, code, pk)
    may_manage = standing_of(request.user).may(P.MANAGE_PLAN, prison=prison) and not found.taken_back_at
    first = (F("group__position").asc(nulls_first=True), F("stage__position").asc(nulls_first=True))
    needs = found.needs.select_related("pathway", "group", "stage").order_by("pathway__position", *first)
    shares = list(found.releases.select_related("area"))
    together = sum((share.share for share in shares), start=Decimal(0))
    pins = PinnedSource.objects.visible_to(request.user).filter(assessment=found)
    # Whoever keeps the sources reads what was typed, to mend it.
    keeps = standing_of(request.user).may(P.MANAGE_PLAN, prison=prison)
    kept = Kept() if keeps else kept_back(prison, [found], timezone.localdate())[found.pk]
    context = {
        "prison": prison,
        "crumbs": below_sources(prison),
        "assessment": found,
        "taken_back": _taken_back(found),
        "head": [
            ("Kind of source", found.get_kind_display()),
            ("Date", day_in_words(found.dated_on)),
            ("Period", f"{day_in_words(found.period_from)} to {day_in_words(found.period_to)}"),
            *((FACT_LABELS[name], fact_in_words(found, name)) for name in FACTS),
            ("Recorded", f"{moment_in_words(found.recorded_at)}, by {found.recorded_by.name}"),
        ],
        "pins": [(label_of(pin), pin.reason) for pin in pins.select_related("pathway")],
        "needs": [
            (str(need.pathway), str(need.group or "Everybody"), str(need.stage or "Any"),
             NOT_SHOWN if need.key in kept.needs else need.number_in_words)
            for need in needs
        ],
        "groups": [
            (str(row.group), NOT_SHOWN if row.group_id in kept.groups else row.number_in_words)
            for row in found.groups.select_related("group")
        ],
        "releases": [
            (share.area.name, share.area.get_kind_display(),
             NOT_SHOWN if share.area_id in kept.areas else f"{in_figures(share.share)}%")
            for share in shares
        ],
        "explained": EXPLAINED if kept.something else "",
        "together": in_figures(together),
        "some_not_said": together < 100,
        "columns": COLUMNS,
        "may_manage": may_manage,
    }  # fmt: skip
    return TemplateResponse(request, "planning/needs/source.html", context)


def label_of(pin: PinnedSource) -> str:
    return str(pin.pathway) if pin.pathway else TOPIC_LABELS[PinnedSource.Topic(pin.topic)]


def _taken_back(found: NeedsAssessment) -> str:
    if not found.taken_back_at or not found.taken_back_by:
        return ""
    when = moment_in_words(found.taken_back_at)
    return f"Taken back on {when} by {found.taken_back_by.name}: {found.taken_back_reason}"


# --- Recorded and changed -------------------------------------------------------------------------


def _form_page(
    request: HttpRequest, prison: Prison, form: AssessmentForm, title: str, back: str
) -> HttpResponse:
    context = {
        "prison": prison, "crumbs": below_sources(prison), "form": form, "title": title, "cancel_url": back,
    }  # fmt: skip
    return TemplateResponse(request, "planning/needs/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_needs_assessment(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_PLAN)
    form = AssessmentForm(request.POST if request.method == "POST" else None, prison=prison)
    made = request.method == "POST" and attempt(
        form,
        lambda: actions.record_assessment(
            by=request.user, prison=prison, values=form.values(), said=form.said()
        ),
    )
    if made:
        messages.success(request, "Recorded. Look here at which source counts for each topic.")
        return redirect("needs_assessments", code)
    return _form_page(request, prison, form, "Record a source", reverse("needs_assessments", args=[code]))


@require_http_methods(["GET", "HEAD", "POST"])
def change_needs_assessment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison, found = standing_at(request, code, pk)
    if AssessmentForm.is_too_long(found):
        messages.warning(request, TOO_LONG)
        return redirect(found)
    data = request.POST if request.method == "POST" else None
    form = AssessmentForm(data, prison=prison, assessment=found)
    changed = data is not None and attempt(
        form,
        lambda: actions.change_assessment(
            by=request.user, assessment=found, values=form.values(), said=form.said()
        ),
    )
    if changed:
        messages.success(request, "Changed. The gaps count with it from now on.")
        return redirect("needs_assessment", code, pk)
    return _form_page(request, prison, form, f"Change: {found.source}", found.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_needs_assessment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison, found = standing_at(request, code, pk)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form,
        lambda: actions.take_back_assessment(
            by=request.user, assessment=found, reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, "Taken back. It counts no more, and it can still be read.")
        return redirect("needs_assessment", code, pk)
    lead = "It counts no more. It stays readable, with your reason, because reports were made with it."
    return form_page(
        request, form, "Take this source back", crumbs=_below(prison, found), caption=str(found), lead=lead
    )


def _below(prison: Prison, found: NeedsAssessment) -> list[tuple[str, str]]:
    return [*below_sources(prison), (found.source, found.get_absolute_url())]


# --- Which one counts -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def pin_source(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison, found = standing_at(request, code, pk)
    data = request.POST if request.method == "POST" else None
    initial = {"topic": request.GET.get("topic", "")}
    form = PinForm(data, assessment=found, initial=initial)
    if data is not None and attempt(form, lambda: _pin(request, found, form)):
        messages.success(
            request, "It counts from now on. The newest source counts again when you take this out."
        )
        return redirect("needs_assessments", code)
    lead = "The other sources stay beside it, with what they say."
    return form_page(
        request, form, "Let this source count", crumbs=_below(prison, found), caption=str(found), lead=lead
    )


def _pin(request: HttpRequest, found: NeedsAssessment, form: PinForm) -> PinnedSource:
    topic, pathway = form.topic_and_pathway()
    return actions.pin_source(
        by=request.user, assessment=found, topic=topic, pathway=pathway, reason=form.cleaned_data["reason"]
    )


@require_POST
def unpin_source(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.MANAGE_PLAN)
    pin: Any = get_visible_or_404(PinnedSource, request.user, pk=pk, prison=prison)
    return press(
        request, lambda: actions.unpin_source(by=request.user, pin=pin),
        "The newest source counts again.", reverse("needs_assessments", args=[code]),
    )  # fmt: skip
