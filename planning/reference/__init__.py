"""Activities of the three levels and what inspectors expect: added where a code is missing, never over anybody's.

An edition of expectations comes with its indicators once; what a national lead changes, adds or takes out of it stays.
"""

from __future__ import annotations

from typing import Any

from planning.reference.activities import ACTIVITIES
from planning.reference.expectations import EXPECTATIONS


def sync_after_migrate(**kwargs: Any) -> None:
    sync()


def sync() -> int:
    """Adds what is missing and returns how many rows. Idempotent."""
    return _sync_activities() + _sync_expectations()


def _sync_activities() -> int:
    from planning.models import Activity

    present = set(Activity.objects.values_list("pk", flat=True))
    missing = [
        Activity(position=position, **row)
        for position, row in enumerate(ACTIVITIES, 1)
        if row["code"] not in present
    ]
    Activity.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _sync_expectations() -> int:
    from django.db import transaction

    from planning.models import Expectation, Indicator

    added = 0
    with transaction.atomic():
        present = set(Expectation.objects.values_list("pk", flat=True))
        for row in EXPECTATIONS:
            if row["code"] in present:
                continue
            facts = {name: value for name, value in row.items() if name != "indicators"}
            expectation, is_new = Expectation.objects.get_or_create(code=facts.pop("code"), defaults=facts)
            if is_new:
                Indicator.objects.bulk_create(
                    Indicator(expectation=expectation, number=number, sentence=sentence, evidence=list(kinds))
                    for number, sentence, kinds in row["indicators"]
                )
                added += 1 + len(row["indicators"])
    return added
