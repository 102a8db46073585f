"""A prison that is planned: who works in its region already, by pathway."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from coordination.models import Pathway, Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from planning.comparing.stakeholders import working_in
from planning.views.findings import Cell, Page, Table


@require_safe
def prison_to_open(request: HttpRequest, code: str) -> HttpResponse:
    """404 for a prison that is not planned."""
    prison = prison_at(request, code, P.VIEW_PLAN)
    if prison.status != Prison.Status.PLANNED:
        raise Http404
    page = Page(
        "Before it opens",
        f"Organisations that work in the region ({prison.region}) already, by their areas or at a prison there."
        if prison.region else "",
    )  # fmt: skip
    if not prison.region:
        page.unknown = "The region of this prison is not known, so nobody can say who works there."
    else:
        page.tables = [_table(prison)]
    context = {"prison": prison, "crumbs": crumbs_of(prison), "page": page}
    return TemplateResponse(request, "planning/gaps/list.html", context)


def _table(prison: Prison) -> Table:
    found = working_in(prison.region)
    pathways = Pathway.objects.filter(active=True)
    if not prison.holds_women:
        pathways = pathways.filter(women_only=False)
    rows: list[list[Cell]] = []
    for pathway in pathways:
        names = format_html_join(
            "; ", '<a class="govuk-link" href="{}">{}</a>',
            ((reverse("organisation", args=[each.slug]), each.name) for each in found.get(pathway.code, [])),
        )  # fmt: skip
        rows.append(
            [pathway.label, str(len(found.get(pathway.code, []))) if names else "–", names or "Nobody known"]
        )
    return Table("By pathway", ("Pathway", "Organisations", "Their names"), rows, numeric="Organisations")
