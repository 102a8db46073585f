"""What a comparison reads of each prison: little enough that all prisons stand on one page.

Totals of pathways alone are compared, and of a service its places, its days and its pathways are enough for them. So
no text, no list of groups, stages, wings or languages is read, and services of one prison are let go before the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from coordination.models import Pathway, Prison
from directory.models import Listing, Revision, Session
from planning.gaps.gathering import places_of, said_of, told_at
from planning.gaps.rows import Inputs, Offer

# In the order in which `_offer` takes them.
COLUMNS: Final = (
    "prison", "pk", "approved_revision", "service", "room", "room_on", "confirmed_on", "places_unlimited",
    "places_a_month", "places_a_session", "sessions_a_person", "approved_revision__starts_on",
    "approved_revision__ends_on", "approved_revision__funded_until",
)  # fmt: skip
A_FETCH: Final = 2000
Codes = frozenset[str]


def totals_at(prisons: Iterable[Prison], day: date) -> Iterator[tuple[int, Inputs]]:
    """(key of the prison, what totals are worked out from), by key; nine queries for any number of prisons.

    As `gather` has it for the same prison, but for what `side_by_side` does not look at.
    """
    prisons = list(prisons)
    keys = [prison.pk for prison in prisons]
    pathways = list(Pathway.objects.filter(active=True).values_list("code", "women_only"))
    said, told = said_of(keys, day), told_at(keys, day)
    offers = _offers(keys)
    following = next(offers, None)
    for prison in sorted(prisons, key=lambda each: each.pk):
        found: tuple[Offer, ...] = ()
        if following and following[0] == prison.pk:
            found, following = following[1], next(offers, None)
        facts, demands, _, _ = said[prison.pk]
        yield prison.pk, Inputs(
            day=day, facts=facts, demands=demands, offers=found, groups=(), stages=(), told=told[prison.pk],
            pathways=tuple(code for code, women_only in pathways if prison.holds_women or not women_only),
        )  # fmt: skip


def _offers(prisons: list[int]) -> Iterator[tuple[int, tuple[Offer, ...]]]:
    """(key of the prison, its published listings), by key; those without any are left out."""
    listings = Listing.objects.published().filter(prison__in=prisons).order_by()
    pathways, patterns = _pathways(listings), _patterns(listings)
    rows = listings.order_by("prison", "pk").values_list(*COLUMNS).iterator(chunk_size=A_FETCH)
    for prison, of in groupby(rows, key=itemgetter(0)):
        yield prison, tuple(_offer(row, pathways, patterns) for row in of)


def _offer(row: Any, pathways: dict[int, Codes], patterns: dict[int, list[str]]) -> Offer:
    (
        _,
        key,
        text,
        service,
        room,
        room_on,
        confirmed_on,
        unlimited,
        month,
        session,
        person,
        starts,
        ends,
        funded,
    ) = row
    return Offer(
        key=key, service=service, name="", organisation="", pathways=pathways.get(text, frozenset()),
        places=places_of(unlimited, month, session, person, patterns.get(text, ())), room=room, room_on=room_on,
        starts_on=starts, ends_on=ends, funded_until=funded, confirmed_on=confirmed_on,
    )  # fmt: skip


def _pathways(listings: Any) -> dict[int, Codes]:
    """{key of a text: codes}. Many texts name the same, so that they share one set."""
    through = Revision.pathways.through.objects.filter(revision__in=listings.values("approved_revision"))
    rows = through.order_by("revision").values_list("revision", "pathway").iterator(chunk_size=A_FETCH)
    same: dict[Codes, Codes] = {}
    found = {}
    for text, of in groupby(rows, key=itemgetter(0)):
        codes = frozenset(code for _, code in of)
        found[text] = same.setdefault(codes, codes)
    return found


def _patterns(listings: Any) -> dict[int, list[str]]:
    """{key of a text: the pattern of each session}, where places are worked out from them."""
    counted = listings.exclude(places_a_session=None).values("approved_revision")
    rows = Session.objects.filter(revision__in=counted).order_by().values_list("revision", "pattern")
    found: dict[int, list[str]] = {}
    for text, pattern in rows.iterator(chunk_size=A_FETCH):
        found.setdefault(text, []).append(pattern)
    return found
