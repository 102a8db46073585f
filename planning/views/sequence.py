"""What follows what, and what people have no time for."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from planning.gaps.conversion import stay_days
from planning.gaps.sequence import Step, sheet
from planning.gaps.urgent import rounded
from planning.views.found_lists import Cell, Page, Table, at, link, shown
from planning.views.gap_words import gap_url

# A cell of the sheet names so many services; a table that is read across has room for no more.
NAMED: Final = 3


@require_safe
def sequence(request: HttpRequest, code: str) -> HttpResponse:
    """What follows what, and what people have no time for."""
    prison, found, named = at(request, code)
    stay = stay_days(found.inputs.facts)
    offers = {offer.key: offer for offer in found.inputs.offers}
    by_service = {offer.service: offer for offer in found.inputs.offers}

    def step(pathway: str, stage: str, each: Step) -> Cell:
        """Those that hand over first. Of many, the page of this pathway and stage has all."""
        lines = []
        for offer in sorted(
            (offers[key] for key in each.offers), key=lambda offer: offer.hands_over_to is None
        ):
            led_to = by_service.get(offer.hands_over_to or 0)
            lines.append(
                format_html("{} → {}", link(code, offer), led_to.name) if led_to else link(code, offer)
            )
        more = len(lines) - NAMED
        if more > 0:
            words = '<a class="govuk-link" href="{}">and {} more<span class="govuk-visually-hidden">: {}, {}</span></a>'
            names = (named.pathways[pathway], named.stages[stage])
            lines[NAMED:] = [format_html(words, gap_url(code, pathway, stage=stage), more, *names)]
        return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines)) or "Nothing"

    late = [
        [link(code, each.offer), _days(each.wait), _days(each.least), f"{each.together} days"]
        for each in found.too_long or []
    ]
    lead = f"People stay {rounded(stay)} days on average." if stay else ""
    tables = [
        Table(
            "Longer than the average stay", ("Service", "Usual wait", "Least time", "Together"), late,
            "No service takes longer than people stay, as far as waits and times are known.",
        ),
        Table(
            "Handed over to what is not here any more", ("Service", "Organisation"),
            [[link(code, offer), offer.organisation] for offer in found.broken],
            "Every service that names another hands over to one that runs here.",
        ),
        Table(
            "What follows what", ("Pathway", *(named.stages[stage] for stage in found.inputs.stages)),
            [
                [
                    named.pathways[row[0].pathway],
                    *(step(each.pathway, stage, each) for stage, each in zip(found.inputs.stages, row, strict=True)),
                ]
                for row in sheet(found.inputs)
                if row
            ],
        ),
    ]  # fmt: skip
    if stay is None:
        tables = tables[1:]
    unknown = "" if stay else "How long people stay is not known, so nobody can say what takes too long."
    return shown(request, prison, Page("Sequence", lead, tables, unknown))


def _days(count: int | None) -> str:
    return "Not known" if count is None else f"{count} days"
