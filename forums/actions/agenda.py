"""The agenda: proposed by members before it closes, taken in by the coordinator, carried over by itself."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.text import Truncator

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
LONGEST_TITLE: Final = 160


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
    """Straight onto the agenda, at its end; also what came up there. `raised_by`: “representatives, C wing”."""
    meeting = held_for(by, meeting)
    policies.check_takes_items(meeting)
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
    """What was proposed is not taken in, or what stands on the agenda is taken off. Whoever proposed it reads why."""
    meeting = held_for(by, item.meeting)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    policies.check_meeting_is_planned(meeting)
    policies.check_may_leave_agenda(item)
    reason = one_line(reason)
    policies.check_words({"reason": reason})
    if not reason:
        raise Refused("Say why. Whoever proposed it reads this.")
    item.state, item.decline_reason, item.number = AgendaItem.State.DECLINED, reason, None
    item.save(update_fields=["state", "decline_reason", "number"])
    _number(list(meeting.items.standing()))
    audit.record("decline_item", by=by, on=item, prison=meeting.forum.prison)
    return item


@transaction.atomic
def order_items(*, by: User, meeting: Meeting, keys: list[int], seen: list[int] | None = None) -> Meeting:
    """The whole agenda in a new order. Overtaken where it holds other items by now, or stands in another order.

    `seen`: its order when the user looked; without it, whatever order it stands in is replaced.
    """
    meeting = held_for(by, meeting)
    policies.check_meeting_is_planned(meeting)
    items = {item.pk: item for item in meeting.items.standing()}
    if sorted(keys) != sorted(items) or (seen is not None and seen != list(items)):
        raise Overtaken(
            "Somebody else has changed the agenda meanwhile. This is how it is now: put it in order again."
        )
    _number([items[key] for key in keys])
    audit.record("order_items", by=by, on=meeting, prison=meeting.forum.prison)
    return meeting


def _number(items: list[AgendaItem]) -> None:
    """From 1 on, without a gap. No number may stand twice in between, so that all step aside first."""
    for start in (OUT_OF_THE_WAY, 0):
        for number, item in enumerate(items, start=start + 1):
            item.number = number
        AgendaItem.objects.bulk_update(items, ["number"])


def carry_over(meeting: Meeting) -> list[AgendaItem]:
    """What the forum agreed before and has not finished comes onto this agenda, once. Call with the meeting's row held.

    An item of an action that is finished meanwhile stays and says so (`Action.in_words`).
    """
    before = Q(meeting=None) | Q(meeting__starts_at__lt=meeting.starts_at)
    waiting = Action.objects.unfinished().filter(before, forum=meeting.forum, made_at__lt=meeting.starts_at)
    carried = meeting.items.exclude(carried_action=None).values("carried_action")
    rows = list(waiting.exclude(pk__in=carried).order_by(F("due_on").asc(nulls_last=True), "pk"))
    if not rows:
        return []
    last = _last_number(meeting)
    return AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, title=carried_title(action), carried_action=action, raised_by=action.raised_by,
            proposed_at=clock.now(), state=AgendaItem.State.ACCEPTED, number=number,
        )
        for number, action in enumerate(rows, start=last + 1)
    )  # fmt: skip


def carried_title(action: Action) -> str:
    return Truncator(f"From last time: {action.what}").chars(LONGEST_TITLE)


@transaction.atomic
def carry_forward(forum: Forum) -> list[AgendaItem]:
    """Onto the next agenda of the forum, and onto no other: what is still open then is carried again.

    Asked for whenever an action is agreed or opened again and whenever another meeting becomes the next one; and
    every hour, because a meeting begins without anybody pressing a button.
    """
    planned = Meeting.objects.filter(forum=forum, state=Meeting.State.PLANNED, starts_at__gt=clock.now())
    following = planned.order_by("starts_at", "pk").first()
    if following is None:
        return []
    following = held(following)
    return carry_over(following) if following.state == Meeting.State.PLANNED else []


def carry_forward_everywhere() -> int:
    """How many items came onto agendas, forum by forum."""
    planned = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gt=clock.now())
    open_there = Action.objects.unfinished().exclude(forum=None)
    forums = Forum.objects.running().filter(
        pk__in=planned.values("forum"), actions__in=open_there
    ).distinct()  # fmt: skip
    return sum(len(carry_forward(forum)) for forum in forums.order_by("pk"))


def reword_carried(action: Action) -> None:
    """An agenda that is still to come says what the action says now."""
    items = AgendaItem.objects.filter(carried_action=action, meeting__state=Meeting.State.PLANNED)
    items.update(title=carried_title(action), raised_by=action.raised_by)


def _item(by: User, meeting: Meeting, title: str, detail: str) -> AgendaItem:
    title = one_line(title)
    policies.check_words({"item": title, "detail": detail})
    if not title:
        raise Refused("Say in a line what the item is about.")
    if meeting.items.count() >= MOST_ITEMS:
        raise Refused(f"An agenda has {MOST_ITEMS} items at most. Keep it for the next meeting.")
    return AgendaItem(meeting=meeting, title=title, detail=detail, proposed_at=clock.now(), proposed_by=by)


def _take_in(meeting: Meeting, item: AgendaItem) -> None:
    item.state, item.number = AgendaItem.State.ACCEPTED, _last_number(meeting) + 1


def _last_number(meeting: Meeting) -> int:
    return meeting.items.aggregate(last=Max("number"))["last"] or 0
