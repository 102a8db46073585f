"""One e-mail a person and occasion, however often a broker hands out the task that writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from django.core.cache import cache

from coordination.models import User

# In seconds. Longer than a task is tried again.
REMEMBERED_FOR: Final = 60 * 60 * 24


def tell_once(occasion: str, people: Iterable[User], send: Callable[[User], None]) -> int:
    """How many e-mails left. `occasion` names the event and its row.

    Raises what the mail server refused; that one is forgotten, so that it is tried again and the others are not.
    """
    told = 0
    for person in people:
        key = f"told:{occasion}:{person.pk}"
        if not cache.add(key, True, REMEMBERED_FOR):
            continue
        try:
            send(person)
        except Exception:
            cache.delete(key)
            raise
        told += 1
    return told
