"""“You said, we did”: written, approved by the coordinator, taken off again.

An action is held before what is written of it, here and everywhere: it may be opened again in the same moment.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from forums import policies
from forums.actions import feedback
from forums.models import Action, FeedbackSlip, Outcome

WORDED: Final = ("you_said", "we_did", "pathway")
CHANGED_MEANWHILE: Final = "Somebody changed these words while you were reading. Look at them again."


def seen_words(outcome: Outcome) -> str:
    """What a page sends back, so that nobody approves or writes over words that they have not read."""
    words = f"{outcome.you_said}\n{outcome.we_did}\n{outcome.pathway_id}\n{outcome.withdrawn_at}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


@transaction.atomic
def write_outcome(
    *,
    by: User,
    prison: Prison,
    values: dict[str, Any],
    action: Action | None = None,
    slip: FeedbackSlip | None = None,
) -> Outcome:
    """`values`: you_said, we_did, pathway. From an action, a slip, or neither."""
    access.require(by, Permission.MANAGE_FORUMS, prison=prison)
    if any(source and source.prison_id != prison.pk for source in (action, slip)):
        raise Refused(f"That is not at {prison}.")
    if action:
        Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
        if Outcome.objects.filter(action=action).exists():
            raise Overtaken("Somebody has written what came of this already.")
    slip = feedback.held(slip) if slip else None
    outcome = Outcome(prison=prison, action=action, slip=slip, written_at=clock.now(), written_by=by)
    _write(outcome, values)
    outcome.save()
    audit.record("write_outcome", by=by, on=outcome, prison=prison)
    return outcome


@transaction.atomic
def reword_outcome(*, by: User, outcome: Outcome, values: dict[str, Any], seen: str = "") -> Outcome:
    """Changed words wait for approval again. `seen`: what `seen_words` said when the page was read."""
    outcome = _held(by, outcome, seen)
    if outcome.withdrawn_at:
        raise Overtaken("This was taken off. Put it back first.")
    before = audit.values(outcome, list(WORDED))
    _write(outcome, values)
    changes = audit.changes(outcome, before, audit.values(outcome, list(WORDED)))
    if changes:
        outcome.approved_at = outcome.approved_by = None
        outcome.written_at, outcome.written_by = clock.now(), by
        outcome.save(update_fields=[*WORDED, "approved_at", "approved_by", "written_at", "written_by"])
        audit.record("reword_outcome", by=by, on=outcome, prison=outcome.prison, changes=changes)
    return outcome


def _write(outcome: Outcome, values: dict[str, Any]) -> None:
    outcome.you_said = " ".join(str(values.get("you_said", outcome.you_said)).split())
    outcome.we_did = " ".join(str(values.get("we_did", outcome.we_did)).split())
    outcome.pathway = values.get("pathway", outcome.pathway)
    policies.check_plain_words({"you said": outcome.you_said, "we did": outcome.we_did})
    if not outcome.you_said or not outcome.we_did:
        raise Refused("Write both halves: what people said, and what was done.")


@transaction.atomic
def approve_outcome(*, by: User, outcome: Outcome, seen: str = "") -> Outcome:
    """It may be printed for the wings and offered to the bulletin. Not before what it speaks of is finished."""
    outcome = _held(by, outcome, seen)
    policies.check_outcome_waits(outcome)
    if outcome.action and outcome.action.state in Action.UNFINISHED:
        raise Refused("The action is not finished. Say that it is done or dropped, then approve this.")
    policies.check_plain_words({"you said": outcome.you_said, "we did": outcome.we_did})
    outcome.approved_at, outcome.approved_by = clock.now(), by
    outcome.save(update_fields=["approved_at", "approved_by"])
    audit.record("approve_outcome", by=by, on=outcome, prison=outcome.prison)
    return outcome


@transaction.atomic
def withdraw_outcome(*, by: User, outcome: Outcome) -> Outcome:
    outcome = _held(by, outcome)
    if outcome.withdrawn_at:
        raise Overtaken("This was taken off already. Nothing was changed.")
    outcome.withdrawn_at = clock.now()
    outcome.save(update_fields=["withdrawn_at"])
    audit.record("withdraw_outcome", by=by, on=outcome, prison=outcome.prison)
    return outcome


@transaction.atomic
def put_back_outcome(*, by: User, outcome: Outcome) -> Outcome:
    """What was taken off waits for approval again."""
    outcome = _held(by, outcome)
    if not outcome.withdrawn_at:
        raise Overtaken("This was put back already. Nothing was changed.")
    outcome.withdrawn_at = outcome.approved_at = outcome.approved_by = None
    outcome.save(update_fields=["withdrawn_at", "approved_at", "approved_by"])
    audit.record("put_back_outcome", by=by, on=outcome, prison=outcome.prison)
    return outcome


def _held(by: User, outcome: Outcome, seen: str = "") -> Outcome:
    """As it is now, with its action, for whoever keeps forums there. Overtaken where it is not what was `seen`."""
    access.require(by, Permission.MANAGE_FORUMS, prison=outcome.prison)
    if outcome.action_id:
        Action.objects.select_for_update(of=("self",)).get(pk=outcome.action_id)
    # Without joined rows: of somebody who waited here, those would be as they were before.
    held = Outcome.objects.select_for_update().get(pk=outcome.pk)
    if seen and seen != seen_words(held):
        raise Overtaken(CHANGED_MEANWHILE)
    return held
