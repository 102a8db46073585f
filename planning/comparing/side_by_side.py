"""Prisons beside each other, by the same definitions as each one's own page: pure over their rows.

What is not known stays None and is never nought: a prison that nobody has looked at must not look well provided for.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from planning.gaps.alike import Place
from planning.gaps.hiding import hidden_demands
from planning.gaps.losing import Why, losing
from planning.gaps.matrix import ANY_STAGE, EVERYBODY, Cell, Supply, by_pathway, cell
from planning.gaps.rows import Inputs


@dataclass(frozen=True)
class Beside:
    """`population`: people held. `services` None: the directory there is empty, which may say that nobody wrote it.

    `needs_said`: whether any source speaks of needs there. `cells`: the total of each pathway that is the
    prison's, as it may be told.
    """

    place: Place
    population: int | None
    needs_said: bool
    services: int | None
    places: Supply
    losing: int | None
    cells: dict[str, Cell]

    @property
    def is_blank(self) -> bool:
        """Nobody recorded anything of it: neither needs, nor people, nor services."""
        return self.population is None and not self.needs_said and self.services is None

    @property
    def places_known(self) -> Fraction | None:
        """People a month, as far as somebody said it; None where nobody did."""
        known = self.services and self.places.services > self.places.unknown + self.places.unlimited
        return self.places.places if known else None


def beside(place: Place, inputs: Inputs) -> Beside:
    running = [offer for offer in inputs.offers if offer.runs_on(inputs.day)]
    parts = by_pathway(running)
    demands = {each.pathway: each for each in inputs.demands if not each.group and not each.stage}
    # Of all demands, so that nothing is told here that the prison's own page hides.
    hidden = hidden_demands(inputs.demands, inputs.facts)
    return Beside(
        place=place, population=inputs.facts.population, needs_said=bool(inputs.demands),
        services=len(running) if inputs.offers else None,
        places=Supply.of(part for of in parts.values() for part in of),
        losing=len([each for each in losing(inputs) if each.why != Why.UNCONFIRMED]) if inputs.offers else None,
        cells={
            pathway: cell(
                (pathway, EVERYBODY, ANY_STAGE), demands.get(pathway), parts.get(pathway, []), inputs, hidden
            ).told
            for pathway in inputs.pathways
        },
    )  # fmt: skip
