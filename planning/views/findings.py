"""The lists behind the other figures of the gaps page, each on one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import prison_at
from planning.gaps.conversion import stay_days
from planning.gaps.findings import Findings
from planning.gaps.hiding import EXPLAINED, NOT_SHOWN
from planning.gaps.losing import Losing, Why
from planning.gaps.rows import Meets, Offer
from planning.gaps.sequence import Step, sheet
from planning.gaps.urgent import Labels, in_words, rounded
from planning.models import Priority
from planning.reports.live import found_at, labels, ways_of_delivery
from planning.views.gaps import below

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REASONS: Final = {Why.ENDS: "Ends", Why.FUNDING: "Funding ends", Why.UNCONFIRMED: "Not confirmed"}
Cell = str | SafeString | int


@dataclass
class Table:
    """A caption with its rows; `empty`: what is said where there are none."""

    caption: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    empty: str = ""
    numeric: str = ""
    # Where what the table shows is adopted as a priority, for whoever may.
    adopt_url: str = ""


@dataclass
class Page:
    """A page of lists. `unknown`: why nothing can be said."""

    title: str
    lead: str
    tables: list[Table] = field(default_factory=list)
    unknown: str = ""


def _at(request: HttpRequest, code: str) -> tuple[Prison, Findings, Labels]:
    prison = prison_at(request, code, P.VIEW_PLAN)
    return prison, found_at([prison], timezone.localdate())[prison.pk], labels()


def _shown(request: HttpRequest, prison: Prison, page: Page) -> HttpResponse:
    context: dict[str, Any] = {"prison": prison, "crumbs": below(prison), "page": page}
    return TemplateResponse(request, "planning/gaps/list.html", context)


def _adopt_url(
    request: HttpRequest, prison: Prison, origin: str, offers: Iterable[Offer], **place: str
) -> str:
    """For whoever may adopt there. `place`: codes of pathway, group and stage; empty: none."""
    if not standing_of(request.user).may(P.ADOPT_PRIORITY, prison=prison):
        return ""
    named = {name: code for name, code in place.items() if code}
    asked = urlencode({"origin": origin, **named, "listings": [offer.key for offer in offers]}, doseq=True)
    return f"{reverse('adopt_priority', args=[prison.code])}?{asked}"


def _adopt(request: HttpRequest, prison: Prison, each: Losing) -> Cell:
    """With the pathway of which it is the only service, or its own one: organisations are suggested by it."""
    offer = each.offer
    pathways = each.only or (tuple(offer.pathways) if len(offer.pathways) == 1 else ())
    pathway = pathways[0] if pathways else ""
    url = _adopt_url(request, prison, Priority.Origin.LOSS, [offer], pathway=pathway)
    if not url:
        return "–"
    words = '<a class="govuk-link" href="{}">Adopt<span class="govuk-visually-hidden"> as a priority: {}</span></a>'
    return format_html(words, url, offer.name)


def _link(code: str, offer: Offer) -> SafeString:
    url = reverse("listing", args=[code, offer.key])
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, offer.name)


@require_safe
def losing(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, named = _at(request, code)

    may = standing_of(request.user).may(P.ADOPT_PRIORITY, prison=prison)
    columns = ("Service", "Organisation", "Why", "When", "The only one for")

    def row(each: Losing) -> list[Cell]:
        only = ", ".join(named.pathways[pathway] for pathway in each.only)
        cells = [_link(code, each.offer), each.offer.organisation, *_when(each), only or "–"]
        return [*cells, _adopt(request, prison, each)] if may else cells

    page = Page(
        "About to be lost",
        "Services whose last day or funding ends within 90 days, and those that nobody has confirmed for 90 days.",
        [
            Table(
                "Soonest first", (*columns, "Priority") if may else columns,
                [row(each) for each in found.losing],
                "Nothing ends within 90 days, and everything was confirmed within the last 90.",
            )
        ],
    )  # fmt: skip
    return _shown(request, prison, page)


def _when(each: Losing) -> tuple[str, str]:
    if each.on is None:
        return REASONS[each.why], "Never confirmed"
    if each.why == Why.UNCONFIRMED:
        return REASONS[each.why], f"Since {in_words(each.on)}"
    return REASONS[each.why], in_words(each.on)


@require_safe
def sequence(request: HttpRequest, code: str) -> HttpResponse:
    """What follows what, and what people have no time for."""
    prison, found, named = _at(request, code)
    stay = stay_days(found.inputs.facts)
    offers = {offer.key: offer for offer in found.inputs.offers}
    by_service = {offer.service: offer for offer in found.inputs.offers}

    def step(each: Step) -> Cell:
        lines = []
        for key in each.offers:
            led_to = by_service.get(offers[key].hands_over_to or 0)
            lines.append(f"{offers[key].name}{f' → {led_to.name}' if led_to else ''}")
        return "; ".join(lines) or "Nothing"

    late = [
        [_link(code, each.offer), _days(each.wait), _days(each.least), f"{each.together} days"]
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
            [[_link(code, offer), offer.organisation] for offer in found.broken],
            "Every service that names another hands over to one that runs here.",
        ),
        Table(
            "What follows what", ("Pathway", *(named.stages[stage] for stage in found.inputs.stages)),
            [
                [named.pathways[row[0].pathway], *(step(each) for each in row)]
                for row in sheet(found.inputs)
                if row
            ],
        ),
    ]  # fmt: skip
    if stay is None:
        tables = tables[1:]
    unknown = "" if stay else "How long people stay is not known, so nobody can say what takes too long."
    return _shown(request, prison, Page("Sequence", lead, tables, unknown))


def _days(count: int | None) -> str:
    return "Not known" if count is None else f"{count} days"


@require_safe
def unreached_wings(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, _ = _at(request, code)
    offers = {offer.key: offer for offer in found.inputs.offers}
    rows: list[list[Cell]] = [
        [
            each.wing, "Nothing" if each.by_nothing else str(len(each.own)), str(each.everywhere),
            "; ".join(offers[key].name for key in each.own) or "–",
        ]
        for each in found.wings
    ]  # fmt: skip
    unsaid = found.wings[0].not_known if found.wings else 0
    lead = (
        f"{unsaid} service{' does' if unsaid == 1 else 's do'} not say which wings, so none is certain to be left out."
        if unsaid
        else "Which wings services reach."
    )
    columns = ("Wing", "Services of its own", "For every wing", "Their names")
    table = Table("Wings", columns, rows, "No wings are recorded for this prison.")
    return _shown(request, prison, Page("Wings", lead, [table]))


@require_safe
def clashing_sessions(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, _ = _at(request, code)
    rows: list[list[Cell]] = [
        [
            WEEKDAYS[each.weekday],
            format_html("{}, {}", _link(code, each.first), _times(each.first_meets)),
            format_html("{}, {}", _link(code, each.second), _times(each.second_meets)),
            each.place or ", ".join(each.wings),
        ]
        for each in found.clashes
    ]  # fmt: skip
    lead = "Two sessions at the same time in one place, or for one wing that both name."
    table = Table("Through the week", ("Day", "One", "The other", "Where"), rows, "No sessions clash.")
    return _shown(request, prison, Page("Sessions that clash", lead, [table]))


def _times(meets: Meets) -> str:
    return f"{meets.begins:%H:%M} to {meets.ends:%H:%M}"


@require_safe
def duplications(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, named = _at(request, code)
    ways = ways_of_delivery()
    tables = [
        Table(
            ", ".join(
                part
                for part in (
                    named.pathways[each.pathway], named.groups.get(each.group, ""),
                    named.stages.get(each.stage, ""), ways.get(each.way, ""),
                )
                if part
            ),
            ("Service", "Organisation", "When"),
            [
                [_link(code, offer), offer.organisation, _sessions(offer)]
                for offer in each.offers
            ],
            adopt_url=_adopt_url(
                request, prison, Priority.Origin.DUPLICATION, each.offers, pathway=each.pathway, group=each.group,
                stage=each.stage,
            ),
        )
        for each in found.duplications
    ]  # fmt: skip
    page = Page(
        "The same thing several times",
        "Three or more services with one pathway, group, stage and way, at overlapping times or in the same place.",
        tables, "" if tables else "Nothing is offered three times.",
    )  # fmt: skip
    return _shown(request, prison, page)


def _sessions(offer: Offer) -> str:
    return "; ".join(f"{WEEKDAYS[meets.weekday]}, {_times(meets)}" for meets in offer.meets) or "No sessions"


@require_safe
def release_areas(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, named = _at(request, code)
    offers = {offer.key: offer for offer in found.inputs.offers}
    page = Page("Release areas", "Where people go, and who works there at release or after it.")
    if found.releases is None:
        page.unknown = "Nobody has said yet where people go on release. Record it with a needs assessment."
        return _shown(request, prison, page)
    rows: list[list[Cell]] = [
        [
            named.areas.get(each.code, each.code), NOT_SHOWN if each.hidden else f"{rounded(each.share * 100)}%",
            NOT_SHOWN if each.hidden else rounded(each.people_a_month),
            "; ".join(sorted({offers[key].organisation for key in each.offers})) or "Nobody",
        ]
        for each in found.releases
    ]  # fmt: skip
    columns = ("Area", "Share", "People a month", "Who works there")
    if any(each.hidden for each in found.releases):
        page.lead = f"{page.lead} {EXPLAINED}"
    page.tables = [Table("Largest share first", columns, rows, numeric="Share,People a month")]
    return _shown(request, prison, page)


@require_safe
def market(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, named = _at(request, code)
    told = found.market
    share = "not known" if told.share_of_small is None else f"{rounded(told.share_of_small * 100)}%"
    lead = (
        f"{len(told.organisations)} organisations offer services here, {len(told.voluntary)} of them voluntary. Small"
        f" ones (under £1 million a year): {share} of those whose size is known; of {len(told.size_not_known)} it is"
        " not."
    )
    led: list[list[Cell]] = [[named.groups[group], "; ".join(names)] for group, names in told.led_by_groups]
    if told.led_by_lived_experience:
        led.append(["Lived experience of prison", "; ".join(told.led_by_lived_experience)])
    tables = [
        Table(
            "Pathways that hang on one organisation", ("Pathway", "Organisation"),
            [[named.pathways[pathway], name] for pathway, name in told.single_provider],
            "No pathway hangs on one organisation.",
        ),
        Table(
            "Led by the people they serve", ("Group", "Organisations"),
            led,
            "No organisation is recorded as led by the people it serves.",
        ),
        Table("Small voluntary organisations", ("Organisation",), [[name] for name in told.small], "None is recorded."),
        Table("Size not known", ("Organisation",), [[name] for name in told.size_not_known], "Of all it is known."),
    ]  # fmt: skip
    return _shown(request, prison, Page("Who offers what", lead, tables))
