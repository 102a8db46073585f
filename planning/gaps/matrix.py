"""Places beside demand, for each pathway, group and stage: the one function by which the portal says what is missing.

How places are shared out. A service's places are split in equal parts over its pathways, and each part over its groups
and stages ("everybody" and "any stage" where it names none). So every place counts once: the cells of a pathway add up
to its total, and all pathways to the places of all services.

What a cell sees. Its own places: those of parts with its pathway, its group and its stage; of "everybody" or "any
stage" all parts whatever they name. Shared places: those of parts that are open to its group or stage among others.
They may serve it and may be taken by others, so they narrow a shortfall from below and never from above.

Demand known for a pathway alone belongs to its total and is never spread over groups or stages.

A single need that was told (by a forum, in the queries log) is demand without a number: somebody needs it. Where
nothing is offered it is unmet by any count; else it stays unknown whether there is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from planning.gaps.conversion import Needed, needed
from planning.gaps.hiding import Key as Key
from planning.gaps.hiding import hidden_demands
from planning.gaps.rows import Demand, Inputs, Offer, Told

# Raised with every change of what comes out for the same rows; a report that was issued keeps the one it was made by.
FORMULA: Final = 1
EVERYBODY: Final = ""
ANY_STAGE: Final = ""
SOMEBODY: Final = Needed(None, some=True)


class State(StrEnum):
    """In the order of urgency."""

    UNMET = "unmet"
    PARTLY = "partly"
    UNKNOWN = "unknown"
    MET = "met"


@dataclass(frozen=True)
class Part:
    """What of an offer's places falls to one pathway, group and stage. `places` None: not known."""

    offer: Offer
    key: Key
    places: Fraction | None
    unlimited: bool


@dataclass(frozen=True)
class Supply:
    """People per month that parts take. `unknown`: services that said no number; `unlimited`: that take everybody."""

    services: int = 0
    places: Fraction = Fraction(0)
    unknown: int = 0
    unlimited: int = 0

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Supply:
        services, unknown, unlimited = set(), set(), set()
        places: dict[int, int] = {}
        for part in parts:
            services.add(part.offer.key)
            if part.unlimited:
                unlimited.add(part.offer.key)
            elif part.places is None:
                unknown.add(part.offer.key)
            else:
                # Whole numbers over each denominator, of which there are few: fractions are slow to add.
                over = part.places.denominator
                places[over] = places.get(over, 0) + part.places.numerator
        together = sum((Fraction(of, over) for over, of in places.items()), start=Fraction(0))
        return cls(len(services), together, len(unknown), len(unlimited))


@dataclass(frozen=True)
class Cell:
    """One pathway, group and stage. `at_least` and `at_most`: the bounds of the shortfall in people per month; None
    where demand is not known as a number. Where both are equal that is the shortfall. `hidden`: how many need it is
    told to nobody; whatever leaves is made from `told`. `single`: single needs that are open, also of a group or stage
    within.
    """

    pathway: str
    group: str
    stage: str
    demand: Demand | None
    needed: Needed | None
    own: Supply
    shared: Supply
    at_least: Fraction | None
    at_most: Fraction | None
    state: State
    services: tuple[int, ...]
    hidden: bool = False
    single: int = 0

    @property
    def told(self) -> Cell:
        """Without its numbers of people where they are hidden: with the places, the shortfall would give the need.

        That nothing is missing is no more than its state says.
        """
        if not self.hidden or self.demand is None or self.needed is None:
            return self
        return replace(
            self, demand=replace(self.demand, needing=None, share=None, a_month=None),
            needed=Needed(None, some=self.needed.some), at_least=None if self.at_most else self.at_least,
            at_most=None if self.at_most else self.at_most,
        )  # fmt: skip

    @property
    def key(self) -> Key:
        return (self.pathway, self.group, self.stage)

    @property
    def shortfall(self) -> Fraction | None:
        """None where it is not known exactly."""
        return self.at_most if self.at_most == self.at_least else None


def parts_of(offer: Offer) -> list[Part]:
    groups, stages = sorted(offer.groups) or [EVERYBODY], sorted(offer.stages) or [ANY_STAGE]
    keys = [
        (pathway, group, stage) for pathway in sorted(offer.pathways) for group in groups for stage in stages
    ]
    places = offer.places
    each = (
        None if places.a_month is None or places.unlimited else places.a_month / len(keys) if keys else None
    )
    return [Part(offer, key, each, places.unlimited) for key in keys]


