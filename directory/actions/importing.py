"""A file of services comes in: read, its columns named, tried without effect, and then for good.

Rows are kept in the database, and the work is done row by row in actions/import_rows.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from coordination import access, audit
from coordination.access import System
from coordination.models import Prison, User
from coordination.plain_text import prison_numbers
from coordination.policies import Refused, check_no_prison_numbers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory.actions.history import person
from directory.imports import columns
from directory.imports.columns import ColumnMapping, check_mapping
from directory.imports.reading import read_table
from directory.imports.tables import Row
from directory.models import ImportRow, ImportRun, ImportSource
from directory.policies import check_prison_takes_services

TASK: Final = "directory.run_import"
MOST_ROWS: Final = 20_000
ROWS_AT_ONCE: Final = 200
SAMPLES: Final = 50
Run, State, Fate = ImportRun, ImportRun.State, ImportRow.Fate


def require_everywhere(by: User | System, prisons: Iterable[Prison]) -> None:
    for prison in prisons:
        access.require(by, Permission.IMPORT_SERVICES, prison=prison)


@transaction.atomic
def begin_import(
    *,
    by: User | System,
    prison: Prison,
    prisons: Iterable[Prison],
    file_name: str,
    content: bytes,
    source_name: str = "",
) -> ImportRun:
    """Keeps the rows of the file, with a mapping: the one remembered for the source, else a guess.

    `prisons` is where the services are offered (`prison` itself need not be among them). Refused, with nothing kept,
    where the file cannot be read.
    """
    chosen = sorted(set(prisons), key=lambda each: each.pk)
    if not chosen:
        raise Refused("Choose at least one prison that the services are for.")
    require_everywhere(by, [prison, *chosen])
    for each in chosen:
        check_prison_takes_services(each)
    check_no_prison_numbers({"Name of the file": file_name, "Where the list comes from": source_name})
    table = read_table(file_name, content)
    # A list without headings has its first service, or its first person, in their place.
    check_no_prison_numbers({"the headings of the file": " | ".join(table.headings)})
    run = ImportRun.objects.create(
        prison=prison, source=_source(prison, source_name), file_name=file_name[-200:],
        content_hash=hashlib.sha256(content).hexdigest(), headings=list(table.headings), begun_by=person(by),
    )  # fmt: skip
    run.prisons.set(chosen)
    if not _keep_rows(run, table.rows):
        raise Refused("The file has headings and no rows under them.")
    run.mapping = _first_mapping(run)
    run.save(update_fields=["mapping"])
    audit.record("begin_import", by=by, on=run, prison=prison, changes={"rows": [0, run.rows.count()]})
    return run


def _source(prison: Prison, name: str) -> ImportSource | None:
    name = " ".join(name.split())[:80]
    if not name:
        return None
    return ImportSource.objects.get_or_create(prison=prison, name=name)[0]


def _keep_rows(run: ImportRun, rows: Iterator[Row]) -> int:
    """In batches. The cells of a row with the number of a person in prison are not kept."""
    kept = 0
    # The heading is row 1, as a spreadsheet numbers it where nothing stands above the table.
    for batch in iter(lambda: list(islice(rows, ROWS_AT_ONCE)), []):
        if kept + len(batch) > MOST_ROWS:
            raise Refused(f"The file has more than {MOST_ROWS:,} rows. Divide it into several files.")
        ImportRow.objects.bulk_create(
            ImportRow(run=run, number=number, cells=_harmless(cells))
            for number, cells in enumerate(batch, kept + 2)
        )
        kept += len(batch)
    return kept


def _harmless(cells: Row) -> Row:
    return {} if any(prison_numbers(cell) for cell in cells.values()) else cells


def _first_mapping(run: ImportRun) -> ColumnMapping:
    samples = list(run.rows.values_list("cells", flat=True)[:SAMPLES])
    remembered = run.source.mapping if run.source else {}
    mapping = columns.fits(remembered, run.headings) if remembered else columns.guess(run.headings, samples)
    return columns.with_labels(mapping, _labels(run, mapping))


def _labels(run: ImportRun, mapping: ColumnMapping) -> list[str]:
    """The categories of all rows, as they stand in the file."""
    found: dict[str, None] = {}
    for cells in run.rows.values_list("cells", flat=True).iterator(chunk_size=ROWS_AT_ONCE):
        found |= dict.fromkeys(columns.labels_in(mapping, cells))
        if len(found) >= columns.MOST_LABELS:
            break
    return list(found)


@transaction.atomic
def set_mapping(*, by: User | System, run: ImportRun, mapping: ColumnMapping) -> ImportRun:
    """What each column means; remembered for the source. A dry run of another mapping no longer counts."""
    run = _held(by, run)
    if run.state not in (State.MAPPING, State.CHECKED):
        raise Refused("The import is under way or done. Begin a new one to give its columns another meaning.")
    check_mapping(mapping, run.headings)
    check_no_prison_numbers({"what is set for all rows": " ".join(_texts(mapping))})
    run.mapping = columns.with_labels(mapping, _labels(run, mapping))
    run.state = State.MAPPING
    run.save(update_fields=["mapping", "state"])
    if run.source:
        ImportSource.objects.filter(pk=run.source_id).update(
            mapping=run.mapping, headings=run.headings, used_at=timezone.now()
        )
    audit.record("set_import_mapping", by=by, on=run, prison=run.prison)
    return run


def _texts(mapping: ColumnMapping) -> list[str]:
    return [value for value in mapping.get("fixed", {}).values() if isinstance(value, str)]


@transaction.atomic
def start_dry_run(*, by: User | System, run: ImportRun, queue: bool = True) -> ImportRun:
    """Every row is tried and taken back. Pressed twice, it is one dry run."""
    run = _held(by, run)
    if run.state == State.CHECKING:
        return run
    if run.state not in (State.MAPPING, State.CHECKED):
        raise Refused("The import has begun already, so there is nothing left to try.")
    check_mapping(run.mapping, run.headings)
    run.rows.update(
        state=ImportRow.State.WAITING, fate="", outcomes={}, reason="", flags=[], key="", name="", service=None,
        done_at=None,
    )  # fmt: skip
    return _go(run, State.CHECKING, "start_dry_run", by, queue)


@transaction.atomic
def start_import(*, by: User | System, run: ImportRun, queue: bool = True) -> ImportRun:
    """For good. Only after a dry run of this mapping, so that somebody has seen what it will do."""
    run = _held(by, run)
    if run.state in (State.RUNNING, State.FINISHED):
        return run
    if run.state == State.CHECKED:
        run.rows.update(state=ImportRow.State.WAITING, key="")
    elif run.state != State.STOPPED:
        raise Refused("Try it first: start the dry run, look at what becomes of the rows, then import.")
    return _go(run, State.RUNNING, "start_import", by, queue)


def _go(run: ImportRun, state: ImportRun.State, verb: str, by: User | System, queue: bool) -> ImportRun:
    run.state, run.moved_at = state, timezone.now()
    run.save(update_fields=["state", "moved_at"])
    audit.record(verb, by=by, on=run, prison=run.prison)
    if queue:
        queue_on_commit(TASK, run.pk)
    return run


@transaction.atomic
def stop_import(*, by: User | System, run: ImportRun) -> ImportRun:
    """After the row that is in hand. A dry run goes back to its columns; a stopped import can be started again."""
    run = _held(by, run)
    if not run.is_under_way:
        return run
    run.state = State.MAPPING if run.state == State.CHECKING else State.STOPPED
    run.save(update_fields=["state"])
    audit.record("stop_import", by=by, on=run, prison=run.prison)
    return run


def _held(by: User | System, run: ImportRun) -> ImportRun:
    require_everywhere(by, [run.prison, *run.prisons.all()])
    rows = ImportRun.objects.select_related("prison", "source", "begun_by").select_for_update(of=("self",))
    return rows.get(pk=run.pk)


def counts(run: ImportRun) -> dict[str, int]:
    """{"rows", "done", "created", "matched", "unchanged", "refused"}: in a dry run, what would become of them."""
    fates: dict[str, Any] = {
        fate: Count("pk", filter=Q(fate=fate, state=ImportRow.State.DONE)) for fate in Fate.values
    }
    done = Count("pk", filter=Q(state=ImportRow.State.DONE))
    return run.rows.aggregate(rows=Count("pk"), done=done, **fates)
