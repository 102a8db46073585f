"""Clearances: applied for, decided, relied on elsewhere, stopped. Nothing here takes a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.policies import Overtaken, check_no_prison_numbers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from inductions import policies
from inductions.models import AccessStop, Clearance, ClearanceEvent, ClearanceLevel, Person, Reliance


def _note(verb: str, by: User, clearance: Clearance) -> None:
    ClearanceEvent.objects.create(
        clearance=clearance, state=clearance.state, expires_on=clearance.expires_on, at=clock.now(), by=by
    )
    audit.record(verb, by=by, on=clearance, prison=clearance.prison)


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
    if Clearance.objects.filter(
        person=person, prison=prison, level=level, state=Clearance.State.APPLIED
    ).exists():
        raise Overtaken(f"{level} is applied for already. Decide on that application instead.")
    clearance.save()
    _note("record_clearance", by, clearance)
    return clearance


def _write(clearance: Clearance, values: dict[str, Any]) -> None:
    for name in ("state", "reference", "applied_on", "decided_on", "granted_by", "granted_on", "expires_on"):
        if name in values:
            setattr(clearance, name, values[name])
    check_no_prison_numbers({"reference": clearance.reference, "granted by": clearance.granted_by})
    policies.check_clearance_dates(clearance)
    clearance.full_clean(exclude=["recorded_by", "person", "prison", "level"], validate_unique=False)


@transaction.atomic
def decide_clearance(*, by: User, clearance: Clearance, values: dict[str, Any]) -> Clearance:
    """Granted, refused or withdrawn, with dates and with no reason."""
    clearance = _held(clearance)
    access.require(by, Permission.MANAGE_CLEARANCES, prison=clearance.prison)
    policies.check_undecided(clearance)
    _write(clearance, values)
    clearance.save()
    _note("decide_clearance", by, clearance)
    return clearance


@transaction.atomic
def withdraw_clearance(*, by: User, clearance: Clearance) -> Clearance:
    """It no longer counts here or wherever it was relied on; those prisons learn whom to contact, and nothing else."""
    clearance = _held(clearance)
    access.require(by, Permission.MANAGE_CLEARANCES, prison=clearance.prison)
    if clearance.state not in (Clearance.State.GRANTED, Clearance.State.APPLIED):
        raise Overtaken(
            f"This clearance is {clearance.get_state_display().lower()} already. Nothing was changed."
        )
    clearance.state, clearance.decided_on = Clearance.State.WITHDRAWN, clock.today()
    clearance.save(update_fields=["state", "decided_on"])
    _note("withdraw_clearance", by, clearance)
    _end_reliances(clearance)
    return clearance


def _end_reliances(clearance: Clearance) -> None:
    relying = list(clearance.reliances.in_force().select_for_update())
    for reliance in relying:
        reliance.ended_at = clock.now()
        reliance.save(update_fields=["ended_at"])
        queue_on_commit("inductions.tell_relying_prison", reliance.pk)


@transaction.atomic
def rely_on(*, by: User, clearance: Clearance, prison: Prison) -> Reliance:
    """By name: whoever confirms it stands for it at their own prison."""
    clearance = _held(clearance)
    access.require(by, Permission.MANAGE_CLEARANCES, prison=prison)
    policies.check_works_at(clearance.person, prison, clock.today())
    policies.check_reliable(clearance, prison)
    there = clearance.reliances.in_force().filter(prison=prison).first()
    if there:
        return there
    reliance = Reliance.objects.create(
        clearance=clearance, prison=prison, confirmed_at=clock.now(), confirmed_by=by
    )
    audit.record("rely_on", by=by, on=reliance, prison=prison)
    return reliance


@transaction.atomic
def stop_person_now(*, by: User, person: Person, prison: Prison) -> AccessStop:
    """From this moment the gate's answer is no. No reason is asked and none can be given."""
    access.require(by, Permission.STOP_ACCESS, prison=prison)
    Person.objects.select_for_update().get(pk=person.pk)
    there = AccessStop.objects.in_force().filter(person=person, prison=prison).first()
    if there:
        return there
    stop = AccessStop.objects.create(person=person, prison=prison, stopped_at=clock.now(), stopped_by=by)
    audit.record("stop_person_now", by=by, on=stop, prison=prison)
    for clearance in Clearance.objects.filter(person=person, prison=prison, state=Clearance.State.GRANTED):
        for reliance in clearance.reliances.in_force():
            # They are told whom to contact. What they decide is theirs.
            queue_on_commit("inductions.tell_relying_prison", reliance.pk)
    return stop


@transaction.atomic
def lift_stop(*, by: User, stop: AccessStop) -> AccessStop:
    stop = AccessStop.objects.select_for_update(of=("self",)).select_related("prison").get(pk=stop.pk)
    access.require(by, Permission.STOP_ACCESS, prison=stop.prison)
    if stop.lifted_at:
        raise Overtaken("Access was opened again already. Nothing was changed.")
    stop.lifted_at, stop.lifted_by = clock.now(), by
    stop.save(update_fields=["lifted_at", "lifted_by"])
    audit.record("lift_stop", by=by, on=stop, prison=stop.prison)
    return stop


def days_to_decide(applied_on: date, decided_on: date) -> int:
    """Calendar days from application to decision."""
    return (decided_on - applied_on).days
