"""A prison's checklist for whoever starts there: its steps, their words and their order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.actions.holding import hold
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.roles import Permission
from inductions.models import InductionStep
from inductions.reference import ONLY_FOR_SOME, SUGGESTED_STEPS

MOST_STEPS: Final = 60
LONGEST_TITLE: Final = 160


@transaction.atomic
def add_step(*, by: User, prison: Prison, title: str, signed_by: str, required: bool = True) -> InductionStep:
    """At the end of the checklist. Whoever was inducted before has one more step to sign."""
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)
    title = _title(title)
    hold(prison)
    present = _current(prison)
    _check_new_title(title, present)
    if len(present) >= MOST_STEPS:
        raise Refused(f"A checklist has at most {MOST_STEPS} steps. Take one out first, or put two into one.")
    step = InductionStep.objects.create(
        prison=prison, title=title, signed_by=signed_by, required=required, position=_next_position(present)
    )
    audit.record("add_step", by=by, on=step, prison=prison)
    return step


@transaction.atomic
def add_suggested_steps(*, by: User, prison: Prison, codes: Iterable[str]) -> list[InductionStep]:
    """Of the list that comes with the portal those chosen, in its order, without those that are there already."""
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)
    chosen = set(codes)
    hold(prison)
    taken = {step.title.casefold() for step in _current(prison)}
    return [
        add_step(by=by, prison=prison, title=title, signed_by=signed_by, required=code not in ONLY_FOR_SOME)
        for code, title, signed_by in SUGGESTED_STEPS
        if code in chosen and title.casefold() not in taken
    ]


def _current(prison: Prison) -> list[InductionStep]:
    return list(InductionStep.objects.current().filter(prison=prison))


def _next_position(steps: list[InductionStep]) -> int:
    return max((step.position for step in steps), default=0) + 1


def _title(title: str) -> str:
    title = one_line(title)
    if not title:
        raise Refused("Say in a few words what is done in this step.")
    if len(title) > LONGEST_TITLE:
        raise Refused(f"Say it in at most {LONGEST_TITLE} characters.")
    check_no_prison_numbers({"step": title})
    return title


def _check_new_title(title: str, others: Iterable[InductionStep]) -> None:
    if any(title.casefold() == other.title.casefold() for other in others):
        raise Refused(f"“{title}” is on the checklist already.")


def _held(by: User, step: InductionStep) -> InductionStep:
    hold(step.prison)
    step = InductionStep.objects.select_for_update(of=("self",)).select_related("prison").get(pk=step.pk)
    access.require(by, Permission.MANAGE_TRAINING, prison=step.prison)
    if step.ended_on:
        raise Overtaken("Somebody else changed this step meanwhile. Open the checklist again.")
    return step


@transaction.atomic
def change_step(
    *, by: User, step: InductionStep, title: str, signed_by: str, required: bool
) -> InductionStep:
    """What was signed keeps its words: a step that anybody signed ends, and a new one takes its place.

    Who signed the old one need not sign again: a reworded step counts as signed (`replaces`).
    """
    step = _held(by, step)
    title = _title(title)
    if (title, signed_by, required) == (step.title, step.signed_by, step.required):
        return step
    _check_new_title(title, (other for other in _current(step.prison) if other.pk != step.pk))
    if not step.signatures.exists():
        step.title, step.signed_by, step.required = title, signed_by, required
        step.save(update_fields=["title", "signed_by", "required"])
        audit.record("change_step", by=by, on=step, prison=step.prison)
        return step
    step.ended_on = clock.today()
    step.save(update_fields=["ended_on"])
    new = InductionStep.objects.create(
        prison=step.prison, title=title, signed_by=signed_by, required=required, position=step.position,
        replaces=step,
    )  # fmt: skip
    audit.record("change_step", by=by, on=new, prison=step.prison)
    return new


@transaction.atomic
def move_step(*, by: User, step: InductionStep, up: bool) -> InductionStep:
    """One place towards the beginning or the end. At the end of its way it stays."""
    step = _held(by, step)
    steps = _current(step.prison)
    place = next(number for number, each in enumerate(steps) if each.pk == step.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(steps):
        return step
    steps[place], steps[other] = steps[other], steps[place]
    for position, each in enumerate(steps, 1):
        if each.position != position:
            InductionStep.objects.filter(pk=each.pk).update(position=position)
    audit.record("move_step", by=by, on=step, prison=step.prison)
    return step


@transaction.atomic
def end_step(*, by: User, step: InductionStep) -> InductionStep:
    step = _held(by, step)
    step.ended_on = clock.today()
    step.save(update_fields=["ended_on"])
    audit.record("end_step", by=by, on=step, prison=step.prison)
    return step
