"""One cell of the matrix in sentences that a reader can follow by hand, and the lists beside the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html

from planning.gaps.confidence import Confidence, confidence
from planning.gaps.conversion import receptions, stay_months
from planning.gaps.findings import Findings
from planning.gaps.hiding import FEW_NEED
from planning.gaps.matrix import Cell, State, parts_of
from planning.gaps.rows import Demand, Offer, Places
from planning.gaps.urgent import NEEDS, Labels, in_words, rounded
from planning.reports.matrix_words import PATTERNS
from planning.reports.sheet import STATES
from planning.reports.told import unreached

TRUST: Final = {
    Confidence.HIGH: "high: counted, and not older than a year",
    Confidence.MEDIUM: "medium: counted some time ago, or heard from some people lately",
    Confidence.LOW: "low: older than two years, or heard from some people more than a year ago",
    Confidence.NONE: "none: nobody has said it",
}  # fmt: skip
HIDDEN_RESULTS: Final = {
    State.UNMET: "People need it and nothing is offered. How many they are is not shown.",
    State.PARTLY: "Places are missing, or may be. How many is not shown.",
}
OFFERED: Final = ("Pathway", "Services", "Places")


@dataclass(frozen=True)
class ServiceLine:
    """`places`: of this cell; `whole`: of the service, with how they are split where they are."""

    name: str
    organisation: str
    url: str
    places: str
    whole: str
    shared: bool


@dataclass(frozen=True)
class Explained:
    title: str
    word: str
    pattern: str
    demand: list[str]
    supply: list[str]
    result: str
    trust: str
    services: list[ServiceLine]


def urgent_url(code: str, each: dict[str, Any], *, may_record: bool) -> str:
    """The page that shows what an urgent sentence speaks of; empty where that is for others."""
    if each["about"] == NEEDS and not may_record:
        return ""
    if each["about"] == "gap":
        _, pathway, group, stage = each["key"].split(":")
        return gap_url(code, pathway, group, stage)
    return reverse(each["about"], args=[code])


def gap_url(code: str, pathway: str, group: str = "", stage: str = "") -> str:
    asked = {"pathway": pathway, "group": group, "stage": stage}
    return f"{reverse('gap', args=[code])}?{urlencode({k: v for k, v in asked.items() if v})}"


def lists_of(code: str, said: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(figure, words, address): the other things that were found. A figure that is not known says so."""
    nobody = None if said["releases"] is None else sum(not area["offers"] for area in said["releases"])
    late = None if said["too_long"] is None else len(said["too_long"])
    rows = [
        (len(said["losing"]), "about to be lost, or not confirmed", "losing"),
        (late, "take longer than people stay", "sequence"),
        (unreached(said["wings"]), "wings that nothing reaches", "unreached_wings"),
        (len(said["clashes"]), "sessions that clash", "clashing_sessions"),
        (len(said["duplications"]), "duplications", "duplications"),
        (nobody, "release areas with nobody", "release_areas"),
        (len(said["market"]["organisations"]), "organisations work here", "market"),
    ]
    return [
        ("Not known" if count is None else str(count), words, reverse(name, args=[code]))
        for count, words, name in rows
    ]


def offered(code: str, said: dict[str, Any]) -> list[list[Any]]:
    """Where nobody said what is needed: of each pathway its services and their places, and nothing called met."""
    rows: list[list[Any]] = []
    for cell, pathway in zip(_of_everybody(said), said["pathways"], strict=True):
        own = cell["own"]
        label = format_html(
            '<a class="govuk-link" href="{}">{}</a>', gap_url(code, pathway["code"]), pathway["label"]
        )
        rows.append([label, str(own["services"]) if own["services"] else "None", places_of_all(own)])
    return rows


def _of_everybody(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in said["cells"] if not cell["group"] and not cell["stage"]]


def places_of_all(supply: dict[str, Any]) -> str:
    """“12 a month”, “Not known”, “12 a month, 2 services not known”, “Everybody who asks”. Of no service: a dash."""
    if not supply["services"]:
        return "–"
    if supply["unlimited"]:
        return "Everybody who asks"
    if supply["unknown"] == supply["services"]:
        return "Not known"
    unknown = f", {_services(supply['unknown'])} not known" if supply["unknown"] else ""
    return f"{supply['places']['words']} a month{unknown}"


