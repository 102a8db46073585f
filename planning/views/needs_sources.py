"""Everything that sources say of needs at a prison, topic by topic: which counts, why, and what the others say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.access import standing_of
from coordination.models import Pathway, Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, prison_at
from directory.models import Need
from directory.models.listing_state import day_in_words
from planning.equality.sources import kept_back
from planning.gaps.conversion import disagree, receptions, stay_days
from planning.gaps.hiding import EXPLAINED
from planning.gaps.rows import Facts
from planning.gaps.sources import Line, Sources, Statement, pathways_at, sources_at
from planning.gaps.urgent import rounded
from planning.models import NeedsAssessment
from planning.models.assessment import in_figures


@dataclass
class Said:
    """A source in a cell of the page. `count_url`: the form that lets it count."""

    words: str
    a_month: str
    source: str
    url: str
    count_url: str = ""


@dataclass
class ShownLine:
    label: str
    counts: Said | None
    why: str = ""
    reason: str = ""
    unpin_url: str = ""
    # Where no source says it: what follows from two others.
    worked_out: str = ""
    others: list[Said] = field(default_factory=list)
    agree: bool = True
    # Single needs of the directory on this pathway, with their list.
    open_needs: int = 0
    open_needs_url: str = ""


@dataclass
class ShownTopic:
    title: str
    lines: list[ShownLine]
    empty: str = ""


class _Shown:
    """Lines in words, with the links that the reader may follow."""

    def __init__(self, code: str, may_manage: bool) -> None:
        self.code, self.may_manage = code, may_manage

    def line(self, line: Line, topic: str, label: str = "") -> ShownLine:
        shown = ShownLine(
            label or line.label, self._said(line.counts) if line.counts else None, agree=line.agree
        )
        shown.others = [self._said(other, topic) for other in line.others]
        if line.pin:
            on = day_in_words(timezone.localtime(line.pin.pinned_at))
            shown.why = f"Chosen by {line.pin.pinned_by.name} on {on}"
            shown.reason = line.pin.reason
            shown.unpin_url = (
                reverse("unpin_source", args=[self.code, line.pin.pk]) if self.may_manage else ""
            )
        elif line.counts:
            shown.why = f"The newest of {len(line.others) + 1}" if line.others else "The only source"
        return shown

    def _said(self, said: Statement, topic: str = "") -> Said:
        pin = (
            reverse("pin_source", args=[self.code, said.assessment.pk], query={"topic": topic})
            if topic
            else ""
        )
        return Said(
            said.words, a_month_in_words(said), str(said.assessment), said.assessment.get_absolute_url(),
            pin if self.may_manage else "",
        )  # fmt: skip


def fact_lines(sources: Sources, shown: _Shown) -> list[ShownLine]:
    """As the sources have them. What nobody says and two others tell is there, and says where it comes from."""
    lines = [shown.line(line, "facts") for line in sources.facts]
    facts = sources.counted
    arrive, stay = receptions(facts), stay_days(facts)
    follows = {
        "receptions_a_month": None if arrive is None else f"{rounded(arrive)} people a month",
        "stay_days": None if stay is None else f"{rounded(stay)} days",
    }
    for line, found in zip(sources.facts, lines, strict=True):
        found.worked_out = "" if line.counts else follows.get(line.key[0]) or ""
    return lines


def do_not_fit(facts: Facts) -> str:
    """Where the three facts disagree, with the numbers; else nothing."""
    if not disagree(facts):
        return ""
    follows = stay_days(replace(facts, stay_days=None))
    return (
        f"Three numbers do not fit: {facts.population} people of whom {rounded(facts.receptions_a_month)} come in a"
        f" month stay {rounded(follows)} days, and a source says {rounded(facts.stay_days)}. Put one of them right."
    )


def a_month_in_words(said: Statement) -> str:
    """“56 people a month”, where it was said in another way and can be worked out."""
    if said.a_month is None or said.words.endswith("a month"):
        return ""
    return f"{rounded(said.a_month)} a month"


def topics(sources: Sources, pathways: list[Pathway], shown: _Shown, needs: Counter[str]) -> list[ShownTopic]:
    """In the order of the page; a pathway that nobody speaks of is there and says so."""
    of_pathways: list[ShownLine] = []
    for pathway in pathways:
        said = sources.pathways.get(pathway.pk) or [Line((pathway.pk,), str(pathway))]
        lines = [shown.line(line, f"pathway:{pathway.pk}") for line in said]
        lines[0].open_needs = needs[pathway.pk]
        lines[0].open_needs_url = reverse(
            "needs", args=[shown.code], query={"state": "open", "pathway": pathway.pk}
        )
        of_pathways += lines
    return [
        ShownTopic("People held", fact_lines(sources, shown)),
        ShownTopic("Pathways", of_pathways),
        ShownTopic(
            "Groups", [shown.line(line, "groups") for line in sources.groups],
            empty="No source says how many people of any group are held.",
        ),
        ShownTopic("On release", [shown.line(sources.releases, "releases")]),
    ]  # fmt: skip


@require_safe
def needs_assessments(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_PLAN)
    may_manage = standing_of(request.user).may(P.MANAGE_PLAN, prison=prison)
    today = timezone.localdate()
    standing = NeedsAssessment.objects.visible_to(request.user).standing().filter(prison=prison)
    kept = {} if may_manage else kept_back(prison, list(standing), today)
    sources = sources_at(prison, today, kept)
    own = NeedsAssessment.objects.visible_to(request.user).filter(prison=prison)
    single = Need.objects.visible_to(request.user).open().filter(prison=prison)
    needs: Counter[str | None] = Counter(single.order_by().values_list("pathway", flat=True))
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "topics": topics(sources, pathways_at(prison, sources), _Shown(code, may_manage), needs),
        "assessments": [_row(row) for row in own.select_related("prison")],
        "needs_without": needs[None],
        "needs_count": needs.total(),
        "needs_url": reverse("needs", args=[code]),
        "may_manage": may_manage,
        "do_not_fit": do_not_fit(sources.counted),
        "explained": EXPLAINED if any(each.something for each in kept.values()) else "",
    }
    return TemplateResponse(request, "planning/needs/sources.html", context)


def _row(assessment: NeedsAssessment) -> dict[str, Any]:
    return {
        "source": assessment.source,
        "url": assessment.get_absolute_url(),
        "kind": assessment.get_kind_display(),
        "dated": day_in_words(assessment.dated_on),
        "taken_back": assessment.taken_back_at is not None,
        "population": in_figures(assessment.population),
    }


def below_sources(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Needs assessments", reverse("needs_assessments", args=[prison.code]))]
