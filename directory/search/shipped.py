"""The words that mean the same which came with the portal: added where missing, never over somebody's change."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Final

from directory.models import Synonym

FILE: Final = Path(__file__).with_name("synonyms.csv")


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sync_after_migrate(**kwargs: Any) -> None:
    present = set(Synonym.objects.exclude(code=None).values_list("code", flat=True))
    Synonym.objects.bulk_create(
        [Synonym(code=row["code"], words=row["words"]) for row in rows() if row["code"] not in present],
        ignore_conflicts=True,
    )
