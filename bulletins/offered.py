"""What the features offer to an issue for its period, less what it has already. Nothing is written.

What happened stands in an issue when it happened within the period. What is to come is announced from today until
some weeks behind the period's last day, because a bulletin of November is where the dates of December are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bulletins.models import BulletinIssue, Section
from bulletins.policies import may_be_said
from bulletins.wording import escaped
from coordination import clock
from coordination.models import Prison
from coordination.offers import BulletinOffer, offers

AHEAD: Final = timedelta(weeks=8)
TO_COME: Final = frozenset({Section.TRAINING, Section.FORUMS})


def offered_to(issue: BulletinIssue, of: Prison | None = None) -> list[BulletinOffer]:
    """In the order of sections, then as offered; each `source` once.

    `text` is our Markdown: what the features say is escaped. What holds a prison number or a refused word is left out,
    as nobody may type it either. An issue of several prisons takes what one of them (`of`) offers: see `_named`.
    """
    prisons = prisons_offering(issue)
    if of is not None:
        prisons = [prison for prison in prisons if prison.pk == of.pk]
    taken = set(issue.items.exclude(source="").values_list("source", flat=True))
    found: dict[str, BulletinOffer] = {}
    for prison in prisons:
        for offer in _of(prison, issue):
            if offer.source not in taken and offer.source not in found:
                found[offer.source] = offer if issue.prison else _named(offer, prison)
    said = [offer for offer in found.values() if may_be_said({"heading": offer.heading, "text": offer.text})]
    order = {section.value: place for place, section in enumerate(Section)}
    return sorted(said, key=lambda offer: order[offer.section])


def prisons_offering(issue: BulletinIssue) -> list[Prison]:
    """The prison of an issue, or those of its set, or all; not those that closed for good."""
    if issue.prison:
        return [issue.prison]
    running = Prison.objects.taking_services()
    return list(running.filter(sets=issue.prison_set) if issue.prison_set else running)


def _of(prison: Prison, issue: BulletinIssue) -> Iterator[BulletinOffer]:
    today = clock.today()
    for module in offers("bulletin"):
        if not hasattr(module, "items"):
            continue
        for offer in module.items(prison, issue.period_from, max(issue.period_to, today) + AHEAD):
            if offer.section not in Section.values:
                continue
            if offer.section in TO_COME:
                fits = offer.on is None or today <= offer.on <= issue.period_to + AHEAD
            else:
                fits = offer.on is None or offer.on <= issue.period_to
            if fits:
                yield replace(offer, text=escaped(offer.text))


def _named(offer: BulletinOffer, prison: Prison) -> BulletinOffer:
    """For readers of other prisons: with its prison, and without its page, which they cannot open. Its words for the
    wings are for the wings of its own prison: nothing goes by itself onto the walls of another."""
    return replace(
        offer, heading=f"{prison.short_name}: {offer.heading}", path="", wing_heading="", wing_text=""
    )
