"""Prisons for which somebody may read policies, also who has no role there: workers and their managers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing, standing_of
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
    standing = standing_of(request.user)
    if standing.may(P.VIEW_DIRECTORY, prison=prison):
        return crumbs_of(prison)
    return crumbs_of_guest(standing, ("Your record", reverse("my_record")))


def crumbs_of_guest(standing: Standing, own: Crumb) -> list[Crumb]:
    """For whoever has no role at the prison: from the people whom they send there, else from a page of their own."""
    for posting in standing.postings:
        sends = posting.organisation
        if sends and standing.may(P.MANAGE_OWN_WORKERS, organisation=sends):
            return [*crumbs_of(organisation=sends), ("Workers", reverse("own_workers", args=[sends.slug]))]
    return [*crumbs_of(), own]


def pdf(printed: Printed, name: str) -> HttpResponse:
    """`name` without its day and ending."""
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{timezone.localdate():%Y-%m-%d}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response
