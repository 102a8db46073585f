"""What a managed exit says, in words: of what was frozen, of prisons nearby, of steps."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html

from coordination.models import Prison
from planning.exits.nearby import Nearby
from planning.gaps.urgent import Labels, rounded
from planning.models import ExitStep, ManagedExit
from planning.reports.sheet import STATES
from planning.views.found_lists import Cell, Table
from planning.wording import day_in_words

EVERYBODY: Final = "Everybody who asks"
NOT_KNOWN: Final = "Not known"
NEAR: Final = ("Prison", "Where", "Short there", "Not known there")


def how(found: ManagedExit) -> str:
    return "For a time" if found.temporary else "For good"


def state_of(found: ManagedExit) -> tuple[str, str]:
    """(words, tone)."""
    if found.called_off_at:
        return f"Called off on {day_in_words(found.called_off_at)}", "neutral"
    if found.closed_at and found.prison.is_running:
        return "Open again", "good"
    if found.closed_at:
        return f"Closed on {day_in_words(found.closes_on)}", "bad"
    return "Under way", "waiting"


def lead(found: ManagedExit) -> str:
    verb = "closed" if found.closed_at else "was to close" if found.called_off_at else "closes"
    return f"{found.prison} {verb} {how(found).lower()} on {day_in_words(found.closes_on)}."


def lost(impact: dict[str, Any]) -> list[tuple[str, str]]:
    """(figure, words) of what was frozen."""
    population = impact["population"]
    alone = sum(each["nowhere_else"] for each in impact["organisations"])
    return [
        (str(len(impact["organisations"])), "organisations"),
        (str(alone), "of them work at no other prison"),
        (str(len(impact["services"])), "services"),
        _places_lost(impact["places"]),
        (NOT_KNOWN if population is None else str(population), "people held"),
    ]


def _places_lost(supply: dict[str, Any]) -> tuple[str, str]:
    """The number first, and after it of how many services it does not speak."""
    figure, *rest = places(supply).split(", ")
    return figure, ", ".join(["places a month", *rest])


def places(supply: dict[str, Any]) -> str:
    """“40, not known of 2 services”. Where nobody said any number it is not known, and not nought."""
    unknown, unlimited = supply["unknown"], supply["unlimited"]
    said = []
    if supply["services"] > unknown + unlimited:
        said.append(supply["places"]["words"])
    if unlimited:
        said.append(f"no limit for {_services(unlimited)}")
    if unknown:
        said.append(f"not known of {_services(unknown)}" if said else NOT_KNOWN)
    return ", ".join(said) or "None"


def _services(count: int) -> str:
    return f"{count} service{'' if count == 1 else 's'}"


def lists(impact: dict[str, Any]) -> list[Table]:
    organisations: list[list[Cell]] = [
        [each["name"], str(each["services"]), "Nowhere else" if each["nowhere_else"] else "Elsewhere too"]
        for each in impact["organisations"]
    ]
    services: list[list[Cell]] = [
        [each["name"], each["organisation"], _places_of(each)] for each in impact["services"]
    ]
    return [
        Table("Organisations", ("Organisation", "Services here", "Works"), organisations,
              "No organisation offered anything here.", "Services here"),
        Table(
            "Pathways", ("Pathway", "Services", "Places a month", "Before it closes"),
            [[each["label"], str(each["services"]), places(each), each["state"]] for each in impact["pathways"]],
            "No pathway had a service here.", "Services",
        ),
        Table(
            "Groups that lose services of their own", ("Group", "Services", "Places a month"),
            [[each["label"], str(each["services"]), places(each)] for each in impact["groups"]],
            "No service here was for one group alone.", "Services",
        ),
        Table("Services", ("Service", "Organisation", "Places a month"), services, "No service was offered here."),
    ]  # fmt: skip


def _places_of(service: dict[str, Any]) -> str:
    if service["unlimited"]:
        return EVERYBODY
    return service["places"]["words"] if service["places"] else NOT_KNOWN


def near_row(each: Nearby, named: Labels, *, opens: bool) -> list[Cell]:
    """`opens`: the reader may see that prison's gaps."""
    gaps = "; ".join(
        f"{named.pathways[gap.pathway]}: {STATES[gap.state].lower()}"
        + (f", {rounded(gap.at_most)} a month at most" if gap.at_most else "")
        for gap in each.gaps
    )
    unknown = "; ".join(named.pathways[code] for code in each.unknown)
    return [place_name(each, opens=opens), "Near" if each.near else "Further away", gaps, unknown or "–"]


def place_name(each: Nearby, *, opens: bool) -> Cell:
    if not opens:
        return each.place.name
    url = reverse("gaps", args=[each.place.code])
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, each.place.name)


def unknown_of(count: int) -> str:
    return f"{count} more prison{'' if count == 1 else 's'} of the same kind, of which nobody knows"


def where_near(prison: Prison) -> str:
    """What “near” is taken from: nobody gave distances, and regions say nothing about women’s prisons."""
    if prison.holds_only == "women":
        return (
            "Near are those of a set that this prison is in, too. Women’s prisons are not compared by region."
        )
    if not prison.region:
        return "The region of this prison is not known, so none counts as near."
    return f"Near are those of the same region ({prison.region}). The portal knows no distances."


def step_row(each: ExitStep, today: date) -> dict[str, Any]:
    if each.done_on:
        state = (f"Done on {day_in_words(each.done_on)} by {each.done_by}", "good")
    elif each.due_on < today:
        state = ("Past its day", "bad")
    else:
        state = ("To do", "waiting")
    return {"step": each, "due": day_in_words(each.due_on), "state": state, "done": bool(each.done_on)}
