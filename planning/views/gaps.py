"""What is missing at a prison today: the matrix, and each cell with everything behind it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, prison_at
from directory.models import Need
from planning.gaps.findings import Findings
from planning.gaps.matrix import Cell, State
from planning.models import GapReport, Priority
from planning.reports.live import found_at, labels
from planning.reports.matrix_words import matrix
from planning.reports.sheet import sheet
from planning.views.at_a_glance import age_of_needs, being_done
from planning.views.gap_words import OFFERED, Explained, explained, lists_of, offered, urgent_url

SINGLE_SHOWN: Final = 5
VIEWS: Final = (("group", "By group"), ("stage", "By stage of the sentence"))


def _found(prison: Prison) -> Findings:
    return found_at([prison], timezone.localdate())[prison.pk]


@require_safe
def gaps(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_PLAN)
    named, found = labels(), _found(prison)
    said = sheet(found, named)
    by = "stage" if request.GET.get("by") == "stage" else "group"
    own, everything = reverse("gaps", args=[code]), request.GET.get("all") == "1"
    nothing_said = not found.inputs.demands and not found.inputs.told
    may_record = standing_of(request.user).may(P.MANAGE_PLAN, prison=prison)
    context = {
        "prison": prison, "crumbs": crumbs_of(prison), "day": found.inputs.day,
        "age": age_of_needs(found), "doing": being_done(request, prison, found.inputs.day),
        "urgent": [
            (each["sentence"], urgent_url(code, each, may_record=may_record)) for each in said["urgent"]
        ],
        "matrix": matrix(said, by, all_columns=everything), "by": by, "all_url": f"{own}?by={by}&all=1",
        "tabs": [
            {"label": label, "url": own if key == "group" else f"{own}?by={key}", "current": key == by}
            for key, label in VIEWS
        ],
        "lists": lists_of(code, said),
        "nothing_said": nothing_said,
        "offered": offered(code, said) if nothing_said else [], "offered_columns": OFFERED,
        "last_report": _last_report(request, prison),
        "may_record": may_record,
    }  # fmt: skip
    return TemplateResponse(request, "planning/gaps/gaps.html", context)


def _last_report(request: HttpRequest, prison: Prison) -> GapReport | None:
    reports = GapReport.objects.visible_to(request.user).filter(prison=prison).defer("snapshot")
    last: GapReport | None = reports.select_related("prison").order_by("-number").first()
    return last


def below(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Gaps", reverse("gaps", args=[prison.code]))]


@require_safe
def gap(request: HttpRequest, code: str) -> HttpResponse:
    """One cell (?pathway=&group=&stage=) with its sources, its conversion in numbers, and its services."""
    prison = prison_at(request, code, P.VIEW_PLAN)
    pathway, group, stage = (request.GET.get(name, "") for name in ("pathway", "group", "stage"))
    named, found = labels(), _found(prison)
    cell = found.cells.get((pathway, group, stage))
    if cell is None:
        raise Http404
    told: Explained = explained(cell, found, named, code)
    context: dict[str, Any] = {
        "prison": prison, "crumbs": below(prison), "told": told, **adopting(request, prison, cell),
        **single_needs(request, prison, cell),
    }  # fmt: skip
    return TemplateResponse(request, "planning/gaps/gap.html", context)


def single_needs(request: HttpRequest, prison: Prison, cell: Cell) -> dict[str, Any]:
    """What forums, queries and staff told of this, those told most often first."""
    place = {"pathway": cell.pathway, "group": cell.group, "stage": cell.stage}
    rows = Need.objects.visible_to(request.user).open().filter(prison=prison)
    rows = rows.filter(**{name: code for name, code in place.items() if code}).order_by(
        "-times", "-last_on", "-pk"
    )
    asked = urlencode({"state": "open", "pathway": cell.pathway})
    return {
        "single_needs": rows.select_related("prison")[:SINGLE_SHOWN], "single_count": cell.single,
        "single_url": f"{reverse('needs', args=[prison.code])}?{asked}",
    }  # fmt: skip


def adopting(request: HttpRequest, prison: Prison, cell: Cell) -> dict[str, Any]:
    """Where the gap is adopted as a priority, or the priority by which it is worked on. What is met needs none."""
    place = {"pathway": cell.pathway, "group": cell.group or None, "stage": cell.stage or None}
    here = Priority.objects.visible_to(request.user).open().filter(prison=prison, origin=Priority.Origin.GAP)
    worked_on = here.filter(**place).first()
    may = standing_of(request.user).may(P.ADOPT_PRIORITY, prison=prison)
    asked = urlencode({name: code for name, code in place.items() if code})
    url = f"{reverse('adopt_priority', args=[prison.code])}?{asked}"
    missing = cell.state != State.MET
    return {"worked_on": worked_on, "adopt_url": url if may and missing and not worked_on else ""}
