"""Each person of people.toml: added, cleared, trained, inducted, stopped; and their comings and goings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from django.utils import timezone
from django.utils.text import slugify

from coordination import clock, queueing
from coordination.models import User
from inductions.actions.clearances import decide_clearance, record_clearance, rely_on, withdraw_clearance
from inductions.actions.documents import acknowledge_policy
from inductions.actions.people import add_at
from inductions.actions.records import record_earlier, verify_record
from inductions.actions.signing import sign_step
from inductions.actions.stopping import stop_person_now
from inductions.actions.visits import record_arrival, record_departure
from inductions.demo.stage import SECOND_PERSON, Event, Stage, read
from inductions.models import Clearance, ClearanceLevel, InductionStep, ModuleRule, Placement

ADDED, CLEARED, TRAINED, SIGNED, LATER, EVENING = 3, 5, 7, 9, 10, 13


def events(stage: Stage) -> Iterator[Event]:
    for given in read("people.toml")["people"]:
        who = given["name"]
        for work in given["work"]:
            yield work[4], ADDED, partial(add, stage, given, work)
        for code, level, decided in given.get("clearances", []):
            yield from _clearance(stage, who, code, level, decided)
        for code, days in given.get("relied_on", []):
            yield days, LATER, partial(rely, stage, who, code, days)
        for code, days in given.get("trained", []):
            yield days, TRAINED, partial(train, stage, given, code, days)
        for module, days in given.get("training", []):
            code = given["work"][0][0]
            yield days, TRAINED, partial(train_in, stage, who, code, module, days, True)
        for code, days, how_many in given.get("signed", []):
            yield days, SIGNED, partial(sign, stage, who, code, days, how_many)
        for code, days, how_many in given.get("read", []):
            yield days, LATER, partial(acknowledge, stage, who, code, days, how_many)
        for code, days in given.get("visits", []):
            yield days, EVENING, partial(visit, stage, who, code, days)
        for code, days in given.get("stopped", []):
            yield days, EVENING, partial(stop, stage, who, code, days)


def add(stage: Stage, given: dict[str, Any], work: list[Any]) -> None:
    code, organisation, kind, title, days, movement, *ends = work
    world, who = stage.world, given["name"]
    # As a coordinator of old lists has it: not everybody gave an address.
    email = given.get("email", f"{slugify(who).replace('-', '.')}@people.example.org")
    begins_on = stage.past(days)
    values = {
        "name": who, "email": email, "phone": given.get("phone", ""), "kind": kind, "role_title": title,
        "begins_on": begins_on,
    }  # fmt: skip
    placed = {
        "begins_on": begins_on, "movement": movement, "line_contact": given.get("line_contact", ""),
        "ends_on": world.day(ends[0]) if ends else None,
    }  # fmt: skip
    with world.at(days, ADDED):
        placement: Placement = add_at(
            by=world.coordinators[code], organisation=world.organisations[organisation],
            prison=world.prisons[code], values=values, placed=placed, same_as=stage.people.get(who),
        )  # fmt: skip
    stage.people[who] = placement.engagement.person


def _clearance(stage: Stage, who: str, code: str, level: str, decided: dict[str, int]) -> Iterator[Event]:
    """`decided`: the days of applied, then granted with until, or refused, or withdrawn."""
    yield decided["applied"], CLEARED, partial(apply_for, stage, who, code, level, decided["applied"])
    for state in ("granted", "refused", "withdrawn"):
        if state in decided:
            yield decided[state], LATER, partial(decide, stage, who, code, level, state, decided)


def apply_for(stage: Stage, who: str, code: str, level: str, days: int) -> None:
    values = {"state": Clearance.State.APPLIED, "applied_on": stage.past(days)}
    with stage.world.at(days, CLEARED):
        record_clearance(
            by=stage.world.coordinators[code], person=stage.people[who], prison=stage.world.prisons[code],
            level=ClearanceLevel.objects.get(pk=level), values=values,
        )  # fmt: skip


def decide(stage: Stage, who: str, code: str, level: str, state: str, decided: dict[str, int]) -> None:
    by, on = stage.world.coordinators[code], stage.past(decided[state])
    clearance = Clearance.objects.get(
        person=stage.people[who], prison__code=code, level=level, state=Clearance.State.APPLIED
    )
    values: dict[str, Any] = {"state": state, "decided_on": on}
    if state == "granted":
        until = stage.world.day(decided["until"])
        values |= {"granted_by": "Security department", "granted_on": on, "expires_on": until}
    with stage.world.at(decided[state], LATER):
        if state == "withdrawn":
            withdraw_clearance(by=by, clearance=clearance)
        else:
            decide_clearance(by=by, clearance=clearance, values=values)


def rely(stage: Stage, who: str, code: str, days: int) -> None:
    granted = Clearance.objects.filter(person=stage.people[who], state=Clearance.State.GRANTED)
    clearance = granted.exclude(prison__code=code).get()
    with stage.world.at(days, LATER):
        rely_on(by=stage.world.coordinators[code], clearance=clearance, prison=stage.world.prisons[code])


def train(stage: Stage, given: dict[str, Any], code: str, days: int) -> None:
    """In everything that the prison asks of this kind of worker, but in what the file takes out."""
    kind = next(work[2] for work in given["work"] if work[0] == code)
    for rule in ModuleRule.objects.filter(prison__code=code, active=True).order_by("pk"):
        if rule.is_required_of(kind) and rule.module_id not in given.get("but", []):
            verified = not given.get("unverified", False)
            train_in(stage, given["name"], code, rule.module_id, days, verified)


def train_in(stage: Stage, who: str, code: str, module: str, days: int, verified: bool) -> None:
    prison = stage.world.prisons[code]
    with stage.world.at(days, TRAINED):
        record = record_earlier(
            by=stage.world.coordinators[code], person=stage.people[who], prison=prison,
            module=stage.modules[module], done_on=stage.past(days),
        )  # fmt: skip
    name, since = SECOND_PERSON
    asked = ModuleRule.asking_for_a_second_person(prison).filter(module=module).exists()
    if asked and verified and not record.verified_at:
        with stage.world.at(max(days, since), LATER):
            verify_record(by=User.objects.get(name=name), record=record, prison=prison)


def sign(stage: Stage, who: str, code: str, days: int, how_many: int) -> None:
    """The first steps of the checklist, by the coordinator; the person's own from signed paper."""
    with stage.world.at(days, SIGNED):
        for step in InductionStep.objects.current().filter(prison__code=code)[:how_many]:
            on_paper = step.signed_by == InductionStep.SignedBy.PERSON
            sign_step(
                by=stage.world.coordinators[code], step=step, person=stage.people[who], on_paper=on_paper
            )


