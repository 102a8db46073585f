"""Lists of people and of past training: read, tried out, and brought in one row after the other."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.actions.holding import hold
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.models.user import normalise_email
from coordination.plain_text import prison_numbers
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.roles import Permission
from directory.imports.reading import read_table
from inductions.actions.people import add_at, place_at
from inductions.actions.records import record_earlier
from inductions.bringing_in import KEPT, Said, check_columns, check_headings, guess, labels, read_row
from inductions.models import (
    Engagement,
    Person,
    Placement,
    TrainingModule,
    TrainingRecord,
    WorkerImport,
    WorkerImportRow,
)
from inductions.models.bringing_in import WorkerImportRowQuerySet

Fate = WorkerImportRow.Fate
MOST_ROWS: Final = 500
# A request brings in rows for so long; the rest waits for the next press of the button.
SECONDS: Final = 20.0
NUMBER: Final = (
    "The row holds the number of somebody in prison, so nothing of it was kept. Take it out of the list."
)


def require_may_import(by: User, prison: Prison) -> None:
    access.require(by, Permission.MANAGE_WORKERS, prison=prison)
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)


@transaction.atomic
def read_people_list(*, by: User, prison: Prison, file_name: str, content: bytes) -> WorkerImport:
    """Keeps the rows until they are tried out and brought in; the file itself is not kept."""
    require_may_import(by, prison)
    file_name = one_line(PurePath(file_name.replace("\\", "/")).name)
    check_no_prison_numbers({"the name of the file": file_name})
    table = read_table(file_name, content)
    check_headings(table.headings)
    brought = WorkerImport.objects.create(
        prison=prison, file_name=file_name[-150:], headings=list(table.headings),
        columns=_columns(prison, table.headings), uploaded_at=clock.now(), uploaded_by=by,
    )  # fmt: skip
    rows: list[WorkerImportRow] = []
    for number, cells in enumerate(table.rows, 2):
        if len(rows) == MOST_ROWS:
            raise Refused(f"The list has more than {MOST_ROWS} rows. Divide it into several files.")
        numbered = any(prison_numbers(cell) for cell in cells.values())
        kept = {} if numbered else {heading: cell[:KEPT] for heading, cell in cells.items()}
        kept_out = NUMBER if numbered else ""
        rows.append(WorkerImportRow(brought=brought, number=number, cells=kept, kept_out=kept_out))
    if not rows:
        raise Refused("The list has headings and no rows. Choose the file that holds the people.")
    WorkerImportRow.objects.bulk_create(rows)
    audit.record("read_people_list", by=by, on=brought, prison=prison)
    return brought


def _columns(prison: Prison, headings: Sequence[str]) -> dict[str, str]:
    """As somebody chose them for the last list here that was brought in, if this one has them too; else a guess."""
    modules = TrainingModule.in_use()
    chosen = WorkerImport.objects.filter(prison=prison, begun_at__isnull=False).first()
    if chosen and set(chosen.columns.values()) <= set(headings):
        known = labels(modules)
        return {field: heading for field, heading in chosen.columns.items() if field in known}
    return guess(headings, modules)


@transaction.atomic
def try_out(*, by: User, brought: WorkerImport, columns: dict[str, str]) -> WorkerImport:
    """Notes for every row what would become of it. Everything else that it does is undone at once."""
    brought = _held(by, brought)
    if brought.begun_at:
        raise Overtaken("Rows of this list are brought in already. Nothing was changed.")
    columns = {field: heading for field, heading in columns.items() if heading}
    check_columns(columns, brought.headings)
    brought.columns = columns
    brought.save(update_fields=["columns"])
    rows, known = list(brought.rows.waiting()), Known(by)
    with transaction.atomic():
        for row in rows:
            row.fate, row.sentence = _fate(by, brought, row, known)
        transaction.set_rollback(True)
    WorkerImportRow.objects.bulk_update(rows, ["fate", "sentence"])
    return brought


def bring_in(*, by: User, brought: WorkerImport) -> int:
    """Each row in a transaction of its own: what is broken off goes on where it stopped. Returns how many wait."""
    with transaction.atomic():
        brought = _held(by, brought)
        if brought.rows.waiting().filter(fate=Fate.UNKNOWN).exists():
            raise Refused("Look first at what would become of each row.")
        if brought.begun_at is None:
            brought.begun_at = clock.now()
            brought.save(update_fields=["begun_at"])
            audit.record("bring_people_in", by=by, on=brought, prison=brought.prison)
    until, known = time.monotonic() + SECONDS, Known(by)
    for pk in list(brought.rows.waiting().values_list("pk", flat=True)):
        if time.monotonic() > until:
            break
        _bring_in_row(by, brought, pk, known)
    left = brought.rows.waiting().count()
    if not left:
        WorkerImport.objects.unfinished().filter(pk=brought.pk).update(finished_at=clock.now(), headings=[])
    return left


@transaction.atomic
def _bring_in_row(by: User, brought: WorkerImport, pk: int, known: Known) -> None:
    row = WorkerImportRow.objects.select_for_update().get(pk=pk)
    if row.settled_at is None:
        row.fate, row.sentence = _fate(by, brought, row, known)
        row.cells, row.settled_at = {}, clock.now()
        row.save(update_fields=["fate", "sentence", "cells", "settled_at"])


@transaction.atomic
def drop_list(*, by: User, brought: WorkerImport) -> WorkerImport:
    """Rows that wait are thrown away with their cells; those that were brought in stay."""
    brought = _held(by, brought)
    throw_away(brought.rows.waiting(), "")
    brought.finished_at, brought.headings = clock.now(), []
    brought.save(update_fields=["finished_at", "headings"])
    audit.record("drop_people_list", by=by, on=brought, prison=brought.prison)
    return brought


def throw_away(rows: WorkerImportRowQuerySet, sentence: str) -> int:
    """Nothing of their cells is held from now on. Returns how many."""
    return rows.update(fate=Fate.DROPPED, sentence=sentence, cells={}, settled_at=clock.now())


def _held(by: User, brought: WorkerImport) -> WorkerImport:
    rows = WorkerImport.objects.select_related("prison").select_for_update(of=("self",))
    brought = rows.get(pk=brought.pk)
    require_may_import(by, brought.prison)
    if brought.finished_at:
        raise Overtaken("This list is finished. Nothing was changed.")
    return brought


class Known:
    """What every row asks for, read once for all rows of a request."""

    def __init__(self, by: User) -> None:
        self.modules = {each.pk: each for each in TrainingModule.in_use()}
        self._organisations = Organisation.objects.visible_to(by)
        self._called: dict[str, list[Organisation]] = {}

    def organisation(self, name: str) -> Organisation:
        """Of exactly this name, whatever its capitals."""
        if name not in self._called:
            self._called[name] = list(self._organisations.filter(name__iexact=name)[:2])
        if len(self._called[name]) != 1:
            raise Refused(
                "The portal has no organisation of exactly this name. Correct the name, or add it first."
            )
        return self._called[name][0]


def _fate(by: User, brought: WorkerImport, row: WorkerImportRow, known: Known) -> tuple[Fate, str]:
    """What becomes of the row, done: all of it, or nothing where it is refused."""
    try:
        with transaction.atomic():
            if row.kept_out:
                raise Refused(row.kept_out)
            said = read_row(brought.columns, row.cells, known.modules, clock.today())
            return _take_in(by, brought.prison, said, known.organisation(said.organisation))
    except Refused as refused:
        return Fate.REFUSED, str(refused)[:300]


def _take_in(by: User, prison: Prison, said: Said, organisation: Organisation) -> tuple[Fate, str]:
    # Nobody else adds the same person between the question and the answer.
    hold(organisation)
    placed: dict[str, object] = {"begins_on": said.begins_on}
    person = _known(said, organisation)
    if person is None:
        values = said.values | placed
        placement = add_at(by=by, organisation=organisation, prison=prison, values=values, placed=placed)
        person, done, fate = placement.engagement.person, ["Added"], Fate.CREATED
    else:
        done, fate = _placed_too(by, person, organisation, prison, placed), Fate.MATCHED
    new = sum(_trained(by, person, prison, *each) for each in said.training)
    if new:
        done.append(f"{new} training record{'' if new == 1 else 's'} added")
    if not done:
        return Fate.UNCHANGED, "Everything in this row is held already."
    return fate, f"{'; '.join(done)}."


def _known(said: Said, organisation: Organisation) -> Person | None:
    """By e-mail and organisation, or by name and organisation without another address. Never a guess."""
    email = normalise_email(said.values["email"])
    held = Person.objects.filter(anonymised_at=None)
    holder = held.filter(email=email).first() if email else None
    if holder:
        if not holder.engagements.filter(organisation=organisation).exists():
            raise Refused(
                "The e-mail address is known, but not at this organisation. Is it the same person? Add them by hand"
                " and say so there."
            )
        return holder
    name = one_line(said.values["name"])
    named = list(held.filter(name__iexact=name, engagements__organisation=organisation).distinct())
    if not named:
        return None
    if len(named) > 1 or (email and named[0].email):
        raise Refused(
            "Somebody of this name works for this organisation, perhaps with another address. Is it the same person?"
            " Add them by hand and say so there."
        )
    return named[0]


def _placed_too(
    by: User, person: Person, organisation: Organisation, prison: Prison, placed: dict[str, object]
) -> list[str]:
    engagement = Engagement.objects.not_over().filter(person=person, organisation=organisation).first()
    if engagement is None:
        raise Refused(
            "Their work for this organisation is over. Add them to it anew, then bring this row in."
        )
    today = clock.today()
    if Placement.objects.filter(engagement=engagement, prison=prison).exclude(ends_on__lt=today).exists():
        return []
    place_at(by=by, engagement=engagement, prison=prison, values=placed)
    return ["Now works here, too"]


def _trained(by: User, person: Person, prison: Prison, module: TrainingModule, done_on: object) -> bool:
    """Whether it is new. What was struck out as a mistake does not come back with the same list."""
    if TrainingRecord.objects.filter(person=person, module=module, done_on=done_on).exists():
        return False
    record_earlier(
        by=by, person=person, prison=prison, module=module, done_on=done_on,  # type: ignore[arg-type]
        source=TrainingRecord.Source.IMPORTED,
    )  # fmt: skip
    return True
