"""Small numbers of people, for whoever may not open the list behind them: one rule for pages, files and comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

LEAST: Final = 5


def is_small(count: int) -> bool:
    """One to four; nobody at all is no secret."""
    return 0 < count < LEAST


def with_neighbours(parts: Sequence[int]) -> list[int | None]:
    """Parts of a whole that is told beside them; None for those that are not told.

    What is small goes, and then the smallest of the others, until two are gone and together they are not small: else
    the whole less the rest would give it away.
    """
    if is_small(sum(parts)):
        return [None for _ in parts]
    hidden = {at for at, count in enumerate(parts) if is_small(count)}
    if not hidden:
        return list(parts)
    others = sorted(
        (at for at in range(len(parts)) if at not in hidden), key=lambda at: (not parts[at], parts[at])
    )
    while others and (len(hidden) < 2 or sum(parts[at] for at in hidden) < LEAST):
        hidden.add(others.pop(0))
    return [None if at in hidden else count for at, count in enumerate(parts)]
