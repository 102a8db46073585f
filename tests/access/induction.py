"""The induction's checklist, the library of policies, and files that were handed in."""

from __future__ import annotations

from typing import Any

from coordination.models import User
from inductions.actions import signing
from inductions.models import InductionStep, Person, PolicyDocument, StepSignature
from tests.access_table import Row
from tests.cast import Cast
from tests.inductions.inducting import (
    COORDINATOR,
    PERSON,
    file_of,
    policy,
    policy_elsewhere,
    step,
    step_elsewhere,
    values,
)

OTHERS_HERE = "staff gate lead national"
READERS = "coordinator governor staff gate lead national manager worker"
# Whoever looks after people here, whose manager it is, and the person.
OF_WORKER: dict[str, Any] = {"ok": "coordinator governor manager worker"}


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def the_step(cast: Cast, title: str = "Tour of the prison", signed_by: str = COORDINATOR) -> InductionStep:
    """Asked for again, the one that is there."""
    there = InductionStep.objects.current().filter(prison=cast.exeter, title=title).first()
    return there or step(cast, title, signed_by)


def the_step_elsewhere(cast: Cast) -> InductionStep:
    there = InductionStep.objects.current().filter(prison=cast.guys_marsh).first()
    return there or step_elsewhere(cast)


def a_step(cast: Cast) -> list[Any]:
    return ["EXI", the_step(cast).pk]


def a_step_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", the_step_elsewhere(cast).pk]


def worker_at(cast: Cast) -> list[Any]:
    return [cast.worker_person.pk, "EXI"]


def worker_elsewhere(cast: Cast) -> list[Any]:
    return [cast.worker_person.pk, "GMI"]


def own_step(cast: Cast) -> list[Any]:
    return [*worker_at(cast), the_step(cast, "I know whom to tell", PERSON).pk]


def an_own_tick(cast: Cast) -> dict[str, Any]:
    there = the_step(cast, "I know whom to tell", PERSON)
    return {"step": f"{there.pk} {there.title}"}


def own_step_elsewhere(cast: Cast) -> list[Any]:
    return [*worker_at(cast), the_step_elsewhere(cast).pk]


def signed(by: User, there: InductionStep, person: Person) -> StepSignature:
    before = StepSignature.objects.filter(step=there, person=person, struck_at=None).first()
    return before or signing.sign_step(by=by, step=there, person=person)


def a_signature(cast: Cast) -> list[Any]:
    return [*worker_at(cast), signed(cast.coordinator, the_step(cast), cast.worker_person).pk]


def a_signature_elsewhere(cast: Cast) -> list[Any]:
    there = signed(cast.other_coordinator, the_step_elsewhere(cast), cast.other_volunteer)
    return [*worker_at(cast), there.pk]


def a_policy(cast: Cast) -> list[Any]:
    return ["EXI", (PolicyDocument.objects.current().filter(prison=cast.exeter).first() or policy(cast)).pk]


def a_policy_elsewhere(cast: Cast) -> list[Any]:
    there = PolicyDocument.objects.current().filter(prison=cast.guys_marsh).first()
    return ["EXI", (there or policy_elsewhere(cast)).pk]


def a_certificate(cast: Cast) -> list[Any]:
    return [file_of(cast, cast.worker_person, cast.exeter).pk]


def typed(**changes: Any) -> Any:
    audience = {"audience": ["for_staff"], "acknowledge_within_days": 30}
    return lambda cast: {**values(must_acknowledge=""), **audience, **changes}


OF_COORDINATOR: dict[str, Any] = {"ok": "coordinator", "forbidden": f"governor {OTHERS_HERE}"}
LOOKS_AFTER: dict[str, Any] = {"ok": "coordinator governor", "forbidden": OTHERS_HERE}
LIBRARIAN: dict[str, Any] = {
    "ok": "coordinator",
    "forbidden": "governor staff gate lead national manager worker",
}
CHECKLIST: dict[str, Any] = {"ok": "coordinator", "forbidden": "governor manager worker"}
A_STEP = {"title": "Key talk", "signed_by": "coordinator", "required": "on"}

