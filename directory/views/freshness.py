"""How up to date the directories are: prisons beside each other, and organisations by how much they confirm."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.access import NotPermitted, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of
from directory import staleness
from directory.forms.freshness import OrganisationOrder, PrisonOrder
from directory.models.freshness import HOLDS_FOR, PRINTED_FOR
from directory.models.listing_state import day_in_words
from directory.staleness import PrisonFigures

A_PAGE: Final = 50
TITLE: Final = "How up to date the directories are"


def _prisons(request: HttpRequest) -> QuerySet[Prison]:
    """Those whose queue the user may see: one's own, those of a set, or all."""
    standing = standing_of(request.user)
    if not standing.may(P.VIEW_QUEUE):
        raise NotPermitted(f"Your role does not include: {P.VIEW_QUEUE.label.lower()}.")
    return Prison.objects.visible_to(request.user).filter(pk__in=standing.prisons_where(P.VIEW_QUEUE))


def _words() -> dict[str, Any]:
    return {"holds_for": HOLDS_FOR.days, "printed_for": PRINTED_FOR.days}


@require_safe
def freshness(request: HttpRequest) -> HttpResponse:
    prisons = _prisons(request)
    form = PrisonOrder(request.GET)
    form.is_valid()
    figures = staleness.of_prisons(request.user, prisons, timezone.localdate())
    order = form.cleaned_data.get("order")
    if order == "stale":
        figures.sort(key=lambda each: (each.share is None, each.share or 0))
    elif order == "queue":
        figures.sort(key=lambda each: -1 if each.oldest_wait is None else each.oldest_wait, reverse=True)
    context = {
        "title": TITLE,
        "crumbs": crumbs_of(),
        "form": form,
        "shows_order": len(figures) > 1,
        "rows": [_prison(each) for each in figures],
        "organisations_url": reverse("freshness_organisations"),
    }
    return TemplateResponse(request, "directory/freshness.html", context | _words())


def _prison(figures: PrisonFigures) -> dict[str, Any]:
    prison, code = figures.prison, figures.prison.code
    directory = reverse("directory", args=[code])
    return {
        "name": prison.name,
        # Nobody is asked about the services of a prison that is closed: its figures are no reproach.
        "closed": "" if prison.is_running else prison.get_status_display(),
        "url": prison.get_absolute_url(),
        "listings": figures.listings,
        "directory_url": directory,
        "confirmed": f"{figures.confirmed} ({figures.share:.0%})" if figures.share is not None else "",
        "overdue": figures.overdue,
        "overdue_url": reverse("directory", args=[code], query={"check": "overdue"}),
        "left_out": figures.left_out,
        "left_out_url": reverse("directory", args=[code], query={"check": "left_out_of_print"}),
        "waiting": figures.waiting,
        "queue_url": reverse("queue", args=[code]),
        "wait": _working_days(figures.oldest_wait),
        "corrections": figures.corrections,
        "corrections_url": reverse("corrections", args=[code]),
    }


def _working_days(days: int | None) -> str:
    """Empty where nothing waits."""
    if days is None:
        return ""
    return f"{days} working day{'' if days == 1 else 's'}" if days else "less than a working day"


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    prisons = _prisons(request)
    form = OrganisationOrder(request.GET)
    form.is_valid()
    order = form.cleaned_data.get("order") or "stale"
    found = staleness.of_organisations(request.user, prisons, timezone.localdate(), order)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "Which organisations confirm their entries",
        "crumbs": [*crumbs_of(), (TITLE, reverse("freshness"))],
        "form": form,
        "page": page,
        "rows": [_organisation(row) for row in page.object_list],
    }
    return TemplateResponse(request, "directory/freshness_organisations.html", context | _words())


def _organisation(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "url": reverse("organisation", args=[row["slug"]]),
        "listings": row["listings"],
        "overdue": f"{row['overdue']} ({row['overdue_share']:.0%})",
        "left_out": row["left_out"],
        "oldest": day_in_words(row["oldest"]) if row["oldest"] else "",
        "manager": "Yes" if row["has_manager"] else "None",
    }
