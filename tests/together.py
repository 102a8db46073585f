"""What two do at once, each on a connection of their own. The fixture `everybody` is a database that keeps it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, Final

from django.db import connection

PATIENCE: Final = 30


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Results or exceptions of the acts, in their order, each in a thread of its own, begun together."""
    begin = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            begin.wait(timeout=PATIENCE)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def done_and_refused(*acts: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """What `at_once` gives back, the exceptions by themselves."""
    results = at_once(*acts)
    refused = [each for each in results if isinstance(each, Exception)]
    return [each for each in results if not isinstance(each, Exception)], refused
