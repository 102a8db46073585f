"""Counting by prison, so that somebody of two prisons costs no more queries than somebody of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from coordination.access import Standing
from coordination.models import Prison
from coordination.roles import GRANTS, Role
from coordination.roles import Permission as P


@dataclass(frozen=True)
class Here:
    """How many there are at one prison, and since when."""

    code: str
    prison: str
    count: int
    since: date | datetime | None


def answered_for(standing: Standing) -> set[int]:
    """Prisons at which one's own posting reads forums: coordinators and governors, not leads of many prisons."""
    return {
        each.prison_id for each in standing.postings
        if each.prison_id and P.VIEW_FORUMS in GRANTS[Role(each.role)].permissions
    }  # fmt: skip


def by_prison(rows: QuerySet[Any], prison: str, since: str) -> list[Here]:
    """`prison` is the way from a row to its prison, `since` the moment that tells its age. One query."""
    found = rows.order_by().values(f"{prison}__code", f"{prison}__name")
    counted = found.annotate(how_many=Count("pk"), first=Min(since)).order_by(f"{prison}__name")
    return [
        Here(row[f"{prison}__code"], row[f"{prison}__name"], row["how_many"], row["first"]) for row in counted
    ]


def grouped(rows: Iterable[tuple[Prison, Any]]) -> dict[Prison, list[Any]]:
    """Rows with their prison, under each prison in their order."""
    found: dict[Prison, list[Any]] = {}
    for prison, row in rows:
        found.setdefault(prison, []).append(row)
    return found


def number(count: int, one: str, several: str) -> str:
    """“1 action is”, “3 actions are”."""
    return f"1 {one}" if count == 1 else f"{count} {several}"
