"""The letters about ideas, each once: of the idea to whoever answers it, of the answer to whoever sent it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet

from coordination import clock
from coordination.actions.told_once import tell_once
from coordination.models import Posting, User
from coordination.queueing import queue_on_commit
from coordination.roles import Permission, Role, roles_with
from forums import emails
from forums.models import Idea

# What has not left by then was lost.
LOST_AFTER: Final = timedelta(minutes=5)


def tell_of_idea(idea_pk: int) -> int:
    """How many letters left. None where it was answered or taken back meanwhile."""
    idea = _untold().filter(pk=idea_pk).first()
    if idea is None:
        return 0
    people = people_at(prison=idea.prison, role__in=roles_with(Permission.MANAGE_FORUMS))
    told = tell_once(f"idea:{idea.pk}", people, lambda to: emails.idea_waits(to, idea))
    if people:
        Idea.objects.filter(pk=idea.pk).update(told_at=clock.now())
    return told


def tell_of_answer(idea_pk: int) -> int:
    """To whoever sent it; to the organisation's managers where that one works there no longer."""
    idea = _answer_untold().filter(pk=idea_pk).first()
    if idea is None:
        return 0
    people = people_at(organisation=idea.organisation, user=idea.sent_by)[:1] or people_at(
        organisation=idea.organisation, role=Role.MANAGER
    )
    told = tell_once(f"answer:{idea.pk}", people, lambda to: emails.idea_answered(to, idea))
    if people:
        Idea.objects.filter(pk=idea.pk).update(answer_told_at=clock.now())
    return told


def queue_untold() -> int:
    """What the queue lost is queued again; so is what waited for somebody who can be written to."""
    lost = clock.now() - LOST_AFTER
    ideas = _untold().filter(sent_at__lt=lost, prison__in=_prisons_with_somebody())
    answers = _answer_untold().filter(answered_at__lt=lost, organisation__in=_organisations_with_somebody())
    queued = 0
    for key in ideas.values_list("pk", flat=True):
        queue_on_commit("forums.tell_of_idea", key)
        queued += 1
    for key in answers.values_list("pk", flat=True):
        queue_on_commit("forums.tell_of_answer", key)
        queued += 1
    return queued


def people_at(**posted: object) -> list[User]:
    """Each account once, with a posting that lasts."""
    postings = Posting.objects.current().filter(user__is_active=True, **posted).select_related("user")
    return list({posting.user_id: posting.user for posting in postings.order_by("user_id")}.values())


def _untold() -> QuerySet[Idea]:
    rows = Idea.objects.waiting().filter(told_at=None)
    return rows.select_related("prison", "organisation")


def _answer_untold() -> QuerySet[Idea]:
    rows = Idea.objects.answered().filter(answer_told_at=None)
    return rows.select_related("prison", "organisation", "sent_by")


def _prisons_with_somebody() -> QuerySet:
    roles = roles_with(Permission.MANAGE_FORUMS)
    return Posting.objects.current().filter(role__in=roles, user__is_active=True).values("prison")


def _organisations_with_somebody() -> QuerySet:
    there = Posting.objects.current().filter(Q(organisation__isnull=False), role=Role.MANAGER)
    return there.filter(user__is_active=True).values("organisation")
