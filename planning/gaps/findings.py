"""Everything that is found at one prison on one day, by all functions together: what pages show and reports freeze."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planning.gaps.duplication import Duplication, duplications
from planning.gaps.losing import Losing, losing
from planning.gaps.market import Market, market
from planning.gaps.matrix import Cell, Key, find
from planning.gaps.releases import Area, release_areas
from planning.gaps.rows import Inputs, Offer
from planning.gaps.sequence import TooLong, broken, too_long
from planning.gaps.wings import Clash, Reached, clashes, reached


@dataclass(frozen=True)
class Findings:
    """None: not known. Lists in the order in which a page shows them."""

    inputs: Inputs
    cells: dict[Key, Cell]
    too_long: list[TooLong] | None
    broken: list[Offer]
    wings: list[Reached]
    clashes: list[Clash]
    duplications: list[Duplication]
    losing: list[Losing]
    releases: list[Area] | None
    market: Market


def findings(inputs: Inputs, within: Mapping[str, str]) -> Findings:
    """`within`: {code of an area: the larger one that it is part of}."""
    return Findings(
        inputs=inputs, cells=find(inputs), too_long=too_long(inputs), broken=broken(inputs), wings=reached(inputs),
        clashes=clashes(inputs), duplications=duplications(inputs), losing=losing(inputs),
        releases=release_areas(inputs, within), market=market(inputs),
    )  # fmt: skip
