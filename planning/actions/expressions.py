"""Answers to a call: an organisation's draft, sent, taken back; shortlisted, decided with a reason, filled."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, User
from coordination.policies import Refused
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission
from directory.models import Listing
from planning.actions import priorities
from planning.actions.call_letters import without_anybody
from planning.actions.calls import held
from planning.models import Call, Expression, Priority
from planning.policies import UNDECIDED, check_call_in, check_takes_answers, check_undecided, check_words

COLUMNS: Final = ["offer", "people_a_month", "starts_on", "cost", "needs"]
LONGEST_REASON: Final = 500
States = Expression.State


# --- By the organisation --------------------------------------------------------------------------


@transaction.atomic
def keep_draft(*, by: User, call: Call, organisation: Organisation, values: dict[str, Any]) -> Expression:
    """`values`: COLUMNS. Nobody but the organisation reads it. One that was taken back is a draft again."""
    _, expression = _own(by, call, organisation)
    _write(expression, values)
    expression.save()
    audit.record("keep_expression", by=by, on=expression, organisation=expression.organisation)
    return expression


@transaction.atomic
def send_expression(
    *, by: User, call: Call, organisation: Organisation, values: dict[str, Any]
) -> Expression:
    """To the prison. Afterwards it is changed no more: it may be taken back and sent anew until the call closes."""
    call, expression = _own(by, call, organisation)
    return _send(by, call, expression, values, "send_expression")


def _send(by: User, call: Call, expression: Expression, values: dict[str, Any], verb: str) -> Expression:
    _write(expression, values)
    if not expression.offer:
        raise Refused("Say what you would do, and how often.")
    if call.lot_size is not None and expression.cost is not None and expression.cost > call.lot_size:
        raise Refused(f"One offer gets £{call.lot_size:,} at most. Offer less, or ask the prison.")
    expression.state, expression.sent_at, expression.sent_by = States.SENT, clock.now(), by
    expression.save()
    audit.record(
        verb, by=by, on=expression, prison=call.priority.prison, organisation=expression.organisation
    )
    return expression


@transaction.atomic
def type_in_expression(
    *, by: User, call: Call, organisation: Organisation, values: dict[str, Any]
) -> Expression:
    """By the prison, of an organisation without an account: its answer came by telephone, by letter or by e-mail."""
    access.require(by, Permission.MANAGE_PLAN, prison=call.priority.prison)
    call, expression = _writable(call, organisation)
    if not without_anybody({expression.organisation_id}):
        raise Refused(f"{expression.organisation} has an account here. It answers for itself.")
    return _send(by, call, expression, values, "type_in_expression")


@transaction.atomic
def take_back_expression(*, by: User, expression: Expression) -> Expression:
    """Until it is decided: also after closing, because nobody should be chosen who cannot do it any more."""
    access.require(by, Permission.ANSWER_CALL, organisation=expression.organisation)
    call = Call.objects.select_for_update().get(pk=expression.call_id)
    expression = Expression.objects.select_for_update().get(pk=expression.pk)
    check_undecided(expression)
    check_call_in(call, Call.State.OPEN, Call.State.CLOSED)
    expression.state = States.WITHDRAWN
    expression.save(update_fields=["state"])
    audit.record(
        "take_back_expression", by=by, on=expression, prison=call.priority.prison,
        organisation=expression.organisation,
    )  # fmt: skip
    _decided_when_nothing_waits(by, call)
    return expression


def _own(by: User, call: Call, organisation: Organisation) -> tuple[Call, Expression]:
    """The call, held, and the organisation's answer that may still be written."""
    access.require(by, Permission.ANSWER_CALL, organisation=organisation)
    return _writable(call, organisation)


def _writable(call: Call, organisation: Organisation) -> tuple[Call, Expression]:
    # Held before the call, as by merging: nobody merges the record meanwhile.
    organisation = Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
    organisation = organisation.merged_into or organisation
    call = Call.objects.select_for_update().get(pk=call.pk)
    check_takes_answers(call)
    rows = Expression.objects.select_for_update(of=("self",)).filter(call=call, organisation=organisation)
    found = rows.first()
    if found is None:
        if not call.told.filter(organisation=organisation).exists():
            raise Refused("This call did not go to your organisation. Write to the prison’s coordinator.")
        found = Expression(call=call, organisation=organisation)
    if found.state not in (States.DRAFT, States.WITHDRAWN):
        raise Refused("Your answer is sent. Take it back first if it has to be changed.")
    found.state, found.sent_at, found.sent_by = States.DRAFT, None, None
    return call, found


