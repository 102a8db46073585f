"""Prisons beside each other, and organisations by area: for who looks after several prisons."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import standing_of
from coordination.models import Prison, PrisonSet
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of
from planning.comparing.lists import functions, parts_of, pathways_of
from planning.comparing.side_by_side import Beside, beside
from planning.comparing.stakeholders import NOT_SAID, by_area
from planning.comparing.stakeholders import stakeholders as read
from planning.forms.comparing import CompareFilter, StakeholdersFilter
from planning.gaps.alike import places_of
from planning.gaps.gathering import gather
from planning.gaps.urgent import in_words, rounded
from planning.reports.live import areas_within
from planning.reports.live import labels as all_labels
from planning.reports.matrix_words import PATTERNS
from planning.reports.sheet import STATES
from planning.views.gap_words import gap_url

# Few enough that their services fit into memory at once, whatever there is elsewhere.
PRISONS_A_PAGE: Final = 25
A_PAGE: Final = 50
NOT_KNOWN: Final = "Not known"
WOMEN: Final = Q(holds_women=True)
# Prisons of which nobody said whom they hold stand with the larger kind, so that they are not lost.
MEN: Final = Q(holds_men=True) | Q(holds_men=False, holds_women=False)


def compared(request: HttpRequest) -> QuerySet[Prison]:
    """Open prisons that the reader may compare: a lead those of their sets, a national lead all."""
    return standing_of(request.user).prisons_where(P.COMPARE_PRISONS).filter(status=Prison.Status.OPEN)


@require_safe
def compare_gaps(request: HttpRequest) -> HttpResponse:
    access.require(request.user, P.COMPARE_PRISONS)
    every = compared(request)
    kinds = [name for name, of in (("men", MEN), ("women", WOMEN)) if every.filter(of).exists()]
    # Women's prisons lie far apart and have needs of their own: they are compared among themselves.
    chosen = CompareFilter(request.GET or None, sets=PrisonSet.objects.visible_to(request.user), holds=kinds)
    asked = chosen.cleaned_data if chosen.is_valid() else {}
    holds = asked.get("holds") or (kinds[0] if kinds else "men")
    rows = every.filter(WOMEN if holds == "women" else MEN)
    if asked.get("set"):
        rows = rows.filter(sets=asked["set"])
    if asked.get("function"):
        rows = rows.filter(functions=asked["function"])
    ordered = Prison.objects.visible_to(request.user).filter(pk__in=rows.order_by().values("pk"))
    page = Paginator(ordered.order_by("short_name", "pk"), PRISONS_A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    here = list(page)
    gathered = gather(here, today)
    words = functions()
    pathways = pathways_of(women=holds == "women")
    context = {
        "crumbs": crumbs_of(), "day": in_words(today), "page": page, "filter_form": chosen, "holds": holds,
        "pathways": [label for _, label in pathways],
        "rows": [
            _row(beside(place, gathered[place.key].inputs), words, [code for code, _ in pathways])
            for place in places_of(here)
        ],
        "stakeholders_url": reverse("stakeholders"),
    }  # fmt: skip
    return TemplateResponse(request, "planning/comparing/compare.html", context)


def _row(found: Beside, functions: dict[str, str], pathways: list[str]) -> dict[str, Any]:
    code = found.place.code
    return {
        "name": found.place.name, "url": reverse("gaps", args=[code]),
        "functions": ", ".join(sorted(functions[each] for each in found.place.functions)) or NOT_KNOWN,
        "size": NOT_KNOWN if found.population is None else str(found.population),
        "needs_said": found.needs_said,
        "services": "None recorded" if found.services is None else str(found.services),
        "places": _places(found),
        "losing": NOT_KNOWN if found.losing is None else str(found.losing),
        "losing_url": reverse("losing", args=[code]), "market_url": reverse("market", args=[code]),
        "squares": [_square(found, pathway) for pathway in pathways],
    }  # fmt: skip


def _places(found: Beside) -> str:
    """“120, not known of 2 services”."""
    if found.services is None:
        return NOT_KNOWN
    said = [] if found.places_known is None else [rounded(found.places_known)]
    if found.places.unlimited:
        said.append(f"no limit for {found.places.unlimited}")
    if found.places.unknown:
        said.append(f"not known of {found.places.unknown}" if said else NOT_KNOWN)
    return ", ".join(said) or "0"


def _square(found: Beside, pathway: str) -> dict[str, str]:
    """`note`: what is missing in people a month, where it is known."""
    cell = found.cells.get(pathway)
    if cell is None:
        return {"word": "–", "pattern": "plain", "note": "", "url": ""}
    short = f"{rounded(cell.at_most)} a month short at most" if cell.at_most else ""
    if cell.at_most and cell.shortfall is not None:
        short = f"{rounded(cell.at_most)} a month short"
    return {
        "word": STATES[cell.state], "pattern": PATTERNS[cell.state], "note": short,
        "url": gap_url(found.place.code, pathway),
    }  # fmt: skip


@require_safe
def stakeholders(request: HttpRequest) -> HttpResponse:
    """Regions with how many organisations work there by pathway; of one region its parts, and their names."""
    access.require(request.user, P.COMPARE_PRISONS)
    chosen = StakeholdersFilter(request.GET or None)
    area = chosen.cleaned_data["area"] if chosen.is_valid() else None
    every = read(compared(request))
    within = areas_within()
    labels = all_labels().pathways
    names = parts_of(area)
    if area:
        every = by_area(every, within, [area.pk])[area.pk]
    found = by_area(every, within, names)
    pathways = sorted({code for each in every for code in each.pathways}, key=lambda code: labels[code])
    page = Paginator(every, A_PAGE).get_page(request.GET.get("page"))
    own = reverse("stakeholders")
    context = {
        "crumbs": [*crumbs_of(), ("Prisons side by side", reverse("compare_gaps"))], "filter_form": chosen,
        "area": area.name if area else "",
        "columns": [labels[code] for code in pathways],
        "rows": [
            {
                "name": names.get(code, "Area not said"), "url": f"{own}?area={code}" if code and not area else "",
                "all": len(of), "counts": [sum(pathway in each.pathways for each in of) or "–" for pathway in pathways],
            }
            for code, of in found.items()
            if code != NOT_SAID or of
        ],
        "page": page,
        "organisations": [
            {
                "name": each.name, "url": reverse("organisation", args=[each.slug]),
                "pathways": ", ".join(sorted(labels[code] for code in each.pathways)),
                "prisons": ", ".join(sorted(each.prisons)),
            }
            for each in page
        ],
    }  # fmt: skip
    return TemplateResponse(request, "planning/comparing/stakeholders.html", context)