def acknowledge(stage: Stage, who: str, code: str, days: int, how_many: int) -> None:
    with stage.world.at(days, LATER):
        for document in stage.documents[code][:how_many]:
            acknowledge_policy(
                by=stage.world.coordinators[code], person=stage.people[who], document=document, on_paper=True
            )


def stop(stage: Stage, who: str, code: str, days: int) -> None:
    with stage.world.at(days, EVENING):
        stop_person_now(
            by=stage.world.coordinators[code], person=stage.people[who], prison=stage.world.prisons[code]
        )


def visit(stage: Stage, who: str, code: str, days: int) -> None:
    """A morning, typed in from the sheet of the gate at the end of the day."""
    world = stage.world
    with world.at(days, EVENING):
        record_arrival(
            by=stage.gate(code), person=stage.people[who], prison=world.prisons[code], read_acct_folder=True,
            arrived_at=world.moment(days, 1), left_at=world.moment(days, 6), from_paper=True,
        )  # fmt: skip


IN_SINCE: Final = timedelta(minutes=95)
LEFT: Final = timedelta(minutes=20)


def come_in_today(stage: Stage) -> None:
    """At the screen of the gate, a while before the moment of seeding, whatever day it is."""
    now = clock.now()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    for given in read("people.toml")["people"]:
        for code, has_left in given.get("today", []):
            arrived = max(now - IN_SINCE - timedelta(minutes=7 * has_left), midnight)
            by, prison = stage.gate(code), stage.world.prisons[code]
            with queueing.silence():
                with clock.set_to(arrived):
                    made = record_arrival(
                        by=by,
                        person=stage.people[given["name"]],
                        prison=prison,
                        read_acct_folder=not has_left,
                    )
                if has_left:
                    with clock.set_to(max(now - LEFT, midnight)):
                        record_departure(by=by, visit=made)
