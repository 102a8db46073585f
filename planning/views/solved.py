"""Who has solved it: other prisons with services for a gap here, and the coordinator to ask."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import prison_at
from planning.comparing.solved import Solved, candidates, coordinators, prisons_of, solved
from planning.gaps.alike import Holds, Place, places_of
from planning.gaps.gathering import gather
from planning.gaps.matrix import State
from planning.reports.live import labels
from planning.reports.matrix_words import PATTERNS
from planning.reports.sheet import STATES
from planning.views.gap_words import gap_url
from planning.views.gaps import below

PRISONS_A_PAGE: Final = 10
BEST_FIRST: Final = (State.MET, State.PARTLY, State.UNMET, State.UNKNOWN)


@require_safe
def solved_elsewhere(request: HttpRequest, code: str) -> HttpResponse:
    """Of one cell (?pathway=&group=&stage=). Whoever sees the gaps of a prison may ask how others did it."""
    prison = prison_at(request, code, P.VIEW_PLAN)
    named = labels()
    pathway, group, stage = (request.GET.get(name, "") for name in ("pathway", "group", "stage"))
    if (
        pathway not in named.pathways
        or (group and group not in named.groups)
        or (stage and stage not in named.stages)
    ):
        raise Http404
    key = (pathway, group, stage)
    page = Paginator(candidates(prison, key), PRISONS_A_PAGE).get_page(request.GET.get("page"))
    gathered = gather(prisons_of(page), timezone.localdate())
    ask = coordinators(gathered)
    (own,) = places_of([prison])
    found = [each for place in page if (each := solved(own, place, key, gathered[place.key].inputs))]
    found.sort(key=lambda each: BEST_FIRST.index(each.cell.state))
    parts = (named.pathways[pathway], named.groups.get(group, ""), named.stages.get(stage, ""))
    title = ", ".join(part for part in parts if part)
    context: dict[str, Any] = {
        "prison": prison, "crumbs": [*below(prison), (title, gap_url(code, *key))], "title": title, "page": page,
        "rows": [_row(each, ask.get(each.place.key, [])) for each in found], "nobody": _nobody(own, prison),
        "own_url": reverse("gaps", args=[code]), "query": gap_url(code, *key).partition("?")[2],
    }  # fmt: skip
    return TemplateResponse(request, "planning/comparing/solved.html", context)


def _nobody(own: Place, prison: Prison) -> tuple[str, str]:
    """Why no prison stands here: nothing to compare by, or none that has a service for it."""
    if not own.functions or own.holds == Holds.NOT_KNOWN:
        unknown = (
            f"The function of {prison} is not known" if own.holds else f"Whom {prison} holds is not known"
        )
        return (
            f"{unknown}, so no prison counts as the same kind",
            "Whoever keeps the list of prisons can add it.",
        )
    return (
        "No prison of the same kind has a service for this yet",
        "Look again later, or adopt it as a priority and open a call for offers.",
    )


def _row(found: Solved, ask: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "name": found.place.name, "where": "Near" if found.near else "", "word": STATES[found.cell.state],
        "pattern": PATTERNS[found.cell.state],
        "offers": [(offer.name, offer.organisation) for offer in found.offers], "ask": ask,
    }  # fmt: skip
