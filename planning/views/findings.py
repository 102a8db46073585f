"""The lists behind the other figures of the gaps page, each on one page."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from coordination.access import standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from planning.gaps.hiding import EXPLAINED, NOT_SHOWN
from planning.gaps.losing import Losing, Why
from planning.gaps.market import Market
from planning.gaps.rows import Meets, Offer
from planning.gaps.urgent import in_words, rounded
from planning.gaps.wings import Reached
from planning.models import Priority
from planning.reports.live import ways_of_delivery
from planning.views.found_lists import Cell, Page, Table, adopt_url, at, link, links, shown

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
REASONS: Final = {Why.ENDS: "Ends", Why.FUNDING: "Funding ends", Why.UNCONFIRMED: "Not confirmed"}


@require_safe
def losing(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, named = at(request, code)

    may = standing_of(request.user).may(P.ADOPT_PRIORITY, prison=prison)
    columns = ("Service", "Organisation", "Why", "When", "The only one for")

    def row(each: Losing) -> list[Cell]:
        only = ", ".join(named.pathways[pathway] for pathway in each.only)
        cells = [link(code, each.offer), each.offer.organisation, *_when(each), only or "–"]
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
    return shown(request, prison, page)


def _when(each: Losing) -> tuple[str, str]:
    if each.on is None:
        return REASONS[each.why], "Never confirmed"
    if each.why == Why.UNCONFIRMED:
        return REASONS[each.why], f"Since {in_words(each.on)}"
    return REASONS[each.why], in_words(each.on)


def _adopt(request: HttpRequest, prison: Prison, each: Losing) -> Cell:
    """With the pathway of which it is the only service, or its own one: organisations are suggested by it."""
    offer = each.offer
    pathways = each.only or (tuple(offer.pathways) if len(offer.pathways) == 1 else ())
    pathway = pathways[0] if pathways else ""
    url = adopt_url(request, prison, Priority.Origin.LOSS, [offer], pathway=pathway)
    if not url:
        return "–"
    words = '<a class="govuk-link" href="{}">Adopt<span class="govuk-visually-hidden"> as a priority: {}</span></a>'
    return format_html(words, url, offer.name)


@require_safe
def unreached_wings(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, _ = at(request, code)
    offers = {offer.key: offer for offer in found.inputs.offers}
    rows: list[list[Cell]] = [
        [
            each.wing, _own(each), str(each.everywhere),
            links(code, (offers[key] for key in each.own)) or "–",
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
    return shown(request, prison, Page("Wings", lead, [table]))


def _own(wing: Reached) -> str:
    """Where services do not say which wings they reach, none that names it is not none."""
    if wing.own or wing.everywhere:
        return str(len(wing.own))
    return "Nothing" if wing.by_nothing else "Not known"


@require_safe
def clashing_sessions(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, _ = at(request, code)
    rows: list[list[Cell]] = [
        [
            WEEKDAYS[each.weekday],
            format_html("{}, {}", link(code, each.first), _times(each.first_meets)),
            format_html("{}, {}", link(code, each.second), _times(each.second_meets)),
            each.place or ", ".join(each.wings),
        ]
        for each in found.clashes
    ]  # fmt: skip
    lead = "Two sessions at the same time in one place, or for one wing that both name."
    table = Table("Through the week", ("Day", "One", "The other", "Where"), rows, "No sessions clash.")
    return shown(request, prison, Page("Sessions that clash", lead, [table]))


def _times(meets: Meets) -> str:
    return f"{meets.begins:%H:%M} to {meets.ends:%H:%M}"


@require_safe
def duplications(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, named = at(request, code)
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
                [link(code, offer), offer.organisation, _sessions(offer)]
                for offer in each.offers
            ],
            adopt_url=adopt_url(
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
    return shown(request, prison, page)


def _sessions(offer: Offer) -> str:
    return "; ".join(f"{WEEKDAYS[meets.weekday]}, {_times(meets)}" for meets in offer.meets) or "No sessions"


@require_safe
def release_areas(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, named = at(request, code)
    offers = {offer.key: offer for offer in found.inputs.offers}
    page = Page("Release areas", "Where people go, and who works there at release or after it.")
    if found.releases is None:
        page.unknown = "Nobody has said yet where people go on release. Record it with a needs assessment."
        return shown(request, prison, page)
    rows: list[list[Cell]] = [
        [
            named.areas.get(each.code, each.code), NOT_SHOWN if each.hidden else f"{rounded(each.share * 100)}%",
            NOT_SHOWN if each.hidden else rounded(each.people_a_month),
            links(code, (offers[key] for key in each.offers)) or "Nobody",
        ]
        for each in found.releases
    ]  # fmt: skip
    columns = ("Area", "Share", "People a month", "Who works there")
    if any(each.hidden for each in found.releases):
        page.lead = f"{page.lead} {EXPLAINED}"
    page.tables = [Table("Largest share first", columns, rows, numeric="Share,People a month")]
    return shown(request, prison, page)


@require_safe
def market(request: HttpRequest, code: str) -> HttpResponse:
    prison, found, named = at(request, code)
    told = found.market
    running = [offer for offer in found.inputs.offers if offer.runs_on(found.inputs.day)]
    count = len(told.organisations)
    lead = (
        f"{count} {'organisation offers' if count == 1 else 'organisations offer'} services here. Voluntary:"
        f" {len(told.voluntary)}."
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
        Table(
            f"Small voluntary organisations: {_share_of_small(told)}", ("Organisation",),
            [[name] for name in told.small], "None is recorded.",
        ),
        Table("Size not known", ("Organisation",), [[name] for name in told.size_not_known], "Of all it is known."),
        Table(
            "All organisations and their services", ("Organisation", "Services"),
            [
                [name, _services(code, [offer for offer in running if offer.organisation == name])]
                for name in told.organisations
            ],
            "Nobody offers anything here.",
        ),
    ]  # fmt: skip
    return shown(request, prison, Page("Who offers what", lead, tables))


def _share_of_small(told: Market) -> str:
    """“40% of those whose size is known”."""
    if told.share_of_small is None:
        return "their share is not known"
    return f"{rounded(told.share_of_small * 100)}% of those whose size is known"


def _services(code: str, offers: list[Offer]) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((link(code, offer),) for offer in offers))