def find(inputs: Inputs) -> dict[Key, Cell]:
    """{(pathway, group, stage): cell}: of each pathway its total, and each group and stage on its own.

    A group with a stage has a cell where a demand names both.
    """
    parts = by_pathway(offer for offer in inputs.offers if offer.runs_on(inputs.day))
    demands = {(each.pathway, each.group, each.stage): each for each in inputs.demands}
    if len(demands) != len(inputs.demands):
        raise ValueError("Of one pathway, group and stage one demand counts. Choose among sources first.")
    keys = [
        key
        for pathway in inputs.pathways
        for key in (
            (pathway, EVERYBODY, ANY_STAGE),
            *((pathway, group, ANY_STAGE) for group in inputs.groups),
            *((pathway, EVERYBODY, stage) for stage in inputs.stages),
        )
    ]
    keys += sorted(demands.keys() - set(keys))
    hidden = hidden_demands(inputs.demands, inputs.facts)
    return {key: cell(key, demands.get(key), parts.get(key[0], []), inputs, hidden) for key in keys}


def by_pathway(offers: Iterable[Offer]) -> dict[str, list[Part]]:
    """{pathway: parts of the offers that serve it}."""
    found: dict[str, list[Part]] = {}
    for offer in offers:
        for part in parts_of(offer):
            found.setdefault(part.key[0], []).append(part)
    return found


def cell(
    key: Key, demand: Demand | None, parts: list[Part], inputs: Inputs, hidden: frozenset[Key] | None = None
) -> Cell:
    """`parts`: those of the pathway. `hidden`: see `hidden_demands`; left out, that of this demand alone."""
    if hidden is None:
        hidden = hidden_demands([demand] if demand else [], inputs.facts)
    single = single_needs(inputs.told, key)
    own, shared = [], []
    for part in parts:
        if _is_within(part.key, key):
            own.append(part)
        elif _is_open_to(part.key, key):
            shared.append(part)
    need = needed(demand, inputs.facts) if demand else None
    mine, ours = Supply.of(own), Supply.of(shared)
    at_least, at_most = bounds(need, mine, ours)
    return Cell(
        *key, demand=demand, needed=need, own=mine, shared=ours, at_least=at_least, at_most=at_most,
        state=state_of(need or (SOMEBODY if single else None), mine, ours, at_least, at_most),
        services=tuple(sorted({part.offer.key for part in (*own, *shared)})), hidden=key in hidden, single=single,
    )  # fmt: skip


def single_needs(told: Iterable[Told], key: Key) -> int:
    return sum(
        each.pathway == key[0] and _is_within((each.pathway, each.group, each.stage), key) for each in told
    )


def _is_within(part: Key, asked: Key) -> bool:
    (_, group, stage), (_, named, at) = asked, part
    return (not group or named == group) and (not stage or at == stage)


def _is_open_to(part: Key, asked: Key) -> bool:
    """Serves the group and the stage, because it names them or names none."""
    (_, group, stage), (_, named, at) = asked, part
    return (not group or not named or named == group) and (not stage or not at or at == stage)


def bounds(need: Needed | None, own: Supply, shared: Supply) -> tuple[Fraction | None, Fraction | None]:
    """(at least, at most) of the shortfall in people per month. Places that are not known may be none, or enough."""
    if need is None or need.a_month is None:
        return None, None
    if own.unlimited:
        return Fraction(0), Fraction(0)
    at_most = max(need.a_month - own.places, Fraction(0))
    if own.unknown or shared.unknown or shared.unlimited:
        return Fraction(0), at_most
    return max(at_most - shared.places, Fraction(0)), at_most


def state_of(
    need: Needed | None, own: Supply, shared: Supply, at_least: Fraction | None, at_most: Fraction | None
) -> State:
    """Nothing is met that nobody counted. Where people need help and there is no service, it is unmet by any count."""
    if need is None:
        return State.UNKNOWN
    if need.some and not own.services and not shared.services:
        return State.UNMET
    if at_most is None:
        return State.UNKNOWN
    if at_most == 0:
        return State.MET
    if own.places or shared.places or shared.unlimited:
        return State.PARTLY
    return State.UNKNOWN if own.unknown or shared.unknown else State.UNMET


def totals(cells: dict[Key, Cell]) -> list[Cell]:
    """One a pathway: everybody, at any stage."""
    return [each for key, each in cells.items() if key[1:] == (EVERYBODY, ANY_STAGE)]