def explained(cell: Cell, found: Findings, labels: Labels, code: str) -> Explained:
    return Explained(
        title=labels.of(cell), word=STATES[cell.state], pattern=PATTERNS[cell.state],
        demand=hidden_in_words(cell) if cell.hidden else demand_in_words(cell.demand, found),
        supply=supply_in_words(cell),
        result=result_in_words(cell.told), trust=TRUST[confidence(cell.demand, found.inputs.day)],
        services=[line for offer in found.inputs.offers if (line := _line(offer, cell, code))],
    )  # fmt: skip


def hidden_in_words(cell: Cell) -> list[str]:
    """The source without its number."""
    source = cell.demand.source if cell.demand else ""
    dated = f", {in_words(cell.demand.on)}" if cell.demand and cell.demand.on else ""
    return [f"How many people need it is not shown ({source}{dated}).", FEW_NEED]


def demand_in_words(demand: Demand | None, found: Findings) -> list[str]:
    """The source, and how its number becomes people per month, with the numbers."""
    if demand is None:
        return ["Nobody has said how many people need this."]
    dated = f", {in_words(demand.on)}" if demand.on else ""
    source = f"{demand.source}{dated}"
    facts = found.inputs.facts
    if demand.a_month is not None:
        return [f"{rounded(demand.a_month)} people a month need it ({source})."]
    if demand.share is not None:
        arrive, share = receptions(facts), f"{rounded(demand.share * 100)}%"
        first = f"{share} of those who come in need it ({source})."
        if arrive is None:
            return [first, "How many come in a month is not known, so nobody can say how many that is."]
        return [
            first,
            f"{rounded(arrive)} come in a month: {share} of {rounded(arrive)} are"
            f" {rounded(demand.share * arrive)} people a month.",
        ]
    stay = stay_months(facts)
    first = f"{demand.needing} people need it at any one time ({source})."
    if not stay:
        return [first, "How long people stay is not known, so nobody can say how many that is a month."]
    return [
        first,
        f"People stay {rounded(stay)} months on average: {demand.needing} / {rounded(stay)} ="
        f" {rounded((demand.needing or 0) / stay)} people a month.",
    ]


def supply_in_words(cell: Cell) -> list[str]:
    own, shared = cell.own, cell.shared
    said = [f"{_services(own.services)} with {rounded(own.places)} places a month in all."]
    if own.unlimited:
        said.append(f"{_services(own.unlimited)} {_take(own.unlimited)} everybody who asks.")
    if own.unknown:
        said.append(f"Of {_services(own.unknown)} nobody has said how many places there are.")
    if shared.services:
        said.append(
            f"{_services(shared.services)} more {'is' if shared.services == 1 else 'are'} open to others too, with"
            f" {rounded(shared.places)} places a month that may be taken."
        )
    return said


def result_in_words(cell: Cell) -> str:
    if cell.hidden and cell.state in HIDDEN_RESULTS:
        return HIDDEN_RESULTS[cell.state]
    if cell.at_most is None:
        if cell.state == State.UNMET:
            return "People need it and nothing is offered. How many a month is not known."
        return "What is missing is not known."
    if cell.at_most == 0:
        return "Nothing is missing."
    if cell.shortfall is not None:
        return f"Places for {rounded(cell.shortfall)} people a month are missing."
    return f"Places for {rounded(cell.at_least)} to {rounded(cell.at_most)} people a month are missing."


def _services(count: int) -> str:
    return f"{count} service" if count == 1 else f"{count} services"


def _take(count: int) -> str:
    return "takes" if count == 1 else "take"


def _line(offer: Offer, cell: Cell, code: str) -> ServiceLine | None:
    if offer.key not in cell.services:
        return None
    parts = [part for part in parts_of(offer) if part.key[0] == cell.pathway]
    own = [
        part
        for part in parts
        if all(not asked or named == asked for named, asked in zip(part.key[1:], cell.key[1:], strict=True))
    ]
    shares = [part.places for part in own if part.places is not None]
    if offer.places.unlimited:
        places = "Everybody who asks"
    elif not offer.places.known:
        places = "Not known"
    else:
        places = rounded(sum(shares, start=Fraction(0)))
    split = len(parts_of(offer))
    return ServiceLine(
        offer.name, offer.organisation, reverse("listing", args=[code, offer.key]), places,
        whole_in_words(offer.places, split), shared=not own,
    )  # fmt: skip


def whole_in_words(places: Places, parts: int) -> str:
    """“12 a month, worked out from its sessions, in 3 equal parts”."""
    if places.unlimited or places.a_month is None:
        return ""
    derived = ", worked out from its sessions" if places.derived else ""
    split = f", in {parts} equal parts" if parts > 1 else ""
    return f"{rounded(places.a_month)} a month{derived}{split}"
