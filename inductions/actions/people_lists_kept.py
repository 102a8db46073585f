"""How long lists of people are kept, and what they say of one person while they wait."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from coordination import audit, clock
from coordination.access import SYSTEM
from coordination.actions.jobs import once_a_day
from coordination.models import User
from inductions.actions.import_people import throw_away
from inductions.models import Person, WorkerImport, WorkerImportRow
from inductions.models.bringing_in import FINISHED_KEPT, UNFINISHED_KEPT

TOO_LONG: Final = (
    f"Not brought in within {UNFINISHED_KEPT.days} days, so its cells were deleted. Read the file again."
)
MADE_ANONYMOUS: Final = (
    "It named somebody whose record was made anonymous, so its cells were deleted. If they work here again, read the"
    " file again."
)


def let_lists_go_daily() -> bool:
    return once_a_day("inductions.let_lists_go", let_lists_go)


@transaction.atomic
def let_lists_go() -> int:
    """What waits in a list that nobody finished goes; what became of the rows of old ones too. Returns how many."""
    now = clock.now()
    old = WorkerImport.objects.filter(finished_at__lt=now - FINISHED_KEPT)
    WorkerImportRow.objects.filter(brought__in=old.values("pk")).delete()
    gone = old.delete()[0]
    unfinished = WorkerImport.objects.unfinished().filter(uploaded_at__lt=now - UNFINISHED_KEPT)
    for brought in unfinished.select_related("prison").select_for_update(of=("self",)):
        throw_away(brought.rows.waiting(), TOO_LONG)
        brought.finished_at, brought.headings = now, []
        brought.save(update_fields=["finished_at", "headings"])
        audit.record("drop_people_list", by=SYSTEM, on=brought, prison=brought.prison)
        gone += 1
    return gone


def forget_in_lists(person: Person) -> int:
    """Rows that wait and hold the person's address, or the name where the row has no address at all, lose their cells.

    Called where a record is made anonymous, before its name goes. Another of that name loses a row, and the file
    brings it back.
    """
    name = person.name.casefold()
    keys = [
        row.pk for row in WorkerImportRow.objects.waiting().exclude(cells={})
        if _holds(row, _addresses(person)) or (name in _cells(row) and not any("@" in cell for cell in _cells(row)))
    ]  # fmt: skip
    return throw_away(WorkerImportRow.objects.filter(pk__in=keys), MADE_ANONYMOUS)


def waiting_rows_of(person: Person, by: User, own: bool) -> list[dict[str, Any]]:
    """For the whole record: rows that hold the person's address. A name alone may be somebody else's."""
    rows: QuerySet[WorkerImportRow] = WorkerImportRow.objects.waiting().exclude(cells={})
    if not own:
        rows = rows.filter(brought__in=WorkerImport.objects.visible_to(by))
    return [
        {
            "prison": row.brought.prison.name,
            "read_on": timezone.localdate(row.brought.uploaded_at),
            "kept_until": timezone.localdate(row.brought.kept_until),
            "cells": row.cells,
        }
        for row in rows.select_related("brought__prison").order_by("pk")
        if _holds(row, _proven(person) if own else _addresses(person))
    ]


def _proven(person: Person) -> set[str]:
    """Whoever types somebody else's address as their own must not be handed that one's row."""
    return {person.user.email.casefold()} if person.user and person.user.email else set()


def _addresses(person: Person) -> set[str]:
    account = person.user.email if person.user else ""
    return {address.casefold() for address in (person.email, account) if address}


def _cells(row: WorkerImportRow) -> list[str]:
    return [" ".join(str(cell).split()).casefold() for cell in row.cells.values()]


def _holds(row: WorkerImportRow, wanted: set[str]) -> bool:
    return bool(wanted.intersection(_cells(row)))
