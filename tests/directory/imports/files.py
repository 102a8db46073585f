"""Small files for the tests of imports, and one import from its beginning to its end."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from coordination.access import SYSTEM
from coordination.models import Prison
from directory.actions.import_rows import Step
from directory.actions.importing import begin_import, set_mapping, start_dry_run, start_import
from directory.models import ImportRow, ImportRun

ROW = {
    "id": "A1", "provider": "Otter Housing", "service": "Finding a home", "description": "We find you a place to live.",
    "category": "Accommodation", "region": "South West", "phone": "01752 556606",
}  # fmt: skip


def row(**changes: str) -> dict[str, str]:
    return ROW | changes


def csv_file(rows: Iterable[dict[str, str]]) -> bytes:
    rows = list(rows)
    file = io.StringIO()
    writer = csv.DictWriter(file, list(dict.fromkeys(key for each in rows for key in each)))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def begun(
    *rows: dict[str, str], prisons: Iterable[Prison], by: Any = SYSTEM, source: str = "A list", **mapping: Any
) -> ImportRun:
    prisons = list(prisons)
    run = begin_import(
        by=by, prison=prisons[0], prisons=prisons, file_name="list.csv", content=csv_file(rows), source_name=source
    )  # fmt: skip
    return set_mapping(by=by, run=run, mapping=run.mapping | mapping)


def worked(run: ImportRun) -> ImportRun:
    step = Step(run)
    while step.next_row():
        pass
    run.refresh_from_db()
    return run


def tried(run: ImportRun, by: Any = SYSTEM) -> ImportRun:
    return worked(start_dry_run(by=by, run=run, queue=False))


def imported(*rows: dict[str, str], **options: Any) -> list[ImportRow]:
    """The rows of the file after a dry run and the import."""
    run = tried(begun(*rows, **options), options.get("by", SYSTEM))
    return list(worked(start_import(by=options.get("by", SYSTEM), run=run, queue=False)).rows.all())
