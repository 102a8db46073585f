"""Steps that are signed, and texts that are looked at again."""

from __future__ import annotations

from datetime import date

from coordination import clock
from coordination.policies import Overtaken, Refused
from inductions.models import (
    InductionStep,
    Person,
    StepSignature,
)
from inductions.policies.people import FIRST_YEAR


def check_sign(step: InductionStep, person: Person, signed_on: date) -> None:
    if step.ended_on:
        raise Overtaken("This step was taken out of the checklist or reworded. Open the checklist again.")
    if signed_on > clock.today():
        raise Refused("That day is still to come. Give the day on which it was done.")
    if signed_on.year < FIRST_YEAR:
        raise Refused("That day is too long ago. Look at the year.")
    if StepSignature.objects.filter(step__in=wordings_of(step), person=person, struck_at=None).exists():
        raise Overtaken("This step is signed already. Nothing was changed.")


def wordings_of(step: InductionStep) -> list[int]:
    """Keys of the step and of those that it took the place of: who signed one of them need not sign again."""
    before = dict(
        InductionStep.objects.filter(prison=step.prison_id, replaces__isnull=False).values_list(
            "pk", "replaces"
        )
    )
    keys = [step.pk]
    while earlier := before.get(keys[-1]):
        keys.append(earlier)
    return keys


def check_review(review_on: date | None) -> None:
    if review_on and review_on <= clock.today():
        raise Refused(
            "The review date is not after today. Give the day on which somebody must look at it again."
        )
