"""Background work of forums; each task calls one action."""

from __future__ import annotations

from celery import shared_task

from coordination.tasks import TRY_AGAIN
from forums.actions import (
    agenda,
    agreed_letters,
    documents,
    event_letters,
    idea_letters,
    meeting_letters,
    minutes_letters,
)


@shared_task(name="forums.sweep_files")
def sweep_files() -> bool:
    return documents.sweep_daily()


@shared_task(name="forums.tell_of_idea", **TRY_AGAIN)
def tell_of_idea(idea_pk: int) -> int:
    return idea_letters.tell_of_idea(idea_pk)


@shared_task(name="forums.tell_of_answer", **TRY_AGAIN)
def tell_of_answer(idea_pk: int) -> int:
    return idea_letters.tell_of_answer(idea_pk)


@shared_task(name="forums.invite_to_event", **TRY_AGAIN)
def invite_to_event(stall_pk: int) -> int:
    return event_letters.tell_of_event(stall_pk)


@shared_task(name="forums.queue_untold_ideas")
def queue_untold_ideas() -> int:
    """And events: letters to and from organisations that the queue lost."""
    return idea_letters.queue_untold() + event_letters.queue_untold()


@shared_task(name="forums.tell_of_action", **TRY_AGAIN)
def tell_of_action(action_pk: int) -> int:
    return agreed_letters.tell_of_action(action_pk)


@shared_task(name="forums.queue_untold_actions")
def queue_untold_actions() -> int:
    return agreed_letters.queue_untold()


@shared_task(name="forums.carry_forward")
def carry_forward() -> int:
    return agenda.carry_forward_everywhere()


@shared_task(name="forums.send_meeting", **TRY_AGAIN)
def send_meeting(invitation_pk: int) -> bool:
    return meeting_letters.send_meeting(invitation_pk)


@shared_task(name="forums.queue_unsent_meetings")
def queue_unsent_meetings() -> int:
    return meeting_letters.queue_unsent()


@shared_task(name="forums.tell_of_minutes", **TRY_AGAIN)
def tell_of_minutes(minutes_pk: int) -> int:
    return minutes_letters.tell_of_minutes(minutes_pk)


@shared_task(name="forums.queue_untold_minutes")
def queue_untold_minutes() -> int:
    return minutes_letters.queue_untold()
