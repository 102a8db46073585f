"""Sources of needs, made through the actions at either prison of the cast."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from coordination.models import Area, Group, Pathway, Prison, Stage, User
from planning.actions import assessments
from planning.bringing_in.said import Said, SaidOfArea, SaidOfGroup, SaidOfPathway
from planning.models import NeedsAssessment, PinnedSource
from tests.cast import Cast

DEVON, WILTSHIRE_POLICE, WILTSHIRE, EXETER = "E23000035", "E23000038", "E06000054", "E07000041"


def keeper(cast: Cast, elsewhere: bool = False) -> User:
    return cast.other_coordinator if elsewhere else cast.coordinator


def prison(cast: Cast, elsewhere: bool = False) -> Prison:
    return cast.guys_marsh if elsewhere else cast.exeter


def values(**changes: Any) -> dict[str, Any]:
    """560 people, 140 come in a month: they stay four months."""
    today = timezone.localdate()
    return {
        "kind": NeedsAssessment.Kind.ANALYSIS, "source": "Needs analysis", "dated_on": today,
        "period_from": today - timedelta(days=364), "period_to": today, "population": 560,
        "receptions_a_month": Decimal(140), "stay_days": None, "note": "",
    } | changes  # fmt: skip


def need(pathway: str = "accommodation", group: str = "", stage: str = "", **number: Any) -> SaidOfPathway:
    return SaidOfPathway(
        Pathway.objects.get(pk=pathway),
        Group.objects.get(pk=group) if group else None,
        Stage.objects.get(pk=stage) if stage else None,
        **(number or {"needing": 12 if group or stage else 224}),
    )


def group(code: str = "veterans", **number: Any) -> SaidOfGroup:
    return SaidOfGroup(Group.objects.get(pk=code), **(number or {"people": 20}))


def area(code: str = DEVON, share: Any = 60) -> SaidOfArea:
    return SaidOfArea(Area.objects.get(pk=code), Decimal(share))


def said(**rows: Any) -> Said:
    return Said(**({"needs": [need()], "groups": [group()], "releases": [area()]} | rows))


def source(
    cast: Cast, elsewhere: bool = False, rows: Said | None = None, days_ago: int = 0, **changes: Any
) -> NeedsAssessment:
    dated: dict[str, date] = {"dated_on": timezone.localdate() - timedelta(days=days_ago)}
    return assessments.record_assessment(
        by=keeper(cast, elsewhere), prison=prison(cast, elsewhere), values=values(**(dated | changes)),
        said=said() if rows is None else rows,
    )  # fmt: skip


def pin(
    cast: Cast, elsewhere: bool = False, of: NeedsAssessment | None = None, **changes: Any
) -> PinnedSource:
    chosen = {"topic": "facts", "reason": "It was counted."} | changes
    return assessments.pin_source(
        by=keeper(cast, elsewhere), assessment=of or source(cast, elsewhere), **chosen
    )


def with_many_rows(cast: Cast, of: NeedsAssessment) -> None:
    """Far more rows in a source that has a few."""
    assessments.change_assessment(
        by=keeper(cast), assessment=of, values=values(dated_on=of.dated_on),
        said=said(
            needs=[need(each.pk) for each in Pathway.objects.filter(women_only=False)]
            + [need(group=each.pk) for each in Group.objects.all()],
            groups=[group(each.pk) for each in Group.objects.all()],
            releases=[area(each.pk, 1) for each in Area.objects.filter(kind="police_area")],
        ),
    )  # fmt: skip
