"""Which organisations work in which area, by pathway: numbers, and behind each the names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coordination import access
from coordination.models import Area, Pathway
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of
from planning.comparing.lists import parts_of
from planning.comparing.stakeholders import NOT_SAID, Stakeholder, by_area
from planning.comparing.stakeholders import stakeholders as read
from planning.forms.comparing import StakeholdersFilter
from planning.reports.live import areas_within
from planning.reports.live import labels as all_labels
from planning.views.comparing import compared

A_PAGE: Final = 50


@require_safe
def stakeholders(request: HttpRequest) -> HttpResponse:
    """Regions, or the parts of one, with how many organisations work there by pathway; and their names."""
    access.require(request.user, P.COMPARE_PRISONS)
    chosen = StakeholdersFilter(request.GET or None)
    asked = chosen.cleaned_data if chosen.is_valid() else {}
    area, pathway = asked.get("area"), asked.get("pathway")
    prisons = list(compared(request))
    within, labels = areas_within(), all_labels().pathways
    every = read(prisons)
    codes = [code for code in labels if any(code in each.pathways for each in every)]
    names = parts_of(area)
    if area:
        every = by_area(every, within, [area.pk])[area.pk]
    found = by_area(every, within, names)
    if pathway:
        every = [each for each in every if pathway.pk in each.pathways]
    page = Paginator(every, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [*crumbs_of(), ("Prisons side by side", reverse("compare_gaps"))], "filter_form": chosen,
        "area": area.name if area else "", "columns": [labels[code] for code in codes],
        "rows": rows(found, names, codes, linked=not area or area.parent_id is None), "page": page,
        "names_of": names_of(area, pathway),
        "organisations": organisations(page, labels, {each.code: each.short_name for each in prisons}),
    }  # fmt: skip
    return TemplateResponse(request, "planning/comparing/stakeholders.html", context)


def rows(
    found: Mapping[str, list[Stakeholder]], names: Mapping[str, str], codes: list[str], *, linked: bool
) -> list[dict[str, Any]]:
    """`linked`: each number leads to its names. Of the smallest areas they stand under the larger one."""
    return [
        {
            "name": names.get(code, "Area not said"), "all": len(of), "url": url_of(code) if linked else "",
            "counts": [
                (sum(pathway in each.pathways for each in of), url_of(code, pathway) if linked else "")
                for pathway in codes
            ],
        }
        for code, of in found.items()
        if code != NOT_SAID or of
    ]  # fmt: skip


def url_of(area: str, pathway: str = "") -> str:
    """Nothing for those who said no area: the filter knows none such."""
    if area == NOT_SAID:
        return ""
    return reverse("stakeholders", query={"area": area} | ({"pathway": pathway} if pathway else {}))


def names_of(area: Area | None, pathway: Pathway | None) -> str:
    """“South West, Accommodation”."""
    return ", ".join(part for part in (area.name if area else "", pathway.label if pathway else "") if part)


def organisations(
    found: Iterable[Stakeholder], labels: Mapping[str, str], prisons: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name, "url": reverse("organisation", args=[each.slug]),
            "pathways": ", ".join(label for code, label in labels.items() if code in each.pathways),
            "prisons": ", ".join(sorted(prisons[code] for code in each.prisons)),
        }
        for each in found
    ]  # fmt: skip
