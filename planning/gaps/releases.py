"""Where people go on release, and who works there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from planning.gaps.conversion import receptions
from planning.gaps.hiding import hidden_areas
from planning.gaps.rows import Inputs

THROUGH_THE_GATE = frozenset({"release", "after"})


@dataclass(frozen=True)
class Area:
    """`people_a_month` None: not known how many leave. `offers`: keys of listings whose organisation works there.

    `hidden`: neither the share nor how many they are is told.
    """

    code: str
    share: Fraction
    people_a_month: Fraction | None
    offers: tuple[int, ...]
    hidden: bool = False

    @property
    def nobody(self) -> bool:
        return not self.offers


def release_areas(inputs: Inputs, within: Mapping[str, str]) -> list[Area] | None:
    """Largest share first; None where nobody said where people go.

    `within`: {area: the larger one that it is part of}. An organisation that works in a region works in its towns.
    Only services at release or after it count; as many leave as come in.
    """
    if not inputs.releases:
        return None
    leave, hidden = receptions(inputs.facts), hidden_areas(inputs.releases, inputs.facts)
    offers = [
        offer for offer in inputs.offers if offer.runs_on(inputs.day) and offer.stages & THROUGH_THE_GATE
    ]
    found = []
    for release in inputs.releases:
        around = set(_with_what_is_around(release.area, within))
        keys = tuple(sorted(offer.key for offer in offers if offer.areas & around))
        people = None if leave is None else release.share * leave
        found.append(Area(release.area, release.share, people, keys, release.area in hidden))
    return sorted(found, key=lambda area: (-area.share, area.code))


def _with_what_is_around(area: str, within: Mapping[str, str]) -> list[str]:
    found = [area]
    while (larger := within.get(found[-1])) and larger not in found:
        found.append(larger)
    return found
