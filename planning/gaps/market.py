"""Who offers what there is: small organisations, pathways that hang on one, organisations led by those they serve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from planning.gaps.rows import Inputs, Offer

# Under a million pounds a year (the bands of Organisation.Size).
SMALL: Final = frozenset({"micro", "small", "medium"})


@dataclass(frozen=True)
class Market:
    """Organisations, by name. `size_not_known` are neither small nor large. Shares are of those whose size is known."""

    organisations: tuple[str, ...]
    voluntary: tuple[str, ...]
    small: tuple[str, ...]
    size_not_known: tuple[str, ...]
    single_provider: tuple[tuple[str, str], ...]
    led_by_lived_experience: tuple[str, ...]
    led_by_groups: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def share_of_small(self) -> Fraction | None:
        """Of voluntary organisations whose size is known; None where of none it is."""
        known = len(self.voluntary) - len(self.size_not_known)
        return Fraction(len(self.small), known) if known else None


def market(inputs: Inputs) -> Market:
    """`single_provider`: (pathway, organisation) where one organisation alone serves it."""
    running = [offer for offer in inputs.offers if offer.runs_on(inputs.day)]
    voluntary = [offer for offer in running if offer.voluntary]
    single = [
        (pathway, names[0])
        for pathway in inputs.pathways
        if len(names := _names(offer for offer in running if pathway in offer.pathways)) == 1
    ]
    return Market(
        organisations=_names(running),
        voluntary=_names(voluntary),
        small=_names(offer for offer in voluntary if offer.size in SMALL),
        size_not_known=_names(offer for offer in voluntary if not offer.size),
        single_provider=tuple(single),
        led_by_lived_experience=_names(offer for offer in running if offer.led_by_lived_experience),
        led_by_groups=tuple(
            (group, names)
            for group in inputs.groups
            if (names := _names(offer for offer in running if group in offer.led_by))
        ),
    )


def _names(offers: Iterable[Offer]) -> tuple[str, ...]:
    return tuple(sorted({offer.organisation for offer in offers}))
