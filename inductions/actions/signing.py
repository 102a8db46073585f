"""Each step of somebody's induction signed off by name and date, and a mistake struck out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from inductions import policies
from inductions.actions.documents import store
from inductions.models import InductionStep, Person, StepSignature, StoredFile


def works_there(person: Person, prison: Prison) -> bool:
    """May anything of the checklist be signed today?"""
    return not person.anonymised_at and policies.works_at(person, prison, clock.today())


@transaction.atomic
def sign_step(
    *,
    by: User,
    step: InductionStep,
    person: Person,
    signed_on: date | None = None,
    on_paper: bool = False,
    seen: str | None = None,
) -> StepSignature:
    """By whom the step asks for; from signed paper, the coordinator types in either kind.

    `seen`: the words of the step as the signer read them. If they were changed meanwhile, nothing is signed.
    """
    prison = step.prison
    own = person.user_id == by.pk and step.signed_by == InductionStep.SignedBy.PERSON and not on_paper
    if not own:
        access.require(by, Permission.MANAGE_WORKERS, prison=prison)
        if step.signed_by == InductionStep.SignedBy.PERSON and not on_paper:
            raise Refused("The person signs this step. If they signed it on paper, say so.")
        if person.user_id == by.pk and not on_paper:
            raise Refused(
                "This is your own induction. Another coordinator signs this step, or type in the signed paper."
            )
    policies.check_is_held(Person.objects.select_for_update().get(pk=person.pk))
    # Held, so that nobody rewords it while it is signed.
    step = InductionStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    policies.check_works_at(person, prison, clock.today())
    day = signed_on or clock.today()
    policies.check_sign(step, person, day)
    if seen is not None and seen != step.title:
        raise Overtaken("The words of this step were changed meanwhile. Read them, then sign.")
    signature = StepSignature.objects.create(
        person=person, step=step, title=step.title, signed_on=day, signed_at=clock.now(), signed_by=by,
        on_paper=on_paper,
    )  # fmt: skip
    audit.record("sign_step", by=by, on=signature, prison=prison)
    return signature


@transaction.atomic
def sign_steps(
    *, by: User, person: Person, prison: Prison, steps: Iterable[tuple[InductionStep, str]]
) -> list[StepSignature]:
    """Several at once, each with its words as the signer read them: all of them or none."""
    chosen = list(steps)
    if not chosen:
        raise Refused("Tick the steps that are done.")
    if any(step.prison_id != prison.pk for step, _ in chosen):
        raise Refused("A step belongs to another prison’s checklist. Open the page again.")
    return [sign_step(by=by, step=step, person=person, seen=seen) for step, seen in chosen]


@transaction.atomic
def sign_on_paper(
    *,
    by: User,
    person: Person,
    prison: Prison,
    steps: Iterable[InductionStep],
    signed_on: date,
    file_name: str = "",
    content: bytes = b"",
) -> list[StepSignature]:
    """Several steps of one signed paper with one date, and its scan if there is one: all of it or nothing."""
    access.require(by, Permission.MANAGE_WORKERS, prison=prison)
    chosen = list(steps)
    if not chosen and not content:
        raise Refused("Tick the steps that are signed on the paper.")
    if any(step.prison_id != prison.pk for step in chosen):
        raise Refused("A step belongs to another prison’s checklist. Open the page again.")
    signatures = [
        sign_step(by=by, step=step, person=person, signed_on=signed_on, on_paper=True) for step in chosen
    ]
    if content:
        kind = StoredFile.Kind.REGISTER
        file = store(by=by, kind=kind, name=file_name, content=content, prison=prison, person=person)
        audit.record("store_checklist", by=by, on=file, prison=prison)
    return signatures


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
