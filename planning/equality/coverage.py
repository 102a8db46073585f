"""Services, places, needs and leadership by group: counted here exactly, with nothing hidden yet.

A place counts as in the matrix: in equal parts over the pathways, groups and stages of its service. So the places of
all groups and of services for everybody add up to all places of the prison.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from planning.gaps.conversion import needed
from planning.gaps.hiding import Key, hidden_demands
from planning.gaps.matrix import EVERYBODY, Part, Supply, parts_of
from planning.gaps.rows import Demand, Inputs, Offer


@dataclass(frozen=True)
class People:
    """How many of a group the prison holds, from which source. `count` None: only a share is known, or nothing."""

    count: int | None = None
    words: str = ""
    source: str = ""


@dataclass(frozen=True)
class Need:
    """Of a group on a pathway. `hidden`: how many they are is not told."""

    demand: Demand
    a_month: Fraction | None
    hidden: bool


@dataclass(frozen=True)
class Covered:
    """A group, or everybody (""). `supply`: of services that name it; `also_open`: how many name no group."""

    group: str
    people: People
    offers: tuple[Offer, ...]
    supply: Supply
    also_open: int
    needs: tuple[Need, ...]
    led_by: tuple[str, ...]


def covered(inputs: Inputs, people: Mapping[str, People]) -> dict[str, Covered]:
    """{code of a group: its row}, and under "" what is for everybody."""
    running = [offer for offer in inputs.offers if offer.runs_on(inputs.day)]
    parts = [part for offer in running for part in parts_of(offer)]
    for_all = sum(not offer.groups for offer in running)
    hidden = hidden_demands(inputs.demands, inputs.facts)
    return {
        group: _row(group, inputs, running, parts, for_all, people.get(group, People()), hidden)
        for group in (EVERYBODY, *inputs.groups)
    }


def _row(
    group: str, inputs: Inputs, running: list[Offer], parts: list[Part], for_all: int, people: People,
    hidden: frozenset[Key],
) -> Covered:  # fmt: skip
    return Covered(
        group=group, people=people,
        offers=tuple(offer for offer in running if (group in offer.groups if group else not offer.groups)),
        supply=Supply.of(part for part in parts if part.key[1] == group), also_open=for_all if group else 0,
        needs=tuple(_need(each, inputs, hidden) for each in inputs.demands if each.group == group),
        led_by=organisations_led_by(group, running),
    )  # fmt: skip


def organisations_led_by(group: str, running: Iterable[Offer]) -> tuple[str, ...]:
    return tuple(sorted({offer.organisation for offer in running if group and group in offer.led_by}))


def _need(demand: Demand, inputs: Inputs, hidden: frozenset[Key]) -> Need:
    key = (demand.pathway, demand.group, demand.stage)
    return Need(demand, needed(demand, inputs.facts).a_month, key in hidden)
