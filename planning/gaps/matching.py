"""Which organisations might fill a gap, and why each is thought of: from what they offer, whom they serve and where.

No database. Of a gap with a pathway only those are suggested that work on it, or that are led by the people meant;
and of those only who works at the prison already, in its region, or in an area to which people go from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

# So many areas are named in a reason; the rest is counted.
NAMED: Final = 2


@dataclass(frozen=True)
class Gap:
    """What is looked for. `region` is the one of the prison; `areas` those to which people go on release."""

    prison: int
    pathway: str = ""
    group: str = ""
    region: str = ""
    areas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Work:
    """One published service: where, and for what."""

    prison: int
    prison_name: str
    region: str
    pathways: frozenset[str]
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """An organisation. `areas`: where it says that it works, with the larger areas around them."""

    key: int
    name: str
    works: tuple[Work, ...] = ()
    areas: frozenset[str] = frozenset()
    led_by: frozenset[str] = frozenset()
    small: bool = False


@dataclass(frozen=True)
class Suggestion:
    """`here`: it offers something at the prison already. `reasons` in words, the strongest first."""

    key: int
    name: str
    here: bool
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        return "; ".join(self.reasons)


def suggestions(
    gap: Gap, organisations: Iterable[Known], labels: Mapping[str, str], areas: Mapping[str, str]
) -> list[Suggestion]:
    """Those here first, then others of the region; among them who has more reasons, then by name.

    `labels`: {code of a pathway or a group: words}; `areas`: {code of an area: its name}.
    """
    found = [
        suggestion for each in organisations if (suggestion := suggest(gap, each, labels, areas))
    ]  # fmt: skip
    return sorted(found, key=lambda each: (not each.here, -len(each.reasons), each.name.casefold(), each.key))


def suggest(gap: Gap, known: Known, labels: Mapping[str, str], areas: Mapping[str, str]) -> Suggestion | None:
    what = _what(gap, known, labels)
    here = any(work.prison == gap.prison for work in known.works)
    where = _where(gap, known, areas, here=here)
    if not what or not (here or where):
        return None
    offers_it_here = any(work.prison == gap.prison and gap.pathway in work.pathways for work in known.works)
    place = ("works here already",) if here and not offers_it_here else ()
    size = ("is a small organisation",) if known.small else ()
    return Suggestion(known.key, known.name, here, (*what, *place, *where, *size))


def _what(gap: Gap, known: Known, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Nothing where it neither works on the pathway nor is led by the group. A group alone may be matched by work."""
    reasons = []
    on_it = [work for work in known.works if gap.pathway and gap.pathway in work.pathways]
    if on_it:
        reasons.append(f"offers {labels[gap.pathway]} {_at(on_it, gap.prison)}")
    if gap.group:
        fits = on_it if gap.pathway else known.works
        leads = gap.group in known.led_by
        serves = any(gap.group in work.groups for work in fits)
        if leads:
            reasons.append(f"is led by the people it serves: {labels[gap.group]}")
        if serves:
            reasons.append(f"has a service for: {labels[gap.group]}")
    return tuple(reasons)


def _at(works: list[Work], prison: int) -> str:
    """“here”, “at HMP Dartmoor”, “at 3 other prisons”."""
    if any(work.prison == prison for work in works):
        return "here"
    names = sorted({work.prison_name for work in works})
    return f"at {names[0]}" if len(names) == 1 else f"at {len(names)} other prisons"


def _where(gap: Gap, known: Known, areas: Mapping[str, str], *, here: bool) -> tuple[str, ...]:
    """Who is here works in the region: that is no reason more."""
    reasons = []
    released = sorted(areas.get(code, code) for code in known.areas & gap.areas)
    if released:
        more = f" and {len(released) - NAMED} more" if len(released) > NAMED else ""
        reasons.append(f"works where people go on release: {', '.join(released[:NAMED])}{more}")
    if gap.region and not here:
        own = any(areas.get(code, "") == gap.region for code in known.areas)
        there = any(work.region == gap.region for work in known.works if work.prison != gap.prison)
        if own or there:
            reasons.append(f"works in this region: {gap.region}")
    return tuple(reasons)