def _write(expression: Expression, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            setattr(expression, name, values[name])
    expression.offer = (expression.offer or "").strip()
    expression.needs = one_line(expression.needs or "")
    check_words({"what you would do": expression.offer, "what you need": expression.needs})


# --- By the prison --------------------------------------------------------------------------------


@transaction.atomic
def shortlist(*, by: User, expression: Expression, on: bool) -> Expression:
    """Between closing and deciding. The organisation is not told: nothing is decided by it."""
    call = held(by, expression.call)
    check_call_in(call, Call.State.CLOSED)
    expression = Expression.objects.select_for_update().get(pk=expression.pk)
    check_undecided(expression)
    state = States.SHORTLISTED if on else States.SENT
    if expression.state != state:
        before, expression.state = expression.state, state
        expression.save(update_fields=["state"])
        audit.record(
            "shortlist_expression", by=by, on=expression, prison=call.priority.prison,
            organisation=expression.organisation, changes={"state": [before, state]},
        )  # fmt: skip
    return expression


@transaction.atomic
def decide_expression(*, by: User, expression: Expression, chosen: bool, reason: str) -> Expression:
    """Of a closed call, one answer after the other; each organisation is written to. The last one decides the call."""
    call = held(by, expression.call)
    check_call_in(call, Call.State.CLOSED)
    expression = Expression.objects.select_for_update().get(pk=expression.pk)
    check_undecided(expression)
    reason = one_line(reason)
    if not reason:
        raise Refused("Say why. The organisation reads it.")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Say why in {LONGEST_REASON} characters or fewer.")
    check_words({"reason": reason})
    if chosen and call.expressions.filter(state=States.CHOSEN).count() >= call.lots:
        offers = "one offer was" if call.lots == 1 else f"{call.lots} offers were"
        raise Refused(f"This call was for so many: {offers} looked for, and chosen already.")
    expression.state = States.CHOSEN if chosen else States.NOT_CHOSEN
    expression.reason, expression.decided_at, expression.decided_by = reason, clock.now(), by
    expression.letter_due_at = None if is_silent() else clock.now()
    expression.save(update_fields=["state", "reason", "decided_at", "decided_by", "letter_due_at"])
    audit.record(
        "decide_expression", by=by, on=expression, prison=call.priority.prison,
        organisation=expression.organisation,
    )  # fmt: skip
    queue_on_commit("planning.tell_of_decision", expression.pk)
    _decided_when_nothing_waits(by, call)
    return expression


def _decided_when_nothing_waits(by: User, call: Call) -> None:
    """A call is decided with its last answer. One that nobody answered, or all took back, is cancelled by a person."""
    if call.state != Call.State.CLOSED or call.expressions.filter(state__in=UNDECIDED).exists():
        return
    if not call.expressions.filter(state__in=[States.CHOSEN, States.NOT_CHOSEN]).exists():
        return
    call.state, call.decided_at, call.decided_by = Call.State.DECIDED, clock.now(), by
    call.save(update_fields=["state", "decided_at", "decided_by"])
    audit.record("decide_call", by=by, on=call, prison=call.priority.prison)


@transaction.atomic
def fill(*, by: User, expression: Expression, listing: Listing) -> Expression:
    """By a new listing of the organisation that was chosen. The priority is met by the first that does."""
    priority = Priority.objects.select_for_update().get(pk=expression.call.priority_id)
    call = held(by, expression.call)
    check_call_in(call, Call.State.CLOSED, Call.State.DECIDED)
    expression = Expression.objects.select_for_update().get(pk=expression.pk)
    if expression.state != States.CHOSEN:
        raise Refused("Only an organisation that was chosen fills the gap.")
    if not listings_that_fill(expression).filter(pk=listing.pk).exists():
        raise Refused(
            f"Choose a service of {expression.organisation} that was approved at {priority.prison} since the call"
            " opened."
        )
    expression.listing = listing
    expression.save(update_fields=["listing"])
    audit.record(
        "fill_call", by=by, on=expression, prison=priority.prison, organisation=expression.organisation
    )
    if priority.state == Priority.State.OPEN:
        outcome = f"“{listing.name_for_readers}” of {expression.organisation} came of the call “{call}”."
        priorities.settle(by, priority, Priority.State.MET, outcome[:300], listing)
    return expression


def listings_that_fill(expression: Expression) -> QuerySet[Listing]:
    """Of the organisation, published at the prison, approved since the call opened; for the pathway and group meant."""
    priority: Priority = expression.call.priority
    rows = Listing.objects.published().filter(
        prison=priority.prison_id, service__organisation=expression.organisation_id,
        approved_revision__decided_at__gte=expression.call.opened_at,
    )  # fmt: skip
    return priorities.listings_for(priority, rows).order_by("-approved_revision__decided_at", "pk")
