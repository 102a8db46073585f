"""Partnership events: planned, organisations asked, who came, what came of it."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.policies import Overtaken, Refused
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from forums import policies
from forums.models import PartnershipEvent, Stall

COLUMNS: Final = ["title", "purpose", "starts_at", "ends_at", "place", "organisers_count"]
AFTERWARDS: Final = ["visitors_count", "contacts_count", "organisers_count"]


def _held(by: User, event: PartnershipEvent) -> PartnershipEvent:
    access.require(by, Permission.MANAGE_FORUMS, prison=event.prison)
    return PartnershipEvent.objects.select_related("prison").select_for_update(of=("self",)).get(pk=event.pk)


def _check_planned(event: PartnershipEvent) -> None:
    if event.state != PartnershipEvent.State.PLANNED:
        raise Overtaken(f"This event is settled: {event.get_state_display().lower()}. Nothing was changed.")


@transaction.atomic
def plan_event(*, by: User, prison: Prison, values: dict[str, Any]) -> PartnershipEvent:
    access.require(by, Permission.MANAGE_FORUMS, prison=prison)
    event = PartnershipEvent(prison=prison, planned_at=clock.now(), planned_by=by)
    _write(event, values)
    event.save()
    audit.record("plan_event", by=by, on=event, prison=prison)
    return event


@transaction.atomic
def change_event(*, by: User, event: PartnershipEvent, values: dict[str, Any]) -> PartnershipEvent:
    event = _held(by, event)
    _check_planned(event)
    before = audit.values(event, COLUMNS)
    _write(event, values)
    changes = audit.changes(event, before, audit.values(event, COLUMNS))
    if changes:
        event.calendar_sequence += 1
        event.save(update_fields=[*COLUMNS, "calendar_sequence"])
        audit.record("change_event", by=by, on=event, prison=event.prison, changes=changes)
    return event


def _write(event: PartnershipEvent, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            setattr(event, name, values[name])
    event.title, event.place = one_line(event.title), one_line(event.place)
    policies.check_words({"title": event.title, "purpose": event.purpose, "place": event.place})
    if event.ends_at <= event.starts_at:
        raise Refused("It ends before it begins. Change one of the two times.")


@transaction.atomic
def invite_organisations(*, by: User, event: PartnershipEvent, organisations: list[Organisation]) -> int:
    """Their managers are written to, once each. Returns how many are new."""
    event = _held(by, event)
    _check_planned(event)
    there = set(event.stalls.values_list("organisation", flat=True))
    new = [organisation for organisation in organisations if organisation.pk not in there]
    last = event.stalls.aggregate(last=Max("number"))["last"] or 0
    Stall.objects.bulk_create(
        Stall(event=event, organisation=organisation, number=number)
        for number, organisation in enumerate(new, start=last + 1)
    )
    audit.record("invite_to_event", by=by, on=event, prison=event.prison)
    for key in event.stalls.filter(organisation__in=new).values_list("pk", flat=True):
        queue_on_commit("forums.invite_to_event", key)
    return len(new)


@transaction.atomic
def answer_for_stall(*, by: User, stall: Stall, coming: bool, needs: str = "") -> Stall:
    """By somebody of the organisation who speaks for it, or by the coordinator who was told."""
    standing = access.standing_of(by)
    if stall.organisation_id not in standing.organisations_where(Permission.SEND_IDEA):
        access.require(by, Permission.MANAGE_FORUMS, prison=stall.event.prison)
    stall = (
        Stall.objects.select_for_update(of=("self",))
        .select_related("event__prison", "organisation")
        .get(pk=stall.pk)
    )
    _check_planned(stall.event)
    stall.needs = one_line(needs)
    policies.check_words({"what you need": stall.needs})
    stall.reply = Stall.Reply.COMING if coming else Stall.Reply.NOT_COMING
    stall.replied_at = clock.now()
    stall.save(update_fields=["needs", "reply", "replied_at"])
    audit.record(
        "answer_for_stall", by=by, on=stall, prison=stall.event.prison, organisation=stall.organisation
    )
    return stall


@transaction.atomic
def cancel_event(*, by: User, event: PartnershipEvent, reason: str) -> PartnershipEvent:
    event = _held(by, event)
    _check_planned(event)
    reason = one_line(reason)
    policies.check_words({"reason": reason})
    if not reason:
        raise Refused("Say why. Whoever was invited reads this.")
    event.state, event.reason = PartnershipEvent.State.CANCELLED, reason
    event.calendar_sequence += 1
    event.save(update_fields=["state", "reason", "calendar_sequence"])
    audit.record("cancel_event", by=by, on=event, prison=event.prison)
    for key in event.stalls.exclude(reply=Stall.Reply.NOT_COMING).values_list("pk", flat=True):
        queue_on_commit("forums.tell_event_is_off", key)
    return event


@transaction.atomic
def record_event(
    *, by: User, event: PartnershipEvent, values: dict[str, Any], came: dict[int, tuple[bool, int | None]]
) -> PartnershipEvent:
    """Afterwards: `values` AFTERWARDS (None is not known); `came` says of each stall whether and its contacts."""
    event = _held(by, event)
    if event.state == PartnershipEvent.State.CANCELLED:
        raise Overtaken("This event was cancelled. Nothing was changed.")
    if event.starts_at > clock.now():
        raise Refused("The event has not begun yet. Come back when it is over.")
    for name in AFTERWARDS:
        if name in values:
            setattr(event, name, values[name])
    event.state = PartnershipEvent.State.HELD
    event.save(update_fields=[*AFTERWARDS, "state"])
    stalls = event.stalls.in_bulk()
    if set(came) - set(stalls):
        raise Refused("One of the stalls is not of this event. Load the page again.")
    for key, (was_there, contacts) in came.items():
        stall = stalls[key]
        stall.reply = Stall.Reply.CAME if was_there else Stall.Reply.DID_NOT_COME
        stall.contacts_count = contacts if was_there else None
        stall.save(update_fields=["reply", "contacts_count"])
    audit.record("record_event", by=by, on=event, prison=event.prison)
    return event
