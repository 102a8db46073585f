"""A prison that is planned: who works in its region already, by pathway."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from planning.comparing.lists import pathways_of
from planning.comparing.stakeholders import working_in
from planning.views.found_lists import Cell, Page, Table


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
    rows: list[list[Cell]] = []
    for code, label in pathways_of(women=prison.holds_women):
        names = format_html_join(
            "; ", '<a class="govuk-link" href="{}">{}</a>',
            ((reverse("organisation", args=[each.slug]), each.name) for each in found.get(code, [])),
        )  # fmt: skip
        rows.append([label, str(len(found.get(code, []))) if names else "–", names or "Nobody known"])
    return Table("By pathway", ("Pathway", "Organisations", "Their names"), rows, numeric="Organisations")
