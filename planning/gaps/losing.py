"""What is about to be lost: its money or its last day comes, or nobody has confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from planning.gaps.rows import Inputs, Offer

WITHIN: Final = timedelta(days=90)
CONFIRMED_WITHIN: Final = timedelta(days=90)


class Why(StrEnum):
    """In the order of certainty."""

    ENDS = "ends"
    FUNDING = "funding"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Losing:
    """`on`: the day that comes, or of the last confirmation (None: never). `only`: pathways that it alone serves."""

    offer: Offer
    why: Why
    on: date | None
    only: tuple[str, ...]


def losing(inputs: Inputs) -> list[Losing]:
    """Each service once, with the most certain reason; soonest first. What has ended is lost already and not here."""
    running = [offer for offer in inputs.offers if offer.runs_on(inputs.day)]
    alone = {
        pathway: offers[0].key
        for pathway in inputs.pathways
        if len(offers := [each for each in running if pathway in each.pathways]) == 1
    }
    found = []
    for offer in running:
        reason = why(offer, inputs.day)
        if reason:
            only = tuple(pathway for pathway in inputs.pathways if alone.get(pathway) == offer.key)
            found.append(Losing(offer, *reason, only=only))
    order = list(Why)
    return sorted(found, key=lambda each: (order.index(each.why), each.on or date.min, each.offer.key))


def why(offer: Offer, day: date) -> tuple[Why, date | None] | None:
    if offer.ends_on and offer.ends_on <= day + WITHIN:
        return Why.ENDS, offer.ends_on
    if offer.funded_until and offer.funded_until <= day + WITHIN:
        return Why.FUNDING, offer.funded_until
    if offer.confirmed_on is None or offer.confirmed_on < day - CONFIRMED_WITHIN:
        return Why.UNCONFIRMED, offer.confirmed_on
    return None
