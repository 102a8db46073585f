"""Prisons of the same kind as one that closes, with the gaps that its services could fill: pure, near ones first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from planning.gaps.alike import Place, alike
from planning.gaps.matrix import State, find, totals
from planning.gaps.rows import Inputs


@dataclass(frozen=True)
class Gap:
    """One pathway that is short there. `at_most` in people a month; None: not known how many, or not told."""

    pathway: str
    state: State
    at_most: Fraction | None


@dataclass(frozen=True)
class Nearby:
    """`gaps`: pathways that the closing prison offers and that are short there; `unknown`: nobody knows of them."""

    place: Place
    near: bool
    gaps: tuple[Gap, ...]
    unknown: tuple[str, ...]


def nearby(
    place: Place, pathways: Collection[str], others: Iterable[Place], inputs: Mapping[int, Inputs]
) -> list[Nearby]:
    """Prisons of the same kind where one of the `pathways` is short or not known. `inputs`: by the key of a prison.

    Near ones first; among those, where most pathways are short.
    """
    found = []
    for other in alike(place, others):
        cells = [cell for cell in totals(find(inputs[other.key])) if cell.pathway in pathways]
        gaps = [
            Gap(cell.pathway, cell.state, cell.told.at_most)
            for cell in cells
            if cell.state in (State.UNMET, State.PARTLY)
        ]
        unknown = tuple(cell.pathway for cell in cells if cell.state == State.UNKNOWN)
        if gaps or unknown:
            found.append(Nearby(other, place.is_near(other), tuple(gaps), unknown))
    return sorted(found, key=lambda each: (not each.near, -len(each.gaps), each.place.name, each.place.key))
