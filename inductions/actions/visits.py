"""Who arrived and who left: at the gate's screen, or typed in from the signed sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from inductions import policies
from inductions.coming_in import Answer
from inductions.gate import verdicts
from inductions.models import Person, Visit


@transaction.atomic
def record_arrival(
    *,
    by: User,
    person: Person,
    prison: Prison,
    read_acct_folder: bool,
    arrived_at: datetime | None = None,
    left_at: datetime | None = None,
    from_paper: bool = False,
) -> Visit:
    """At the screen, “no” is not signed in. From paper, what happened is written down whatever the answer was."""
    access.require(by, Permission.RECORD_VISITS, prison=prison)
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.check_is_held(person)
    policies.check_known_at(person, prison)
    arrived_at = arrived_at or clock.now()
    _check_times(arrived_at, left_at)
    answer = verdicts(prison, [person.pk], timezone.localdate(arrived_at))[person.pk].answer
    if answer == Answer.NO and not from_paper:
        raise Refused(
            f"The portal’s answer for {person} is no. If the gate’s own list says yes, that list wins:"
            " use the paper sheet and type it in afterwards."
        )
    policies.check_arrives(person, prison, arrived_at, left_at)
    visit = Visit.objects.create(
        person=person, prison=prison, arrived_at=arrived_at, left_at=left_at,
        read_acct_folder=read_acct_folder, escorted=answer != Answer.YES, from_paper=from_paper,
        recorded_at=clock.now(), recorded_by=by,
    )  # fmt: skip
    audit.record("record_arrival", by=by, on=visit, prison=prison)
    return visit


@transaction.atomic
def record_departure(*, by: User, visit: Visit, left_at: datetime | None = None) -> Visit:
    visit = Visit.objects.select_for_update(of=("self",)).select_related("prison").get(pk=visit.pk)
    access.require(by, Permission.RECORD_VISITS, prison=visit.prison)
    if visit.left_at:
        raise Overtaken("This departure is recorded already. Nothing was changed.")
    visit.left_at = left_at or clock.now()
    _check_times(visit.arrived_at, visit.left_at)
    visit.save(update_fields=["left_at"])
    audit.record("record_departure", by=by, on=visit, prison=visit.prison)
    return visit


def _check_times(arrived_at: datetime, left_at: datetime | None) -> None:
    if arrived_at > clock.now() or (left_at and left_at > clock.now()):
        raise Refused("That time is still to come. Write down what has happened.")
    if left_at and left_at < arrived_at:
        raise Refused("They would have left before they arrived. Change one of the two times.")


@dataclass(frozen=True)
class SheetRow:
    """One line of a signed sheet. `visit`: of who was signed in at the screen and wrote only when they left."""

    person: Person
    arrived_at: datetime
    left_at: datetime | None
    read_acct_folder: bool
    visit: Visit | None = None


class SheetRefused(Refused):
    """`refusals` is {position of a row: the sentence}. Nothing of the sheet was saved."""

    def __init__(self, refusals: dict[int, str]) -> None:
        super().__init__("Nothing is saved yet. Put right the rows that are marked, then save again.")
        self.refusals = refusals


@transaction.atomic
def record_sheet(*, by: User, prison: Prison, rows: Sequence[SheetRow]) -> list[Visit]:
    """Everything that was typed in from a paper sheet, or nothing of it: then every row that is wrong says why."""
    access.require(by, Permission.RECORD_VISITS, prison=prison)
    done: list[Visit] = []
    refusals: dict[int, str] = {}
    # In one order for everybody who types, so that two sheets with the same people do not wait for each other.
    for position, row in sorted(enumerate(rows), key=lambda each: each[1].person.pk):
        try:
            done.append(_record_row(by, prison, row))
        except Refused as refused:
            refusals[position] = str(refused)
    if refusals:
        raise SheetRefused(refusals)
    return done


def _record_row(by: User, prison: Prison, row: SheetRow) -> Visit:
    if row.visit is not None:
        return record_departure(by=by, visit=row.visit, left_at=row.left_at)
    return record_arrival(
        by=by, person=row.person, prison=prison, read_acct_folder=row.read_acct_folder,
        arrived_at=row.arrived_at, left_at=row.left_at, from_paper=True,
    )  # fmt: skip
