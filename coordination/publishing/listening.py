"""Hears what the layout engine says while it works: its steps become per cent, its complaints a list."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

# Per cent at which each of the engine's steps begins; laying out pages (5) takes most of the time.
BEGINS: Final = {1: 1, 2: 2, 3: 4, 4: 8, 5: 12, 6: 82, 7: 97}
PAGE = re.compile(r"Page (\d+)")
STEP = re.compile(r"Step (\d)")


class Progress(logging.Handler):
    """Turns the engine's log of steps into rising per cents, for the thread that began to listen."""

    def __init__(self, tell: Callable[[int], None], expected_pages: int) -> None:
        super().__init__(logging.INFO)
        self.tell = tell
        self.expected_pages = max(expected_pages, 1)
        self.thread = threading.get_ident()
        self.percent = 0

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self.thread or not (step := STEP.search(record.getMessage())):
            return
        percent = BEGINS.get(int(step[1]), 0)
        if page := PAGE.search(record.getMessage()):
            span = BEGINS[6] - BEGINS[5]
            percent += min(span, span * int(page[1]) // self.expected_pages)
        # Pages are laid out again until their numbers stand still: the bar must not run backwards.
        self.percent = max(self.percent, percent)
        self.tell(self.percent)


class Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.heard.append(record.getMessage())


@contextmanager
def listening(tell: Callable[[int], None] | None, expected_pages: int) -> Iterator[list[str]]:
    """Yields the list that complaints are added to."""
    complaints = Complaints()
    with _handler("weasyprint", complaints, logging.WARNING):
        if tell is None:
            yield complaints.heard
        else:
            with _handler("weasyprint.progress", Progress(tell, expected_pages), logging.INFO):
                yield complaints.heard


@contextmanager
def _handler(name: str, handler: logging.Handler, level: int) -> Iterator[None]:
    logger = logging.getLogger(name)
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before[1]
        logger.setLevel(before[0])
