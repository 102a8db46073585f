"""Prisons for which somebody may read policies, also who has no role there: workers and their managers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from coordination.access import standing_of
from coordination.models import Prison
from coordination.publishing import Printed
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of
from inductions.models.document import prisons_with_papers_for


def prison_with_papers(request: HttpRequest, code: str) -> Prison:
    """404 for a prison where the user neither works nor sends people nor looks after anything."""
    found: Prison = get_object_or_404(prisons_with_papers_for(request.user), code=code)
    if standing_of(request.user).may(P.VIEW_DIRECTORY, prison=found):
        request.prison_here = found  # The bar at the top need not ask again.
    return found


def crumbs_here(request: HttpRequest, prison: Prison) -> list[Crumb]:
    """Without the prison's own page for whoever has no role there and may not open it."""
    here = standing_of(request.user).may(P.VIEW_DIRECTORY, prison=prison)
    return crumbs_of(prison if here else None)


def pdf(printed: Printed, name: str) -> HttpResponse:
    """`name` without its day and ending."""
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{timezone.localdate():%Y-%m-%d}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response
