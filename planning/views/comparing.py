"""Prisons beside each other, and organisations by area: for who looks after several prisons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination import access
from coordination.access import standing_of
from coordination.models import Prison, PrisonSet
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of
from directory.exports.files import CONTENT_TYPES
from directory.exports.tables import csv_text, xlsx_file
from planning.comparing.lists import functions, pathways_of
from planning.comparing.reading import totals_at
from planning.comparing.side_by_side import Beside, beside
from planning.forms.comparing import CompareFilter
from planning.gaps.alike import places_of
from planning.gaps.urgent import in_words
from planning.views import comparing_words as words

A_PAGE: Final = 50
WOMEN: Final = Q(holds_women=True)
# Prisons of which nobody said whom they hold stand with the larger kind, so that they are not lost.
MEN: Final = Q(holds_men=True) | Q(holds_men=False, holds_women=False)


def compared(request: HttpRequest) -> QuerySet[Prison]:
    """Open prisons that the reader may compare: a lead those of their sets, a national lead all."""
    return standing_of(request.user).prisons_where(P.COMPARE_PRISONS).filter(status=Prison.Status.OPEN)


@dataclass(frozen=True)
class Compared:
    """`holds`: "men" or "women". `pathways`: (code, words)."""

    chosen: CompareFilter
    holds: str
    pathways: list[tuple[str, str]]
    prisons: list[Beside]


def _compared(request: HttpRequest) -> Compared:
    """All prisons of the choice at once: there are few enough, and little is read of each."""
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
    visible = Prison.objects.visible_to(request.user).filter(pk__in=rows.order_by().values("pk"))
    prisons = list(visible.order_by("short_name", "pk"))
    places = places_of(prisons)
    of = {place.key: place for place in places}
    found = {key: beside(of[key], inputs) for key, inputs in totals_at(prisons, timezone.localdate())}
    return Compared(
        chosen, holds, pathways_of(women=holds == "women"), [found[place.key] for place in places]
    )


@require_safe
def compare_gaps(request: HttpRequest) -> HttpResponse:
    found = _compared(request)
    asked, names = f"?{request.GET.urlencode()}" if request.GET else "", functions()
    known = [each for each in found.prisons if not each.is_blank]
    context = {
        "crumbs": crumbs_of(), "day": in_words(timezone.localdate()), "filter_form": found.chosen,
        "holds": found.holds, "pathways": [label for _, label in found.pathways],
        "count": len(found.prisons),
        "rows": words.rows(known, names, found.pathways), "together": words.together(known, found.pathways),
        "blank": words.blank([each for each in found.prisons if each.is_blank], names),
        "blank_columns": words.BLANK_COLUMNS, "exits_url": reverse("managed_exits"),
        "stakeholders_url": reverse("stakeholders"),
        "tables": [
            (kind.upper(), reverse("compare_gaps_table", args=[kind]) + asked) for kind in CONTENT_TYPES
        ],
    }  # fmt: skip
    return TemplateResponse(request, "planning/comparing/compare.html", context)


@require_safe
def compare_gaps_table(request: HttpRequest, kind: str) -> HttpResponse | FileResponse:
    """The same rows as CSV or XLSX."""
    if kind not in CONTENT_TYPES:
        raise Http404
    found, today = _compared(request), timezone.localdate()
    name, table = (
        f"gaps-{found.holds}-{today}.{kind}",
        words.table(found.prisons, functions(), found.pathways, today),
    )
    if kind == "xlsx":
        return FileResponse(
            xlsx_file([table]), as_attachment=True, filename=name, content_type=CONTENT_TYPES[kind]
        )
    response = HttpResponse(csv_text([table]), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
