"""Calls for offers: begun for a priority, changed, opened to the organisations that are told, closed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from coordination import access, audit, clock
from coordination.access import SYSTEM
from coordination.emails import one_line
from coordination.models import Organisation, User
from coordination.policies import Refused
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission
from planning.actions.call_letters import without_anybody
from planning.models import Call, Expression, Priority, ToldOrganisation
from planning.policies import (
    UNDECIDED,
    check_call_in,
    check_may_give_time,
    check_not_closed,
    check_priority_open,
    check_takes_answers,
    check_words,
)

COLUMNS: Final = ["title", "wanted", "people_a_month", "lot_size", "lots", "closes_on"]
# Once organisations have read it, only the time for answers may grow: what they answer to stays.
WHEN_OPEN: Final = ["closes_on"]
LONGEST_OPEN: Final = timedelta(days=366)
MOST_TOLD: Final = 500
States = Call.State


@transaction.atomic
def begin_call(*, by: User, priority: Priority, values: dict[str, Any]) -> Call:
    """A draft. `values`: COLUMNS. Of one priority one call runs at a time."""
    access.require(by, Permission.MANAGE_PLAN, prison=priority.prison)
    priority = Priority.objects.select_for_update().get(pk=priority.pk)
    check_priority_open(priority)
    check_not_closed(priority.prison)
    running = priority.calls.running().first()
    if running:
        raise Refused(f"A call for this is there already, “{running}”. Decide or cancel it first.")
    call = Call(priority=priority, begun_at=clock.now(), begun_by=by)
    _write(call, values, COLUMNS)
    call.save()
    audit.record("begin_call", by=by, on=call, prison=priority.prison)
    return call


@transaction.atomic
def change_call(*, by: User, call: Call, values: dict[str, Any]) -> Call:
    """A draft in everything; later its last day alone, and only to a later one.

    A call that has closed opens again by it, until one answer is decided. Who got a letter and did not answer is told.
    """
    call = held(by, call)
    check_call_in(call, States.DRAFT, States.OPEN, States.CLOSED)
    is_draft = call.state == States.DRAFT
    names = COLUMNS if is_draft else WHEN_OPEN
    closes_on, before = call.closes_on, audit.values(call, [*names, "state"])
    if not is_draft:
        check_may_give_time(call)
    _write(call, values, names)
    if not is_draft and call.closes_on < closes_on:
        raise Refused("Organisations count on that day. It may only be made later.")
    if call.state == States.CLOSED:
        call.state = States.OPEN
    changes = audit.changes(call, before, audit.values(call, [*names, "state"]))
    if changes:
        call.save(update_fields=[*names, "state"])
        audit.record("change_call", by=by, on=call, prison=call.priority.prison, changes=changes)
        if not is_draft:
            _tell_of_more_time(call)
    return call


def _tell_of_more_time(call: Call) -> None:
    answered = call.expressions.filter(state__in=UNDECIDED).order_by().values("organisation")
    rows = call.told.filter(mailed_at__isnull=False).exclude(organisation__in=answered)
    keys = [] if is_silent() else list(rows.order_by("pk").values_list("pk", flat=True))
    call.told.filter(pk__in=keys).update(letter_due_at=clock.now())
    for key in keys:
        queue_on_commit("planning.tell_of_call", key)


@transaction.atomic
def open_call(*, by: User, call: Call, organisations: Mapping[Organisation, str]) -> Call:
    """`organisations`: {who is told: why they were thought of}. Each gets its letter from a task."""
    chosen = _held_organisations(organisations)
    call = held(by, call)
    check_call_in(call, States.DRAFT)
    check_priority_open(call.priority)
    check_not_closed(call.priority.prison)
    _check_day(call)
    if not organisations:
        raise Refused("Choose at least one organisation that is told of the call.")
    call.state, call.opened_at, call.opened_by = States.OPEN, clock.now(), by
    call.save(update_fields=["state", "opened_at", "opened_by"])
    audit.record("open_call", by=by, on=call, prison=call.priority.prison)
    _tell(call, chosen)
    return call


@transaction.atomic
def tell_more(*, by: User, call: Call, organisations: Mapping[Organisation, str]) -> list[ToldOrganisation]:
    """Others, while it is open. Who was told is not told again."""
    chosen = _held_organisations(organisations)
    call = held(by, call)
    check_takes_answers(call)
    if not organisations:
        raise Refused("Choose at least one organisation that is told of the call.")
    told = _tell(call, chosen)
    if told:
        audit.record("tell_of_call", by=by, on=call, prison=call.priority.prison)
    return told


def _held_organisations(organisations: Mapping[Organisation, str]) -> dict[int, str]:
    """{key of the record that is kept: why}. Held before the call, as by merging: nobody merges them meanwhile."""
    why = {each.pk: one_line(words) for each, words in organisations.items()}
    rows = Organisation.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=why).order_by("pk")
    return {each.merged_into_id or each.pk: why[each.pk] for each in rows}


def _tell(call: Call, why: Mapping[int, str]) -> list[ToldOrganisation]:
    already = set(call.told.values_list("organisation", flat=True))
    if len(already | set(why)) > MOST_TOLD:
        raise Refused(f"A call goes to {MOST_TOLD} organisations at most. Choose fewer.")
    # In the demonstration no letter leaves: who has an account is taken as told.
    silent, nobody = is_silent(), without_anybody(set(why))
    told = [
        ToldOrganisation.objects.create(
            call=call, organisation_id=key, why=words[:300], told_at=clock.now(),
            letter_due_at=None if silent else clock.now(),
            mailed_at=clock.now() if silent and key not in nobody else None,
        )
        for key, words in why.items()
        if key not in already
    ]  # fmt: skip
    for row in told:
        queue_on_commit("planning.tell_of_call", row.pk)
    return told


@transaction.atomic
def cancel_call(*, by: User, call: Call, reason: str) -> Call:
    """Until it is decided. Who got a letter or answered is told, with the reason."""
    call = held(by, call)
    check_call_in(call, States.DRAFT, States.OPEN, States.CLOSED)
    reason = one_line(reason)
    if not reason:
        raise Refused("Say why it is cancelled. Whoever was told of it reads this.")
    check_words({"reason": reason})
    if call.expressions.filter(state=Expression.State.CHOSEN).exists():
        raise Refused("An organisation was chosen already. Decide on the others instead.")
    before, call.state, call.reason = call.state, States.CANCELLED, reason
    call.save(update_fields=["state", "reason"])
    audit.record(
        "cancel_call", by=by, on=call, prison=call.priority.prison, changes={"state": [before, call.state]}
    )
    answered = call.expressions.exclude(state=Expression.State.DRAFT).order_by().values("organisation")
    heard = Q(mailed_at__isnull=False) | Q(organisation__in=answered)
    call.told.exclude(heard).update(letter_due_at=None)
    if not is_silent():
        rows = call.told.filter(heard)
        rows.update(letter_due_at=clock.now())
        for key in rows.values_list("pk", flat=True):
            queue_on_commit("planning.tell_of_call", key)
    return call


def close_calls() -> int:
    """Those whose last day has passed. Whoever sends an answer holds the call meanwhile: it is in, or refused."""
    keys = Call.objects.filter(state=States.OPEN, closes_on__lt=clock.today()).order_by("pk")
    return sum(_close(key) for key in list(keys.values_list("pk", flat=True)))


@transaction.atomic
def _close(call_pk: int) -> bool:
    call = Call.objects.select_for_update().get(pk=call_pk)
    if call.state != States.OPEN or call.closes_on >= clock.today():
        return False
    call.state = States.CLOSED
    call.save(update_fields=["state"])
    audit.record("close_call", by=SYSTEM, on=call, prison=call.priority.prison)
    return True


def held(by: User, call: Call) -> Call:
    """The row alone (ADR 0067). Everything that is done to a call or to an answer holds the call first."""
    access.require(by, Permission.MANAGE_PLAN, prison=call.priority.prison)
    return Call.objects.select_for_update().get(pk=call.pk)


def _write(call: Call, values: dict[str, Any], names: list[str]) -> None:
    for name in names:
        if name in values:
            setattr(call, name, values[name])
    call.title, call.wanted = one_line(call.title or ""), (call.wanted or "").strip()
    if not call.title or not call.wanted:
        raise Refused("Say what the call is called, and what you look for.")
    check_words({"title": call.title, "what we look for": call.wanted})
    if not call.lots:
        raise Refused("At least one offer is looked for.")
    if call.closes_on is None:
        raise Refused("Say until when answers are taken.")
    _check_day(call)


def _check_day(call: Call) -> None:
    if call.closes_on < clock.today():
        raise Refused("The last day for answers has passed. Choose a day to come.")
    if call.closes_on > clock.today() + LONGEST_OPEN:
        raise Refused("The last day for answers is more than a year away. Choose an earlier one.")
