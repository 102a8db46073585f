"""What tests of induction, policies and files share: steps, versions, files, and people who may read them."""

from __future__ import annotations

from typing import Any

from coordination.models import Prison, User
from inductions.actions import documents, induction
from inductions.models import InductionStep, Person, PolicyDocument, StoredFile
from tests.cast import Cast
from tests.inductions.handed_in import PDF

PERSON, COORDINATOR = InductionStep.SignedBy.PERSON, InductionStep.SignedBy.COORDINATOR


def step(
    cast: Cast, title: str = "Tour of the prison", signed_by: str = COORDINATOR, **more: Any
) -> InductionStep:
    return induction.add_step(
        by=cast.coordinator, prison=cast.exeter, title=title, signed_by=signed_by, **more
    )


def step_elsewhere(cast: Cast, title: str = "Tour of the prison") -> InductionStep:
    return induction.add_step(
        by=cast.other_coordinator, prison=cast.guys_marsh, title=title, signed_by=COORDINATOR
    )


def values(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Fire safety",
        "version": "1",
        "summary": "What you do when an alarm sounds.",
        "text": "# The alarm\n\nGo out by the nearest door.",
        "must_acknowledge": True,
    } | changes


def policy(
    cast: Cast, by: User | None = None, prison: Prison | None = None, **changes: Any
) -> PolicyDocument:
    more = {name: changes.pop(name) for name in ("file_name", "content", "replaces") if name in changes}
    return documents.publish_policy(
        by=by or cast.coordinator, prison=prison or cast.exeter, values=values(**changes), **more
    )


def policy_elsewhere(cast: Cast, **changes: Any) -> PolicyDocument:
    return policy(cast, cast.other_coordinator, cast.guys_marsh, **changes)


def file_of(
    cast: Cast,
    person: Person | None,
    prison: Prison | None,
    kind: str = "certificate",
    by: User | None = None,
) -> StoredFile:
    return documents.store(
        by=by or cast.coordinator, kind=StoredFile.Kind(kind), name="ACCT certificate.pdf", content=PDF,
        prison=prison, person=person,
    )  # fmt: skip
