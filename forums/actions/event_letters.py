"""The letters about partnership events to the managers of whoever was asked: asked, changed, off. Each news once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from coordination import clock
from coordination.actions.told_once import tell_once
from coordination.models import Organisation, Posting
from coordination.queueing import queue_on_commit
from coordination.roles import Role
from forums import emails
from forums.actions.idea_letters import LOST_AFTER, people_at
from forums.models import Stall


def tell_of_event(stall_pk: int) -> int:
    """How many letters left. They say how the event is now; none about one that is over."""
    stall = _untold().filter(pk=stall_pk).first()
    if stall is None:
        return 0
    people = people_at(organisation=stall.organisation, role=Role.MANAGER)
    occasion = f"stall:{stall.pk}:{stall.news_at.timestamp()}"
    told = tell_once(occasion, people, lambda to: emails.event_news(to, stall))
    if people:
        Stall.objects.filter(pk=stall.pk, news_at=stall.news_at).update(told_at=clock.now())
    return told


def queue_untold() -> int:
    """What the queue lost is queued again; so is what waited for somebody who can be written to."""
    managers = Posting.objects.current().filter(role=Role.MANAGER, user__is_active=True)
    lost = _untold().filter(
        news_at__lt=clock.now() - LOST_AFTER, organisation__in=managers.values("organisation")
    )
    keys = list(lost.values_list("pk", flat=True))
    for key in keys:
        queue_on_commit("forums.invite_to_event", key)
    return len(keys)


def _untold() -> QuerySet[Stall]:
    rows = Stall.objects.untold().filter(event__ends_at__gt=clock.now())
    return rows.select_related("event__prison", "organisation")


def organisations_without_a_manager(organisations: QuerySet[Organisation]) -> set[int]:
    """Keys of those to whom no letter can go: the coordinator tells them."""
    managers = Posting.objects.current().filter(role=Role.MANAGER, user__is_active=True)
    reached = managers.filter(organisation__in=organisations.order_by().values("pk"))
    return set(organisations.values_list("pk", flat=True)) - set(
        reached.values_list("organisation", flat=True)
    )


def without_a_manager(stalls: Iterable[Stall]) -> set[int]:
    """As `organisations_without_a_manager`, of stalls that were read already."""
    keys = {stall.organisation_id for stall in stalls}
    return organisations_without_a_manager(Organisation.objects.filter(pk__in=keys))
