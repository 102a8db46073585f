"""What an inspector asks, and what the portal can show of it; the same as a paper with its sources."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.access import standing_of
from coordination.models import Prison
from coordination.publishing import PrintingUnavailable
from coordination.roles import Permission as P
from coordination.views.places import crumbs_of, prison_at
from directory.models.listing_state import day_in_words
from planning.models import Expectation
from planning.plans.gathering import kinds
from planning.plans.inspection import Shown, expectations_for, inspect
from planning.plans.paper import print_inspection
from planning.plans.telling import Opens, opens, told

# The newest stand open; the rest of an indicator is one press away.
OPEN: Final = 5


def _chosen(request: HttpRequest, prison: Prison) -> tuple[list[Expectation], Expectation | None]:
    """Those that fit the prison, and the one that `?expectation=` names: the first where it names none."""
    fitting = expectations_for(prison)
    asked = request.GET.get("expectation", "")
    if not asked:
        return fitting, fitting[0] if fitting else None
    for each in fitting:
        if each.code == asked:
            return fitting, each
    raise Http404


@require_safe
def inspection_evidence(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_PLAN)
    fitting, chosen = _chosen(request, prison)
    own = reverse("inspection_evidence", args=[code])
    standing = standing_of(request.user)
    context: dict[str, Any] = {
        "prison": prison, "crumbs": crumbs_of(prison), "expectation": chosen,
        "tabs": [
            {"label": _label(each), "url": f"{own}?expectation={each.code}", "current": each == chosen}
            for each in fitting
        ],
        "may_name": standing.may(P.ADOPT_PRIORITY, prison=prison), "may_change": standing.may(P.MANAGE_PRISONS),
    }  # fmt: skip
    if chosen:
        found = inspect(prison, chosen, timezone.localdate())
        labels, may_open = kinds(), opens(standing, prison)
        context |= {
            "found": found, "day": day_in_words(found.day),
            "lines": [_line(each, labels, may_open) for each in found.lines],
            "paper_url": reverse("inspection_paper", args=[code], query={"expectation": chosen.code}),
        }  # fmt: skip
    return TemplateResponse(request, "planning/inspection/inspection.html", context)


def _label(expectation: Expectation) -> str:
    number = f", number {expectation.number}" if expectation.number else ""
    return f"{expectation.edition}{number}"


def _line(line: Shown, labels: dict[str, str], may_open: Opens) -> dict[str, Any]:
    said = [told(each, may_open) for each in line.evidence]
    word, tone = ("Evidence", "good") if said else ("No evidence", "bad")
    return {
        "number": line.indicator.number, "sentence": line.indicator.sentence, "can": line.can,
        "word": word if line.can else "Not from here", "tone": tone if line.can else "neutral",
        "newest": said[:OPEN], "rest": said[OPEN:], "months": line.indicator.months,
        "older": day_in_words(line.older.on) if line.older else "",
        "looks_for": ", ".join(labels[each].lower() for each in line.kinds),
    }  # fmt: skip


@require_safe
def inspection_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Made at once: a second or two. 503 with a sentence where this machine cannot print."""
    prison = prison_at(request, code, P.VIEW_PLAN)
    _, chosen = _chosen(request, prison)
    if chosen is None:
        raise Http404
    today = timezone.localdate()
    try:
        paper = print_inspection(prison, inspect(prison, chosen, today))
    except PrintingUnavailable as problem:
        context = {"prison": prison, "crumbs": crumbs_of(prison), "problem": str(problem)}
        return TemplateResponse(request, "planning/inspection/not_printed.html", context, status=503)
    response = HttpResponse(paper.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{prison.code}-inspection-{today:%Y-%m-%d}.pdf"'
    return response
