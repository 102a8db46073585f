"""Partnership events: planned, organisations asked, who came, what came of it.

The event is held before its stalls, here and where records are merged.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, Prison, User
from coordination.policies import Overtaken, Refused
from coordination.queueing import is_silent, queue_on_commit
from coordination.roles import Permission
from forums import policies
from forums.models import PartnershipEvent, Stall

COLUMNS: Final = ["title", "purpose", "starts_at", "ends_at", "place", "organisers_count"]
# Whoever was asked has to hear of these.
TOLD: Final = {"title", "starts_at", "ends_at", "place"}
AFTERWARDS: Final = ["visitors_count", "contacts_count", "organisers_count"]
HIGHEST_NUMBER: Final = 999


def _held(by: User, event: PartnershipEvent) -> PartnershipEvent:
    access.require(by, Permission.MANAGE_FORUMS, prison=event.prison)
    return _locked(event)


def _locked(event: PartnershipEvent) -> PartnershipEvent:
    return PartnershipEvent.objects.select_related("prison").select_for_update(of=("self",)).get(pk=event.pk)


@transaction.atomic
def plan_event(*, by: User, prison: Prison, values: dict[str, Any]) -> PartnershipEvent:
    """`values`: COLUMNS; moments are aware."""
    access.require(by, Permission.MANAGE_FORUMS, prison=prison)
    event = PartnershipEvent(prison=prison, planned_at=clock.now(), planned_by=by)
    _write(event, values)
    event.save()
    audit.record("plan_event", by=by, on=event, prison=prison)
    return event


@transaction.atomic
def change_event(*, by: User, event: PartnershipEvent, values: dict[str, Any]) -> PartnershipEvent:
    """Another time, place or name: whoever was asked and has not said no hears of it."""
    event = _held(by, event)
    policies.check_event_is_planned(event)
    before = audit.values(event, COLUMNS)
    _write(event, values)
    changes = audit.changes(event, before, audit.values(event, COLUMNS))
    if not changes:
        return event
    told = bool(TOLD & set(changes))
    event.calendar_sequence += told
    event.save(update_fields=[*COLUMNS, "calendar_sequence"])
    audit.record("change_event", by=by, on=event, prison=event.prison, changes=changes)
    if told:
        _tell(event.stalls.exclude(reply=Stall.Reply.NOT_COMING))
    return event


def _write(event: PartnershipEvent, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            setattr(event, name, values[name])
    event.title, event.place, event.purpose = (
        one_line(event.title),
        one_line(event.place),
        event.purpose.strip(),
    )
    policies.check_words({"place": event.place})
    # These stand on the programme, which people in prison read.
    policies.check_plain_words({"title": event.title, "purpose": event.purpose})
    if not event.title or not event.place:
        raise Refused("Say what the event is called and where it is.")
    if event.ends_at <= event.starts_at:
        raise Refused("It ends before it begins. Change one of the two times.")


@transaction.atomic
def invite_organisations(*, by: User, event: PartnershipEvent, organisations: list[Organisation]) -> int:
    """Those known at the prison; their managers are written to, once each. Returns how many are new."""
    event = _held(by, event)
    policies.check_event_is_planned(event)
    asked = {each.pk for each in organisations}
    known = policies.organisations_known_at(event.prison).filter(pk__in=asked)
    if len(known) != len(asked):
        raise Refused(f"One of the organisations is not known at {event.prison}. Load the page again.")
    there = set(event.stalls.values_list("organisation", flat=True))
    new = [organisation for organisation in known if organisation.pk not in there]
    last = event.stalls.aggregate(last=Max("number"))["last"] or 0
    Stall.objects.bulk_create(
        Stall(event=event, organisation=organisation, number=number)
        for number, organisation in enumerate(new, start=last + 1)
    )
    audit.record("invite_to_event", by=by, on=event, prison=event.prison)
    _tell(event.stalls.filter(organisation__in=new))
    return len(new)


def _tell(stalls: QuerySet[Stall]) -> None:
    """Notes that there is news and queues a letter each; the letter says how things are when it is written."""
    now = clock.now()
    keys = list(stalls.order_by("pk").values_list("pk", flat=True))
    stalls.update(news_at=now, **({"told_at": now} if is_silent() else {}))
    for key in keys:
        queue_on_commit("forums.invite_to_event", key)


@transaction.atomic
def number_stalls(*, by: User, event: PartnershipEvent, numbers: dict[int, int | None]) -> PartnershipEvent:
    """`numbers`: {key of a stall: its number on the day, None for one without}. Each number once."""
    event = _held(by, event)
    policies.check_event_is_planned(event)
    stalls = event.stalls.in_bulk()
    if set(numbers) != set(stalls):
        raise Overtaken("Other organisations are asked by now. Load the page again, then number the stalls.")
    given = [number for number in numbers.values() if number is not None]
    if len(set(given)) != len(given):
        raise Refused("Two stalls have the same number. Give each its own.")
    if any(not 1 <= number <= HIGHEST_NUMBER for number in given):
        raise Refused(f"Number the stalls from 1 to {HIGHEST_NUMBER}.")
    # A number is unique also in the middle of a change.
    event.stalls.update(number=None)
    for key, number in numbers.items():
        if number is not None:
            Stall.objects.filter(pk=key).update(number=number)
    audit.record("number_stalls", by=by, on=event, prison=event.prison)
    return event


@transaction.atomic
def answer_for_stall(*, by: User, stall: Stall, coming: bool, needs: str = "") -> Stall:
    """By somebody of the organisation who speaks for it, or by the coordinator who was told. Until the event begins."""
    if not access.permitted(by, Permission.SEND_IDEA, organisation=stall.organisation):
        access.require(by, Permission.MANAGE_FORUMS, prison=stall.event.prison)
    policies.check_event_is_to_come(_locked(stall.event))
    found = Stall.objects.select_for_update().filter(pk=stall.pk).first()
    if found is None:
        raise Overtaken(
            "Two records of this organisation were joined in the meantime. Answer on its new page."
        )
    stall = found
    stall.needs = one_line(needs) if coming else ""
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
    """Whoever was asked and has not said no hears of it, with the reason."""
    event = _held(by, event)
    policies.check_event_is_planned(event)
    reason = one_line(reason)
    policies.check_words({"reason": reason})
    if not reason:
        raise Refused("Say why. Whoever was invited reads this.")
    event.state, event.reason = PartnershipEvent.State.CANCELLED, reason
    event.calendar_sequence += 1
    event.save(update_fields=["state", "reason", "calendar_sequence"])
    audit.record("cancel_event", by=by, on=event, prison=event.prison)
    _tell(event.stalls.exclude(reply=Stall.Reply.NOT_COMING))
    return event


@transaction.atomic
def record_event(
    *, by: User, event: PartnershipEvent, values: dict[str, Any], came: dict[int, tuple[bool, int | None]]
) -> PartnershipEvent:
    """Afterwards: `values` AFTERWARDS (None is not known); `came` says of each stall whether and its contacts.

    Where each stall that came counted its contacts, their sum is what was made in all, unless more is given.
    """
    event = _held(by, event)
    if event.state == PartnershipEvent.State.CANCELLED:
        raise Overtaken("This event was cancelled. Nothing was changed.")
    if event.starts_at > clock.now():
        raise Refused("The event has not begun yet. Come back when it is over.")
    stalls = {stall.pk: stall for stall in event.stalls.select_for_update().order_by("pk")}
    if set(came) != set(stalls):
        raise Overtaken("Other organisations were asked meanwhile. Load the page again, then say who came.")
    for name in AFTERWARDS:
        if name in values:
            setattr(event, name, values[name])
    counted = [contacts for was_there, contacts in came.values() if was_there]
    event.contacts_count = _in_all(event.contacts_count, counted)
    event.state = PartnershipEvent.State.HELD
    event.save(update_fields=[*AFTERWARDS, "state"])
    for key, (was_there, contacts) in came.items():
        stall = stalls[key]
        stall.reply = Stall.Reply.CAME if was_there else Stall.Reply.DID_NOT_COME
        stall.contacts_count = contacts if was_there else None
        stall.save(update_fields=["reply", "contacts_count"])
    audit.record("record_event", by=by, on=event, prison=event.prison)
    return event


def _in_all(given: int | None, counted: list[int | None]) -> int | None:
    """Contacts of the whole event. Of stalls that did not count, nothing is known, so no sum stands for them."""
    known = [each for each in counted if each is not None]
    if given is None:
        return sum(known) if known and len(known) == len(counted) else None
    if given < sum(known):
        raise Refused(
            f"The stalls counted {sum(known)} contacts, and in all there are {given}. Change one of the two."
        )
    return given
