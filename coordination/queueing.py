"""Work for the background is queued by name, so that tasks may call actions and not the reverse."""

from __future__ import annotations

from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction


def queue_on_commit(name: str, *args: Any) -> None:
    """Queues the task once the present transaction holds. `args` are numbers and strings (sent as JSON)."""
    transaction.on_commit(partial(current_app.send_task, name, args=args))
