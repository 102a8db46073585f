"""What people said of a service, added up: for whoever types slips in, whoever reads forums, and the organisation."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from coordination.access import get_visible_or_404, standing_of
from coordination.models import Organisation, Prison
from coordination.plain_text import formula_safe
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, organisation_at, prison_at
from directory.exports.files import CONTENT_TYPES, MARK
from directory.models import Listing
from directory.models.listing_state import day_in_words
from forums.actions import feedback as actions
from forums.forms.feedback import PeriodFilter, SummaryForm
from forums.heard import FACE_WORDS, Sum, Told, summaries_of, sums_by_listing, told_of
from forums.models import FeedbackSlip
from forums.views.feedback import below_feedback

A_PAGE: Final = 50
KEPT_BACK: Final = "kept back"
COLUMNS: Final = ("Typed in", "Slips", *FACE_WORDS)


@require_safe
def feedback_sums(request: HttpRequest, code: str) -> HttpResponse:
    """Every sum for whoever types slips in; for others who read forums, what the organisations are told."""
    prison = prison_at(request, code, P.VIEW_FORUMS)
    if standing_of(request.user).may(P.TYPE_FEEDBACK, prison=prison):
        return _every_sum(request, prison)
    here = _named(Listing.objects.visible_to(request.user).filter(prison=prison))
    told = told_of(listing.pk for listing in here)
    page = Paginator([each for each in here if each.pk in told], A_PAGE).get_page(request.GET.get("page"))
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "page": page,
        "services": _services(page.object_list, told),
    }
    return TemplateResponse(request, "forums/feedback/told_here.html", context)


def _named(listings: Any) -> list[Listing]:
    rows = listings.filter(entry_number__isnull=False)
    rows = rows.select_related("prison", "service__organisation", "approved_revision")
    return list(rows.order_by("prison__name", "entry_number"))


def _every_sum(request: HttpRequest, prison: Prison) -> HttpResponse:
    form = PeriodFilter(request.GET)
    form.is_valid()
    names = {"since": "received_on__gte", "until": "received_on__lte"}
    chosen = {names[name]: day for name, day in form.cleaned_data.items() if day}
    slips = FeedbackSlip.objects.visible_to(request.user).filter(prison=prison, **chosen)
    sums = sums_by_listing(slips)
    page = Paginator(list(sums.items()), A_PAGE).get_page(request.GET.get("page"))
    keys = [key for key, _ in page.object_list if key]
    seen = Listing.objects.visible_to(request.user).filter(pk__in=keys)
    here = {listing.pk: listing for listing in _named(seen)}
    summaries = set(summaries_of(keys))
    context = {
        "prison": prison,
        "crumbs": below_feedback(prison),
        "form": form,
        "page": page,
        "faces": FACE_WORDS,
        "rows": [_row(prison, here.get(key or 0), each, summaries) for key, each in page.object_list],
        "is_filtered": bool(chosen),
    }
    return TemplateResponse(request, "forums/feedback/sums.html", context)


def _row(prison: Prison, listing: Listing | None, each: Sum, summaries: set[int]) -> dict[str, Any]:
    slips_url = reverse("feedback", args=[prison.code], query={"service": listing.pk if listing else "none"})
    return {
        "name": f"{listing.entry_number} {listing.name_for_readers}" if listing else "No single service",
        "organisation": listing.service.organisation.name if listing else "",
        "total": each.total,
        "parts": list(zip(FACE_WORDS, each.parts, strict=True)),
        "newest": day_in_words(each.newest) if each.newest else "",
        "slips_url": slips_url,
        "summary_url": reverse("feedback_summary", args=[prison.code, listing.pk]) if listing else "",
        "has_summary": bool(listing and listing.pk in summaries),
    }


def _services(listings: Sequence[Listing], told: dict[int, list[Told]]) -> list[dict[str, Any]]:
    """With their tables, and the summary where there are figures that it may stand beside."""
    words = summaries_of(listing.pk for listing in listings)
    return [
        {
            "name": f"{listing.entry_number} {listing.name_for_readers}",
            "organisation": listing.service.organisation.name,
            "prison": listing.prison,
            "summary": words.get(listing.pk, ""),
            "columns": COLUMNS,
            "rows": [_cells(period) for period in told[listing.pk]],
        }
        for listing in listings
    ]


def _cells(period: Told) -> list[str | int]:
    return [period.period, period.total, *(KEPT_BACK if part is None else part for part in period.parts)]


@require_safe
def own_feedback(request: HttpRequest, slug: str) -> HttpResponse:
    organisation, here, told = _own(request, slug)
    context = {
        "organisation": organisation,
        "crumbs": crumbs_of(organisation=organisation),
        "services": _services([each for each in here if each.pk in told], told),
        "waiting": sum(each.pk not in told for each in here),
    }
    return TemplateResponse(request, "forums/feedback/own.html", context)


def _own(request: HttpRequest, slug: str) -> tuple[Organisation, list[Listing], dict[int, list[Told]]]:
    organisation = organisation_at(request, slug, P.VIEW_OWN_SERVICES)
    here = _named(Listing.objects.visible_to(request.user).filter(service__organisation=organisation))
    return organisation, here, told_of(listing.pk for listing in here)


@require_safe
def own_feedback_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """What the page says, a row a period."""
    organisation, here, told = _own(request, slug)
    file = io.StringIO()
    file.write(MARK)
    writer: Any = csv.writer(file)
    writer.writerow(["Prison", "Service", *COLUMNS])
    for listing in here:
        for period in told.get(listing.pk, []):
            named = [formula_safe(listing.prison.name), formula_safe(listing.name_for_readers)]
            writer.writerow([*named, *_cells(period)])
    response = HttpResponse(file.getvalue(), content_type=CONTENT_TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="{organisation.slug}-feedback.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_summary(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    prison = prison_at(request, code, P.TYPE_FEEDBACK)
    listing = get_visible_or_404(Listing, request.user, pk=pk, prison=prison, entry_number__isnull=False)
    form = SummaryForm(
        request.POST if request.method == "POST" else None,
        initial={"text": summaries_of([listing.pk]).get(listing.pk, "")},
    )
    sums = reverse("feedback_sums", args=[code])
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form, lambda: [actions.write_summary(by=request.user, listing=listing, **form.cleaned_data)]
        )
        if saved:
            messages.success(
                request, "The summary is saved." if saved[0] else "There is no summary any more."
            )
            return redirect(sums)
    return form_page(
        request, form, listing.name_for_readers, caption=f"What people said at {prison}",
        crumbs=[*below_feedback(prison), ("Services", sums)],
        lead="Its organisation reads this beside the figures, as soon as five slips and a whole quarter are told.",
    )  # fmt: skip
