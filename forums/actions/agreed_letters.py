"""The letter to whoever is given an action: once for each time that it is given."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet

from coordination import clock
from coordination.actions.told_once import tell_once
from coordination.models import Posting, User
from coordination.queueing import queue_on_commit
from coordination.roles import Role
from forums import emails, policies
from forums.models import Action

# What has not left by then was lost.
LOST_AFTER: Final = timedelta(minutes=5)


def tell_of_action(action_pk: int) -> int:
    """How many letters left: to the person, or to the organisation's managers. None once it is finished.

    Of somebody who cannot be written to it stays untold: its page says so, and a first manager hears of it.
    """
    action = _untold().filter(pk=action_pk).first()
    if action is None:
        return 0
    people = whom_to_tell(action)
    occasion = f"action:{action.pk}:{action.given_at.timestamp()}"
    told = tell_once(occasion, people, lambda to: emails.action_given(to, action))
    if people:
        Action.objects.filter(pk=action.pk, given_at=action.given_at).update(told_at=clock.now())
    return told


def whom_to_tell(action: Action) -> list[User]:
    """The owner, with an open account and access there; of an organisation its managers."""
    if action.owner:
        here = policies.people_with_access_at(action.prison).filter(pk=action.owner_id, is_active=True)
        return list(here)
    managers = Posting.objects.current().filter(role=Role.MANAGER, organisation=action.owner_organisation_id)
    postings = managers.select_related("user").order_by("user_id")
    return list({posting.user_id: posting.user for posting in postings}.values())


def queue_untold() -> int:
    """What the queue lost is queued again; so is what waited for an organisation's first manager."""
    managed = Posting.objects.current().filter(role=Role.MANAGER).values("organisation")
    rows = _untold().filter(
        Q(owner__is_active=True) | Q(owner_organisation__in=managed), given_at__lt=clock.now() - LOST_AFTER
    )
    keys = list(rows.values_list("pk", flat=True))
    for key in keys:
        queue_on_commit("forums.tell_of_action", key)
    return len(keys)


def _untold() -> QuerySet[Action]:
    rows = Action.objects.unfinished().filter(told_at=None)
    rows = rows.filter(Q(owner__isnull=False) | Q(owner_organisation__isnull=False))
    return rows.select_related("prison", "forum", "meeting__forum", "event", "owner", "owner_organisation")
