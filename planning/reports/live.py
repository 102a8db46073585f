"""The sheet of a prison today, from the database: five queries more than gathering, for one prison as for all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from coordination.models import Area, DeliveryWay, Group, Language, Pathway, Prison, Stage
from planning.gaps.findings import Findings, findings
from planning.gaps.gathering import gather
from planning.gaps.urgent import Labels
from planning.reports.sheet import sheet


def labels() -> Labels:
    """Also of what left the lists: old rows still name it."""
    return Labels(
        pathways=_labels(Pathway), groups=_labels(Group), stages=_labels(Stage),
        areas=dict(Area.objects.values_list("code", "name")), ways=_labels(DeliveryWay), languages=_labels(Language),
    )  # fmt: skip


def ways_of_delivery() -> dict[str, str]:
    """{code: words}."""
    return _labels(DeliveryWay)


def _labels(model: Any) -> dict[str, str]:
    return dict(model.objects.values_list("code", "label"))


def areas_within() -> dict[str, str]:
    return dict(Area.objects.exclude(parent=None).values_list("code", "parent_id"))


def found_at(prisons: Iterable[Prison], day: date) -> dict[int, Findings]:
    """{key of the prison: findings}."""
    within = areas_within()
    return {key: findings(each.inputs, within) for key, each in gather(prisons, day).items()}


def sheets(prisons: Iterable[Prison], day: date) -> dict[int, dict[str, Any]]:
    """{key of the prison: its sheet}."""
    named = labels()
    return {key: sheet(found, named) for key, found in found_at(prisons, day).items()}
