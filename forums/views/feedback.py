"""Slips of a prison: typed in a page at a time, looked through, taken out again. The coordinator's alone."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, form_page, prison_at
from directory.models import Listing
from directory.models.listing_state import day_in_words
from forums.actions import feedback as actions
from forums.forms.feedback import RemoveForm, SlipsFilter, SlipsForm
from forums.heard import FACE_WORDS, sum_of
from forums.models import FeedbackSlip

A_PAGE: Final = 50
NAMED: Final = ("listing__approved_revision", "listing__service__organisation")


def below_feedback(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Feedback", reverse("feedback", args=[prison.code]))]


def numbered(request: HttpRequest, prison: Prison) -> list[Listing]:
    """What a slip may be about: every service here that ever had an entry number."""
    rows = Listing.objects.visible_to(request.user).filter(prison=prison, entry_number__isnull=False)
    return list(rows.select_related("approved_revision", "service__organisation").order_by("entry_number"))


@require_safe
def feedback(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.TYPE_FEEDBACK)
    form = SlipsFilter(request.GET, prison=prison, listings=numbered(request, prison))
    slips = FeedbackSlip.objects.visible_to(request.user).filter(prison=prison, **form.chosen())
    page = Paginator(slips.select_related("wing", *NAMED), A_PAGE).get_page(request.GET.get("page"))
    total, standing = sum_of(slips), standing_of(request.user)
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "form": form,
        "page": page,
        "slips": [_shown(slip) for slip in page.object_list],
        "total": total,
        "faces": list(zip(FACE_WORDS, total.parts, strict=True)),
        "is_filtered": form.has_changed(),
        "may_raise": standing.may(P.MANAGE_NEEDS, prison=prison),
        "may_answer": standing.may(P.MANAGE_FORUMS, prison=prison),
    }
    return TemplateResponse(request, "forums/feedback/feedback.html", context)


def service_of(slip: FeedbackSlip) -> str:
    if slip.listing is None:
        return "No single service"
    return f"{slip.listing.entry_number} {slip.listing.name_for_readers}"


def _shown(slip: FeedbackSlip) -> dict[str, Any]:
    return {
        "pk": slip.pk,
        "service": service_of(slip),
        "wing": slip.wing.name if slip.wing else "",
        "face": slip.get_face_display() if slip.face else "",
        "words": slip.words,
        "received": day_in_words(slip.received_on),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def type_in_slips(request: HttpRequest, code: str) -> HttpResponse:
    """Thirty rows. A POST with `then=check` looks at them and says the services back; only `then=save` keeps them."""
    prison = prison_at(request, code, P.TYPE_FEEDBACK)
    listings = numbered(request, prison)
    posted = request.method == "POST"
    saves = posted and request.POST.get("then") == "save"
    day = parse_day(request.GET.get("received", ""))
    form = SlipsForm(
        request.POST if posted else None, initial={"received_on": day} if day else {}, prison=prison,
        listings=listings, saves=saves,
    )  # fmt: skip
    if day and not posted:
        form.begin_at_the_first_row()
    if saves and (kept := _keep(request, prison, form)) is not None:
        messages.success(request, _said_back(kept, form.services))
        received = kept[0].received_on.isoformat()
        return redirect(reverse("type_in_slips", args=[code], query={"received": received}))
    checked = posted and not saves and form.is_valid()
    context = {
        "prison": prison,
        "crumbs": below_feedback(prison),
        "form": form,
        "listings": listings,
        "checked": len(form.slips) if checked else None,
    }
    return TemplateResponse(request, "forums/feedback/type_in.html", context)


def parse_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _keep(request: HttpRequest, prison: Prison, form: SlipsForm) -> list[FeedbackSlip] | None:
    if not form.is_valid():
        return None
    try:
        return actions.type_in_slips(
            by=request.user, prison=prison, batch=form.cleaned_data["batch"],
            received_on=form.cleaned_data["received_on"], slips=form.slips,
        )  # fmt: skip
    except actions.SlipsRefused as refused:
        form.mark(refused.rows)
    except Refused as refused:
        form.refuse(refused)
    return None


def _said_back(kept: list[FeedbackSlip], services: dict[int | None, str]) -> str:
    """“12 slips are saved: 7 Housing advice (8), no single service (4).”"""
    counts: dict[str, int] = {}
    for slip in kept:
        number = slip.listing.entry_number if slip.listing else None
        name = f"{number} {services.get(number, '')}".strip() if number else "no single service"
        counts[name] = counts.get(name, 0) + 1
    told = ", ".join(f"{name} ({count})" for name, count in counts.items())
    return f"{_slips(len(kept))} saved: {told}. Here is an empty page."


def _slips(count: int) -> str:
    return "1 slip is" if count == 1 else f"{count} slips are"


@require_http_methods(["GET", "HEAD", "POST"])
def remove_slip(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.TYPE_FEEDBACK)
    slip = get_visible_or_404(FeedbackSlip, request.user, pk=pk, prison=prison)
    if request.method == "POST":
        try:
            actions.remove_slip(by=request.user, slip=slip)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "The slip is taken out. Its words and its wing are kept nowhere.")
        return redirect("feedback", code)
    facts = [
        ("Service", service_of(slip)), ("Wing", slip.wing or "Not known"),
        ("Face", slip.get_face_display() if slip.face else "None"), ("Words", slip.words or "None"),
        ("Received", day_in_words(slip.received_on)),
    ]  # fmt: skip
    return form_page(
        request, RemoveForm(), "Take a slip out", crumbs=below_feedback(prison), caption=prison.name, facts=facts,
        lead="For a slip that should not have been typed in. This cannot be taken back.",
        warning="Does it speak of danger? Take the paper to safer custody now.",
        paragraphs=[
            "Once its quarter is over, the face stays counted in what the organisation reads: otherwise two readings"
            " would show what one slip said."
        ],
    )  # fmt: skip
