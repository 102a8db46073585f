"""A prison's checklist, and each step of it signed off by name and date."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.roles import Permission
from inductions import policies
from inductions.models import InductionStep, Person, StepSignature


@transaction.atomic
def add_step(*, by: User, prison: Prison, title: str, signed_by: str, required: bool = True) -> InductionStep:
    access.require(by, Permission.MANAGE_TRAINING, prison=prison)
    title = _title(title)
    last = InductionStep.objects.filter(prison=prison).aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            step = InductionStep.objects.create(
                prison=prison, title=title, signed_by=signed_by, required=required, position=last + 1
            )
    except IntegrityError:
        raise Refused(f"“{title}” is on the checklist already.") from None
    audit.record("add_step", by=by, on=step, prison=prison)
    return step


def _title(title: str) -> str:
    title = one_line(title)
    if not title:
        raise Refused("Say in a few words what is done in this step.")
    check_no_prison_numbers({"step": title})
    return title


def _held(by: User, step: InductionStep) -> InductionStep:
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
def end_step(*, by: User, step: InductionStep) -> InductionStep:
    step = _held(by, step)
    step.ended_on = clock.today()
    step.save(update_fields=["ended_on"])
    audit.record("end_step", by=by, on=step, prison=step.prison)
    return step


@transaction.atomic
def sign_step(
    *, by: User, step: InductionStep, person: Person, signed_on: date | None = None, on_paper: bool = False
) -> StepSignature:
    """By whom the step asks for; from signed paper, the coordinator types in either kind."""
    prison = step.prison
    own = person.user_id == by.pk and step.signed_by == InductionStep.SignedBy.PERSON
    if not own:
        access.require(by, Permission.MANAGE_WORKERS, prison=prison)
        if step.signed_by == InductionStep.SignedBy.PERSON and not on_paper:
            raise Refused("The person signs this step. If they signed it on paper, say so.")
    Person.objects.select_for_update().get(pk=person.pk)
    policies.check_works_at(person, prison, clock.today())
    day = signed_on or clock.today()
    policies.check_sign(step, person, day)
    signature = StepSignature.objects.create(
        person=person, step=step, title=step.title, signed_on=day, signed_at=clock.now(), signed_by=by,
        on_paper=on_paper,
    )  # fmt: skip
    audit.record("sign_step", by=by, on=signature, prison=prison)
    return signature


@transaction.atomic
def strike_signature(*, by: User, signature: StepSignature) -> StepSignature:
    """Signed by mistake: it stays, struck out, and the step is open again."""
    signature = (
        StepSignature.objects.select_for_update(of=("self",))
        .select_related("step__prison")
        .get(pk=signature.pk)
    )
    access.require(by, Permission.MANAGE_WORKERS, prison=signature.step.prison)
    if signature.struck_at:
        raise Overtaken("This signature was struck out already. Nothing was changed.")
    signature.struck_at, signature.struck_by = clock.now(), by
    signature.save(update_fields=["struck_at", "struck_by"])
    audit.record("strike_signature", by=by, on=signature, prison=signature.step.prison)
    return signature
