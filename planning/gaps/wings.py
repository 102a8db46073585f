"""Which wings services reach, and which sessions clash there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from planning.gaps.meeting import same_place, same_time
from planning.gaps.rows import Inputs, Meets, Offer


@dataclass(frozen=True)
class Reached:
    """`own`: keys of listings that name the wing; `everywhere`: how many reach every wing. `not_known` say no wing."""

    wing: str
    own: tuple[int, ...]
    everywhere: int
    not_known: int

    @property
    def by_nothing(self) -> bool:
        """Certain only where every service says which wings it reaches."""
        return not self.own and not self.everywhere and not self.not_known


@dataclass(frozen=True)
class Clash:
    """Two sessions for the same people at the same time: on a wing both reach, or in one place."""

    first: Offer
    second: Offer
    weekday: int
    first_meets: Meets
    second_meets: Meets
    place: str
    wings: tuple[str, ...]


def reached(inputs: Inputs) -> list[Reached]:
    """One a wing, in the order of the prison."""
    running = [offer for offer in inputs.offers if offer.runs_on(inputs.day)]
    everywhere = sum(offer.every_wing for offer in running)
    not_known = sum(not offer.every_wing and not offer.wings for offer in running)
    return [
        Reached(
            wing, tuple(sorted(offer.key for offer in running if wing in offer.wings)), everywhere, not_known
        )
        for wing in inputs.wings
    ]


def clashes(inputs: Inputs) -> list[Clash]:
    """Pairs of sessions that overlap in one place, or on wings that both name.

    Of services that reach every wing only the place counts: something always happens somewhere.
    """
    running = sorted(
        (offer for offer in inputs.offers if offer.runs_on(inputs.day)), key=lambda offer: offer.key
    )
    found = []
    for first, second in combinations(running, 2):
        for one in first.meets:
            for other in second.meets:
                place = one.place if same_place(one, other) else ""
                wings = tuple(sorted(first.wings & second.wings))
                if same_time(one, other) and (place or wings):
                    found.append(Clash(first, second, one.weekday, one, other, place, wings))
    return sorted(found, key=lambda clash: (clash.weekday, clash.first_meets.begins, clash.first.key))
