"""Whether work grows with the length of a text, as a ratio within one run: seconds swing with the machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

# What is over in a fifth of a second of the processor is no matter of growth.
NO_MATTER: Final = 0.2


def seconds_used(act: Callable[[], Any]) -> float:
    """Of the processor: regular expressions work without running a line of ours."""
    before = time.process_time()
    act()
    return time.process_time() - before


def stays_in_proportion(act: Callable[[int], Any], size: int, *, times: int = 16) -> bool:
    """Whether `times` the size takes far less than `times` squared: 4 times as much a piece is allowed for."""
    small = seconds_used(lambda: act(size))
    large = seconds_used(lambda: act(size * times))
    return large < max(4 * times * small, NO_MATTER)
