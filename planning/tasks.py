"""Background work of planning; each task calls one action."""

from __future__ import annotations

from celery import shared_task

from coordination.tasks import TRY_AGAIN
from planning.actions import call_letters, calls


@shared_task(name="planning.tell_of_call", **TRY_AGAIN)
def tell_of_call(told_pk: int) -> int:
    return call_letters.tell_of_call(told_pk)


@shared_task(name="planning.tell_of_decision", **TRY_AGAIN)
def tell_of_decision(expression_pk: int) -> int:
    return call_letters.tell_of_decision(expression_pk)


@shared_task(name="planning.queue_owed_letters")
def queue_owed_letters() -> int:
    return call_letters.queue_owed()


@shared_task(name="planning.close_calls")
def close_calls() -> int:
    return calls.close_calls()
