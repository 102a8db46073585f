"""The rows of one source, before they are stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from coordination.models import Area, Group, Pathway, Stage


@dataclass(frozen=True)
class SaidOfGroup:
    """One of `people` and `share` (per cent)."""

    group: Group
    people: int | None = None
    share: Decimal | None = None

    def __str__(self) -> str:
        return str(self.group)


@dataclass(frozen=True)
class SaidOfPathway:
    """One of `needing` (at any one time), `share` (per cent of those who come in) and `a_month` (people)."""

    pathway: Pathway
    group: Group | None = None
    stage: Stage | None = None
    needing: int | None = None
    share: Decimal | None = None
    a_month: Decimal | None = None

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.pathway, self.group, self.stage) if part)


@dataclass(frozen=True)
class SaidOfArea:
    """`share`: per cent of those who leave."""

    area: Area
    share: Decimal

    def __str__(self) -> str:
        return f"{self.area} ({self.area.get_kind_display().lower()})"


@dataclass(frozen=True)
class Said:
    """The rows of one source."""

    groups: list[SaidOfGroup] = field(default_factory=list)
    needs: list[SaidOfPathway] = field(default_factory=list)
    releases: list[SaidOfArea] = field(default_factory=list)
