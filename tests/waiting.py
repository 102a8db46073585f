"""Two connections of which one surely waits for a row that the other holds: what it then reads is looked at."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from django.db import connection, transaction

PATIENCE = 20.0


def done_while_waited_for(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What `second` returns or raises, which asks for what `first` has changed and not committed yet."""
    changed, begun = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                first()
                changed.set()
                begun.wait(PATIENCE)
                _until_somebody_waits()
        finally:
            changed.set()
            connection.close()

    def wait() -> Any:
        changed.wait(PATIENCE)
        begun.set()
        try:
            return second()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        holds, waits = pool.submit(hold), pool.submit(wait)
        holds.result(timeout=2 * PATIENCE)
        return waits.result(timeout=2 * PATIENCE)


def _until_somebody_waits() -> None:
    last = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < last:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waited.")
