"""The agenda: proposed by members before it closes, taken in by the coordinator, carried over by itself."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Max, Q

from coordination import access, audit, clock
from coordination.access import NotPermitted
from coordination.emails import one_line
from coordination.models import Organisation, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from forums import policies
from forums.actions.meetings import held, held_for
from forums.models import Action, AgendaItem, Forum, Meeting

# Numbers are unique, also in the middle of a change of order.
OUT_OF_THE_WAY: Final = 10_000
MOST_ITEMS: Final = 60


def memberships_of(user: User, forum: Forum) -> list[Organisation | None]:
    """On whose behalf the user may propose: each organisation of theirs that belongs; None as a member in person."""
    own = access.standing_of(user).organisations_where(Permission.VIEW_OWN_SERVICES)
    rows = (
        forum.members.current().filter(Q(user=user) | Q(organisation__in=own)).select_related("organisation")
    )
    return [member.organisation for member in rows]


@transaction.atomic
def propose_item(
    *, by: User, meeting: Meeting, title: str, detail: str = "", organisation: Organisation | None = None
) -> AgendaItem:
    """By a member, until the agenda closes. Whoever keeps the forum adds items with `add_item`."""
    meeting = held(meeting)
    if organisation not in memberships_of(by, meeting.forum):
        raise NotPermitted("Members of the forum propose items for its agenda.")
    policies.check_items_are_open(meeting)
    item = _item(by, meeting, title, detail)
    item.organisation = organisation
    item.save()
    audit.record("propose_item", by=by, on=item, prison=meeting.forum.prison, organisation=organisation)
    return item


@transaction.atomic
def add_item(*, by: User, meeting: Meeting, title: str, detail: str = "", raised_by: str = "") -> AgendaItem:
    """Straight onto the agenda, at its end. `raised_by`: “representatives, C wing”."""
    meeting = held_for(by, meeting)
    policies.check_meeting_is_planned(meeting)
    item = _item(by, meeting, title, detail)
    item.raised_by = one_line(raised_by)
    policies.check_words({"who raised it": item.raised_by})
    _take_in(meeting, item)
    item.save()
    audit.record("add_item", by=by, on=item, prison=meeting.forum.prison)
    return item


@transaction.atomic
def accept_item(*, by: User, item: AgendaItem) -> AgendaItem:
    meeting = held_for(by, item.meeting)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    policies.check_meeting_is_planned(meeting)
    policies.check_item_waits(item)
    _take_in(meeting, item)
    item.save(update_fields=["state", "number"])
    audit.record("accept_item", by=by, on=item, prison=meeting.forum.prison)
    return item


@transaction.atomic
def decline_item(*, by: User, item: AgendaItem, reason: str) -> AgendaItem:
    """Whoever proposed it reads the reason."""
    meeting = held_for(by, item.meeting)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    policies.check_item_waits(item)
    reason = one_line(reason)
    policies.check_words({"reason": reason})
    if not reason:
        raise Refused("Say why. Whoever proposed it reads this.")
    item.state, item.decline_reason = AgendaItem.State.DECLINED, reason
    item.save(update_fields=["state", "decline_reason"])
    audit.record("decline_item", by=by, on=item, prison=meeting.forum.prison)
    return item


@transaction.atomic
def order_items(*, by: User, meeting: Meeting, keys: list[int]) -> Meeting:
    """The whole agenda in a new order. Overtaken where it holds other items by now."""
    meeting = held_for(by, meeting)
    policies.check_meeting_is_planned(meeting)
    items = {item.pk: item for item in meeting.items.standing()}
    if sorted(keys) != sorted(items):
        raise Overtaken("The agenda has changed meanwhile. Load the page again, then put it in order.")
    for start in (OUT_OF_THE_WAY, 0):
        for number, key in enumerate(keys, start=start + 1):
            AgendaItem.objects.filter(pk=key).update(number=number)
    audit.record("order_items", by=by, on=meeting, prison=meeting.forum.prison)
    return meeting


def carry_over(meeting: Meeting) -> list[AgendaItem]:
    """What the forum agreed and has not finished comes onto its next agenda, once. Call with the meeting's row held."""
    waiting = Action.objects.unfinished().filter(forum=meeting.forum, made_at__lt=meeting.starts_at)
    carried = meeting.items.exclude(carried_action=None).values("carried_action")
    found = []
    for action in waiting.exclude(pk__in=carried).order_by("due_on", "pk"):
        item = AgendaItem(
            meeting=meeting, title=f"From last time: {action.what}"[:160], carried_action=action,
            raised_by=action.raised_by, proposed_at=clock.now(),
        )  # fmt: skip
        _take_in(meeting, item)
        item.save()
        found.append(item)
    return found


def _item(by: User, meeting: Meeting, title: str, detail: str) -> AgendaItem:
    title = one_line(title)
    policies.check_words({"item": title, "detail": detail})
    if not title:
        raise Refused("Say in a line what the item is about.")
    if meeting.items.count() >= MOST_ITEMS:
        raise Refused(f"An agenda has {MOST_ITEMS} items at most. Keep it for the next meeting.")
    return AgendaItem(meeting=meeting, title=title, detail=detail, proposed_at=clock.now(), proposed_by=by)


def _take_in(meeting: Meeting, item: AgendaItem) -> None:
    last = meeting.items.aggregate(last=Max("number"))["last"] or 0
    item.state, item.number = AgendaItem.State.ACCEPTED, last + 1