ROWS = [
    Row("induction_steps", exeter, **LOOKS_AFTER),
    Row(
        "induction_steps", exeter, method="POST", status=302, data=lambda cast: A_STEP, **OF_COORDINATOR
    ),
    Row(
        "suggested_steps", exeter, method="POST", status=302, data=lambda cast: {"codes": ["tour"]},
        **OF_COORDINATOR,
    ),
    Row("induction_blank_paper", exeter, **LOOKS_AFTER),
    Row("induction_step", a_step, crossed=a_step_elsewhere, **OF_COORDINATOR),
    Row(
        "induction_step", a_step, method="POST", status=302, data=lambda cast: A_STEP,
        crossed=a_step_elsewhere, **OF_COORDINATOR,
    ),
    Row("move_step", a_step, method="POST", status=302, crossed=a_step_elsewhere, **OF_COORDINATOR),
    Row("end_step", a_step, crossed=a_step_elsewhere, **OF_COORDINATOR),
    Row("end_step", a_step, method="POST", status=302, crossed=a_step_elsewhere, **OF_COORDINATOR),
    Row("induction", worker_at, crossed=worker_elsewhere, **OF_WORKER),
    Row("induction_paper", worker_at, crossed=worker_elsewhere, **OF_WORKER),
    Row("induction_typed", worker_at, crossed=worker_elsewhere, **CHECKLIST),
    Row(
        "induction_typed", worker_at, method="POST", crossed=worker_elsewhere, **CHECKLIST
    ),
    # The coordinator is told that the person signs this one.
    Row(
        "sign_step", own_step, method="POST", ok="worker coordinator", forbidden="governor manager",
        status=302, crossed=own_step_elsewhere,
    ),
    Row(
        "sign_ticked", worker_at, method="POST", ok="worker coordinator", forbidden="governor manager",
        status=302, data=an_own_tick, crossed=worker_elsewhere,
    ),
    Row("strike_signature", a_signature, crossed=a_signature_elsewhere, **CHECKLIST),
    Row(
        "strike_signature", a_signature, method="POST", status=302, crossed=a_signature_elsewhere,
        **CHECKLIST,
    ),
    Row("policies", exeter, ok=READERS),
    Row("policy_new", exeter, **LIBRARIAN),
    Row("policy_new", exeter, method="POST", status=302, data=typed(), **LIBRARIAN),
    Row("policies_overdue", exeter, ok="coordinator governor manager", forbidden=f"{OTHERS_HERE} worker"),
    Row("policy_document", a_policy, crossed=a_policy_elsewhere, ok=READERS),
    Row(
        "acknowledge_policy", a_policy, method="POST", ok="worker", status=302,
        forbidden="coordinator governor staff gate lead national manager", crossed=a_policy_elsewhere,
    ),
    Row("policy_version", a_policy, crossed=a_policy_elsewhere, **LIBRARIAN),
    Row(
        "policy_version", a_policy, method="POST", status=302, data=typed(version="2"),
        crossed=a_policy_elsewhere, **LIBRARIAN,
    ),
    Row("policy_terms", a_policy, crossed=a_policy_elsewhere, **LIBRARIAN),
    Row(
        "policy_terms", a_policy, method="POST", status=302, data=typed(), crossed=a_policy_elsewhere,
        **LIBRARIAN,
    ),
    Row("policy_signed", a_policy, crossed=a_policy_elsewhere, **LIBRARIAN),
    Row("policy_signed", a_policy, method="POST", crossed=a_policy_elsewhere, **LIBRARIAN),
    Row("end_policy", a_policy, crossed=a_policy_elsewhere, **LIBRARIAN),
    Row("end_policy", a_policy, method="POST", status=302, crossed=a_policy_elsewhere, **LIBRARIAN),
    Row("stored_file", a_certificate, **OF_WORKER),
]  # fmt: skip
