"""Reference data that ships with the portal: written where a code is missing, never over somebody's wording.

Sources: pathways and the seven modules from Clinks, "The good prison" (2018); protected characteristics from the
Equality Act 2010, section 4; ways to ask in the wording of the Ministry of Justice content hub; prisons.csv from
the prison register (Crown copyright, MIT and Open Government Licence v3), functions as of the 2017 estate list;
areas.csv from the Office for National Statistics (Open Government Licence v3); bank_holidays.csv, for England and
Wales, from gov.uk/bank-holidays (Open Government Licence v3), read by working_days.py.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from coordination.reference import lists

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sync_after_migrate(**kwargs: Any) -> None:
    sync()


def sync() -> int:
    """Adds what is missing and returns how many rows. Idempotent: labels, statuses and order stay as they are."""
    return _sync_lists() + _sync_areas() + _sync_prisons()


def _sync_lists() -> int:
    from django.apps import apps

    added = 0
    for model_name, items in lists.LISTS.items():
        model = apps.get_model("coordination", model_name)
        present = set(model.objects.values_list("pk", flat=True))
        missing = [
            model(position=position, **item)
            for position, item in enumerate(items, 1)
            if item["code"] not in present
        ]
        model.objects.bulk_create(missing, ignore_conflicts=True)
        added += len(missing)
    return added


def _sync_areas() -> int:
    from coordination.models import Area

    present = set(Area.objects.values_list("pk", flat=True))
    missing = [row for row in rows("areas.csv") if row["code"] not in present]
    # One kind at a time: a part needs its whole.
    for kind in Area.Kind.values:
        Area.objects.bulk_create(
            [
                Area(code=r["code"], name=r["name"], kind=kind, parent_id=r["parent"] or None)
                for r in missing
                if r["kind"] == kind
            ],
            ignore_conflicts=True,
        )
    return len(missing)


def _sync_prisons() -> int:
    from coordination.models import Prison

    present = set(Prison.objects.values_list("code", flat=True))
    missing = {row["code"]: row for row in rows("prisons.csv") if row["code"] not in present}
    Prison.objects.bulk_create([_prison(row) for row in missing.values()], ignore_conflicts=True)
    links: dict[str, list[Any]] = {"categories": [], "functions": []}
    for prison in Prison.objects.filter(code__in=missing):
        for name, through in links.items():
            field = Prison._meta.get_field(name)
            target = field.m2m_reverse_field_name()  # type: ignore[union-attr]
            for code in filter(None, missing[prison.code][name].split("|")):
                through.append(
                    getattr(Prison, name).through(**{"prison_id": prison.pk, f"{target}_id": code})
                )
    for name, through in links.items():
        getattr(Prison, name).through.objects.bulk_create(through, ignore_conflicts=True)
    return len(missing)


def _prison(row: dict[str, str]) -> Any:
    from coordination.models import Prison

    plain = [
        "code",
        "name",
        "short_name",
        "name_welsh",
        "status",
        "status_since",
        "status_note",
        "operator",
        "region",
        "postcode",
    ]
    return Prison(
        **{name: row[name] for name in plain},
        holds_men=row["holds_men"] == "Y",
        holds_women=row["holds_women"] == "Y",
        holds_young_adults={"Y": True, "N": False}.get(row["holds_young_adults"]),
        address=row["address"].replace("|", ", "),
    )
