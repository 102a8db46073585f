"""What follows what: services that come too late for this prison, and who takes over at the next stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from planning.gaps.conversion import stay_days
from planning.gaps.rows import Inputs, Offer


@dataclass(frozen=True)
class TooLong:
    """A service that most people cannot finish here: its wait and its least time are longer than the average stay.

    Days; `wait` or `least` None is not known and counts as nothing here, so that what is said is certain.
    """

    offer: Offer
    wait: int | None
    least: int | None
    stay: Fraction

    @property
    def together(self) -> int:
        return (self.wait or 0) + (self.least or 0)


@dataclass(frozen=True)
class Step:
    """What of one pathway there is at one stage. `hands_over`: (key of the listing, key of the service it leads to)."""

    pathway: str
    stage: str
    offers: tuple[int, ...]
    hands_over: tuple[tuple[int, int], ...]


def too_long(inputs: Inputs) -> list[TooLong] | None:
    """Those whose wait or least time, or both together, exceed the average stay; None where the stay is not known.

    What is for after release needs no time in here.
    """
    stay = stay_days(inputs.facts)
    if stay is None:
        return None
    found = [
        TooLong(offer, offer.wait_days, offer.least_days, stay)
        for offer in _running(inputs)
        if offer.stages != {"after"}
    ]
    late = [each for each in found if each.together > stay]
    return sorted(late, key=lambda each: (-each.together, each.offer.name, each.offer.key))


def sheet(inputs: Inputs) -> list[list[Step]]:
    """A row a pathway, a column a stage, in the order of the lists. A service without stages stands at each."""
    return [[_step(inputs, pathway, stage) for stage in inputs.stages] for pathway in inputs.pathways]


def _step(inputs: Inputs, pathway: str, stage: str) -> Step:
    here = [
        offer
        for offer in _running(inputs)
        if pathway in offer.pathways and (stage in offer.stages or not offer.stages)
    ]
    here.sort(key=lambda offer: (offer.name, offer.key))
    return Step(
        pathway, stage,
        offers=tuple(offer.key for offer in here),
        hands_over=tuple((offer.key, offer.hands_over_to) for offer in here if offer.hands_over_to),
    )  # fmt: skip


def broken(inputs: Inputs) -> list[Offer]:
    """Those that hand over to a service that is not offered here any more."""
    there = {offer.service for offer in _running(inputs)}
    gone = [each for each in _running(inputs) if each.hands_over_to and each.hands_over_to not in there]
    return sorted(gone, key=lambda offer: (offer.name, offer.key))


def _running(inputs: Inputs) -> Iterable[Offer]:
    return (offer for offer in inputs.offers if offer.runs_on(inputs.day))
