"""A prison that closes: its managed exit is begun, its steps are ticked off, it is called off, or the prison closes."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from coordination import access, audit, clock
from coordination.actions.prisons import change_prison_status
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from directory.actions.closing import withdraw_editions
from planning.exits.checklist import dated
from planning.exits.reading import impact_of
from planning.models import ExitStep, ManagedExit
from planning.policies import check_words


@transaction.atomic
def begin_exit(*, by: User, prison: Prison, closes_on: date, temporary: bool = False) -> ManagedExit:
    """Freezes what is lost as it is today, and dates the checklist from the day on which the prison closes."""
    access.require(by, Permission.MANAGE_PRISONS, prison=prison)
    prison = _held(prison)
    today = clock.today()
    if not prison.is_running:
        raise Refused(
            f"{prison} is {prison.get_status_display().lower()}. Only an open prison can begin to close."
        )
    if closes_on < today:
        raise Refused("That day has passed. Choose a day to come.")
    if ManagedExit.objects.filter(prison=prison, called_off_at=None, closed_at=None).exists():
        raise Overtaken(f"The managed exit of {prison} has begun already. No second one was begun.")
    begun = ManagedExit.objects.create(
        prison=prison, closes_on=closes_on, temporary=temporary, impact=impact_of(prison, today),
        begun_at=clock.now(), begun_by=by,
    )  # fmt: skip
    ExitStep.objects.bulk_create(
        ExitStep(managed_exit=begun, code=line.code, title=line.title, due_on=due)
        for line, due in dated(closes_on, today)
    )
    audit.record("begin_managed_exit", by=by, on=begun, prison=prison)
    return begun


@transaction.atomic
def tick_step(*, by: User, step: ExitStep, note: str = "") -> ExitStep:
    """Done today. The prison's own coordinator may tick it too: most steps are theirs to do."""
    step = _held_step(by, step)
    if step.done_on:
        raise Overtaken(f"{step.done_by} has ticked this off already.")
    note = one_line(note)
    check_words({"note": note})
    step.done_on, step.done_by, step.note = clock.today(), by, note
    return _save_step(by, step, "tick_exit_step")


@transaction.atomic
def untick_step(*, by: User, step: ExitStep) -> ExitStep:
    """It was ticked off by mistake; its note goes with it."""
    step = _held_step(by, step)
    if not step.done_on:
        raise Overtaken("This is open already.")
    step.done_on, step.done_by, step.note = None, None, ""
    return _save_step(by, step, "untick_exit_step")


@transaction.atomic
def call_off(*, by: User, managed_exit: ManagedExit) -> ManagedExit:
    """The prison stays open. What was frozen stays to be read."""
    managed_exit = _open(by, managed_exit)
    managed_exit.called_off_at = clock.now()
    managed_exit.save(update_fields=["called_off_at"])
    audit.record("call_off_managed_exit", by=by, on=managed_exit, prison=managed_exit.prison)
    return managed_exit


@transaction.atomic
def close_prison(*, by: User, managed_exit: ManagedExit) -> ManagedExit:
    """The prison is closed: its editions are withdrawn, its listings and all else stay to be read.

    Not before its day. Steps that are open may still be ticked off: copies are collected on the last day, and thanks
    come after it.
    """
    managed_exit = _open(by, managed_exit)
    if managed_exit.closes_on > clock.today():
        raise Refused("It closes on a day to come. Call it off and begin again where the day has changed.")
    status = Prison.Status.CLOSED_TEMPORARILY if managed_exit.temporary else Prison.Status.CLOSED
    withdraw_editions(by=by, prison=managed_exit.prison)
    change_prison_status(
        by=by, prison=managed_exit.prison, status=status, status_since=managed_exit.closes_on.isoformat(),
        status_note="What was offered here stays to be read. Its printed directories are withdrawn.",
    )  # fmt: skip
    managed_exit.closed_at = clock.now()
    managed_exit.save(update_fields=["closed_at"])
    audit.record("close_prison", by=by, on=managed_exit, prison=managed_exit.prison)
    return managed_exit


def _held(prison: Prison) -> Prison:
    return Prison.objects.select_for_update().get(pk=prison.pk)


def _open(by: User, managed_exit: ManagedExit) -> ManagedExit:
    access.require(by, Permission.MANAGE_PRISONS, prison=managed_exit.prison)
    _held(managed_exit.prison)
    found = ManagedExit.objects.select_for_update(of=("self",)).get(pk=managed_exit.pk)
    if found.called_off_at:
        raise Overtaken("This exit was called off already.")
    if found.closed_at:
        raise Overtaken(f"{found.prison} is closed already.")
    return found


def _held_step(by: User, step: ExitStep) -> ExitStep:
    prison = step.managed_exit.prison
    if not access.permitted(by, Permission.MANAGE_PRISONS, prison=prison):
        access.require(by, Permission.MANAGE_PLAN, prison=prison)
    found = ExitStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if found.managed_exit.called_off_at:
        raise Overtaken("This exit was called off. Nothing was changed.")
    return found


def _save_step(by: User, step: ExitStep, verb: str) -> ExitStep:
    step.save(update_fields=["done_on", "done_by", "note"])
    audit.record(verb, by=by, on=step, prison=step.managed_exit.prison)
    return step
