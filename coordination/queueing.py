"""Work for the background is queued by name, so that tasks may call actions and not the reverse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import current_app
from django.db import transaction

_silent: ContextVar[bool] = ContextVar("queueing_silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """Nothing is queued within: the past that a demonstration plays needs neither letters nor a broker."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_silent() -> bool:
    """True where nothing is queued, so that what would be told counts as told."""
    return _silent.get()


def queue_on_commit(name: str, *args: Any) -> None:
    """Queues the task once the present transaction holds. `args` are numbers and strings (sent as JSON).

    A queue that is away is logged and no page fails of it: the clock's jobs find again what was not queued.
    """
    if _silent.get():
        return

    def send() -> None:  # A named function: Django names it in the log when the queue is away.
        current_app.send_task(name, args=args)

    transaction.on_commit(send, robust=True)
