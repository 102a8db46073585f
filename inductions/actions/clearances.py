"""Clearances: applied for, decided, put right, relied on elsewhere. Nothing here takes a reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from inductions import policies
from inductions.gate.elsewhere import in_force_elsewhere
from inductions.models import Clearance, ClearanceEvent, ClearanceLevel, Person, Reliance

COLUMNS = ("state", "reference", "applied_on", "decided_on", "granted_by", "granted_on", "expires_on")
State = Clearance.State
NOT_IN_FORCE = "This clearance is not in force. Apply for one here."


def _note(verb: str, by: User, clearance: Clearance, changes: dict[str, list[Any]] | None = None) -> None:
    ClearanceEvent.objects.create(
        clearance=clearance, state=clearance.state, expires_on=clearance.expires_on, at=clock.now(), by=by
    )
    audit.record(verb, by=by, on=clearance, prison=clearance.prison, changes=changes)


def _held(clearance: Clearance) -> Clearance:
    rows = Clearance.objects.select_related("prison", "level", "person")
    return rows.select_for_update(of=("self",)).get(pk=clearance.pk)


@transaction.atomic
def record_clearance(
    *, by: User, person: Person, prison: Prison, level: ClearanceLevel, values: dict[str, Any]
) -> Clearance:
    """As it stands when it is typed in: applied for, or decided already.

    `values`: state, reference, applied_on, decided_on, granted_by, granted_on, expires_on.
    """
    access.require(by, Permission.MANAGE_CLEARANCES, prison=prison)
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.check_is_held(person)
    policies.check_works_at(person, prison, clock.today())
    clearance = Clearance(person=person, prison=prison, level=level, recorded_at=clock.now(), recorded_by=by)
    _write(clearance, values)
    applied = Clearance.objects.filter(person=person, prison=prison, level=level, state=State.APPLIED)
    if applied.exists():
        raise Overtaken(f"{level} is applied for already. Decide on that application instead.")
    clearance.save()
    _note("record_clearance", by, clearance)
    _end_what_no_longer_holds(by, clearance)
    return clearance


def _write(clearance: Clearance, values: dict[str, Any]) -> None:
    """What a decision leaves empty is empty: a refusal has no last day."""
    for name in COLUMNS:
        if name in values:
            setattr(clearance, name, values[name])
    if clearance.state != State.GRANTED:
        clearance.granted_by, clearance.granted_on, clearance.expires_on = "", None, None
    if clearance.state == State.APPLIED:
        clearance.decided_on = None
    elif clearance.decided_on is None:
        clearance.decided_on = clearance.granted_on or clock.today()
    check_no_prison_numbers({"reference": clearance.reference, "granted by": clearance.granted_by})
    policies.check_reference(clearance.reference)
    policies.check_clearance_dates(clearance)
    try:
        clearance.full_clean(exclude=["recorded_by", "person", "prison", "level"], validate_unique=False)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None


@transaction.atomic
def decide_clearance(*, by: User, clearance: Clearance, values: dict[str, Any]) -> Clearance:
    """Granted or refused, with dates and with no reason."""
    clearance = _held(clearance)
    access.require(by, Permission.MANAGE_CLEARANCES, prison=clearance.prison)
    policies.check_undecided(clearance)
    _write(clearance, values)
    clearance.save()
    _note("decide_clearance", by, clearance)
    _end_what_no_longer_holds(by, clearance)
    return clearance


@transaction.atomic
def correct_clearance(*, by: User, clearance: Clearance, values: dict[str, Any]) -> Clearance:
    """What was typed wrongly. The history shows that it was put right; it keeps what it said before."""
    clearance = _held(clearance)
    access.require(by, Permission.MANAGE_CLEARANCES, prison=clearance.prison)
    policies.check_may_correct(clearance)
    before = audit.values(clearance, list(COLUMNS))
    _write(clearance, values)
    changes = audit.changes(clearance, before, audit.values(clearance, list(COLUMNS)))
    if changes:
        clearance.save()
        _note("correct_clearance", by, clearance, changes)
        _end_what_no_longer_holds(by, clearance)
    return clearance


@transaction.atomic
def withdraw_clearance(*, by: User, clearance: Clearance) -> Clearance:
    """It no longer counts here or wherever it was relied on; those prisons learn whom to contact, and nothing else."""
    clearance = _held(clearance)
    access.require(by, Permission.MANAGE_CLEARANCES, prison=clearance.prison)
    policies.check_may_withdraw(clearance)
    if clearance.state == State.APPLIED:
        clearance.decided_on = clock.today()
    clearance.state = State.WITHDRAWN
    clearance.save(update_fields=["state", "decided_on"])
    _note("withdraw_clearance", by, clearance)
    _end_what_no_longer_holds(by, clearance)
    return clearance


def _end_what_no_longer_holds(by: User, clearance: Clearance) -> None:
    """Others no longer rely on what was taken back; who refuses no longer relies on what others granted."""
    if clearance.state == State.REFUSED:
        own = Reliance.objects.in_force().filter(prison=clearance.prison, clearance__person=clearance.person)
        for reliance in own.select_for_update(of=("self",)):
            _end(reliance, by)
    others = Reliance.objects.in_force().filter(clearance=clearance)
    if clearance.state == State.REFUSED:
        # It outweighs whatever this prison granted before.
        others = Reliance.objects.in_force().filter(
            clearance__prison=clearance.prison, clearance__person=clearance.person
        )
    if clearance.state in (State.REFUSED, State.WITHDRAWN):
        for reliance in others.select_for_update(of=("self",)):
            _end(reliance, None)
            queue_on_commit("inductions.tell_relying_prison", reliance.pk)


def _end(reliance: Reliance, by: User | None) -> None:
    reliance.ended_at, reliance.ended_by = clock.now(), by
    reliance.save(update_fields=["ended_at", "ended_by"])


@transaction.atomic
def rely_on(*, by: User, clearance: Clearance, prison: Prison) -> Reliance:
    """By name: whoever confirms it stands for it at their own prison."""
    clearance = _held(clearance)
    access.require(by, Permission.MANAGE_CLEARANCES, prison=prison)
    policies.check_works_at(clearance.person, prison, clock.today())
    policies.check_reliable(clearance, prison)
    if clearance.pk not in {each.key for each in in_force_elsewhere(clearance.person, prison)}:
        raise Refused(NOT_IN_FORCE)
    there = clearance.reliances.in_force().filter(prison=prison).first()
    if there:
        return there
    reliance = Reliance.objects.create(
        clearance=clearance, prison=prison, confirmed_at=clock.now(), confirmed_by=by
    )
    audit.record("rely_on", by=by, on=reliance, prison=prison)
    return reliance


@transaction.atomic
def rely_on_key(*, by: User, person: Person, key: int, prison: Prison) -> Reliance:
    """As `rely_on`, by the key that was offered: a page of another prison never holds the row."""
    access.require(by, Permission.MANAGE_CLEARANCES, prison=prison)
    clearance = Clearance.objects.filter(pk=key, person=person).first()
    if clearance is None:
        raise Refused(NOT_IN_FORCE)
    return rely_on(by=by, clearance=clearance, prison=prison)


@transaction.atomic
def end_reliance(*, by: User, reliance: Reliance) -> Reliance:
    """This prison no longer takes the other's clearance for its own."""
    reliance = Reliance.objects.select_related("prison").select_for_update(of=("self",)).get(pk=reliance.pk)
    access.require(by, Permission.MANAGE_CLEARANCES, prison=reliance.prison)
    if reliance.ended_at:
        raise Overtaken("This prison no longer relies on it already. Nothing was changed.")
    _end(reliance, by)
    audit.record("end_reliance", by=by, on=reliance, prison=reliance.prison)
    return reliance
