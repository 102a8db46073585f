"""What the values of the filters are called, in the order of the forms, in one query."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.db import connection

from coordination.models import DeliveryWay, Group, Language, Pathway, Prison, Stage, Wing
from directory.models import Listing, Session
from directory.search.terms import UNKNOWN, WAITS

Choices = list[tuple[str, str]]

NAMES: Final = {
    "pathway": "Pathway",
    "group": "Especially for",
    "stage": "Stage of the sentence",
    "wing": "Wing",
    "day": "Day",
    "way": "Way of delivery",
    "language": "Language",
    "room": "Room for more",
    "wait": "Can start within",
}
_COUNTED: Final = {7: "a week", 14: "two weeks", 28: "four weeks", 84: "twelve weeks"}
_REFERENCE: Final = {
    "pathway": Pathway, "group": Group, "stage": Stage, "way": DeliveryWay, "language": Language,
}  # fmt: skip


def choices_of(prison: Prison) -> dict[str, Choices]:
    """{filter: [(value, label)]} in the order of NAMES."""
    found: dict[str, Choices] = {name: [] for name in NAMES}
    with connection.cursor() as cursor:
        cursor.execute(_sql(), [not prison.holds_women, prison.pk])
        for name, value, label, _ in cursor.fetchall():
            found[name].append((value, label))
    found["day"] = [(str(day.value), day.label) for day in Session.Weekday]
    found["room"] = [(room.value or UNKNOWN, room.label) for room in Listing.Room if room] + [
        (UNKNOWN, "Not known")
    ]
    found["wait"] = [*((str(days), _COUNTED[days]) for days in WAITS), (UNKNOWN, "Not known")]
    return found


@lru_cache(maxsize=1)
def _sql() -> str:
    """Written out: six queries, or six querysets put together, would take longer than the search itself."""
    parts = []
    for name, model in _REFERENCE.items():
        table = model._meta.db_table
        fitting = "active" + (" AND NOT (women_only AND %s)" if model is Pathway else "")
        parts.append(f"SELECT '{name}' AS name, code, label, position FROM {table} WHERE {fitting}")  # noqa: S608
    parts.append(
        "SELECT 'wing', CAST(id AS varchar(40)), name, position"  # noqa: S608
        f" FROM {Wing._meta.db_table} WHERE prison_id = %s AND ended_on IS NULL"
    )
    return f"{' UNION ALL '.join(parts)} ORDER BY name, position"
