"""For which wings, pathways and groups nobody speaks. What nobody wrote down is not known, which is not “nobody”."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from coordination.models import Group, Pathway, Prison
from forums.models import Representative


class Spoken(Enum):
    """Whether somebody speaks there. VACANT: a role is there and nobody holds it. UNKNOWN: no role is written down
    at this prison at all; or none that says a pathway, or a group.
    """

    SOMEBODY = "somebody"
    VACANT = "vacant"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Covered:
    """One wing, pathway or group, with the roles that are for it: held ones first."""

    label: str
    spoken: Spoken
    roles: Sequence[Representative] = ()

    @property
    def people(self) -> int:
        return sum(role.holders for role in self.roles)


@dataclass(frozen=True)
class Coverage:
    wings: list[Covered]
    pathways: list[Covered]
    groups: list[Covered]
    # Speak for every wing and stand for no single one.
    whole_prison: list[Representative] = field(default_factory=list)
    # Say neither a pathway nor a group.
    unsaid: list[Representative] = field(default_factory=list)
    people: int | None = None
    # Of those whose hours are known; None where none are.
    hours: Decimal | None = None
    hours_unknown: int = 0

    @property
    def known(self) -> bool:
        """Has anything been written down?"""
        return self.people is not None


def coverage(prison: Prison, roles: Iterable[Representative]) -> Coverage:
    """`roles`: current ones of the prison, with wing, pathways and groups. Three more queries for however many."""
    found = sorted(roles, key=lambda role: (not role.holders, str(role).casefold(), role.pk))
    by_wing, by_pathway, by_group = _by(found)
    wings = [wing for wing in prison.wings.all() if wing.ended_on is None]
    pathways = Pathway.objects.filter(active=True)
    if not prison.holds_women:
        pathways = pathways.filter(women_only=False)
    groups = Group.objects.filter(active=True)
    held = [role for role in found if role.holders]
    timed = [role.hours_a_month * role.holders for role in held if role.hours_a_month is not None]
    return Coverage(
        wings=[_covered(wing.name, by_wing.get(wing.pk, ()), known=bool(found)) for wing in wings],
        pathways=[
            _covered(each.label, by_pathway.get(each.pk, ()), known=bool(by_pathway)) for each in pathways
        ],
        groups=[_covered(each.label, by_group.get(each.pk, ()), known=bool(by_group)) for each in groups],
        whole_prison=[role for role in found if role.wing_id is None],
        unsaid=[role for role in held if not role.pathways.all() and not role.groups.all()],
        people=sum(role.holders for role in found) if found else None,
        hours=sum(timed, Decimal()) if timed else None,
        hours_unknown=len(held) - len(timed),
    )


def _by(roles: list[Representative]) -> tuple[dict[Any, list[Representative]], ...]:
    found: tuple[dict[Any, list[Representative]], ...] = tuple(defaultdict(list) for _ in range(3))
    for role in roles:
        found[0][role.wing_id].append(role)
        for pathway in role.pathways.all():
            found[1][pathway.pk].append(role)
        for group in role.groups.all():
            found[2][group.pk].append(role)
    return found


def _covered(label: str, roles: Sequence[Representative], *, known: bool) -> Covered:
    if any(role.holders for role in roles):
        return Covered(label, Spoken.SOMEBODY, roles)
    if roles:
        return Covered(label, Spoken.VACANT, roles)
    return Covered(label, Spoken.NOBODY if known else Spoken.UNKNOWN)
