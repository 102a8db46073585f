"""How often something may come from one place, counted in the cache that all web processes share."""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache


def once_more(what: str, who: str | None, *, at_most: int, seconds: int) -> bool:
    """Counts one of `what` from `who`. False where `at_most` came already in this stretch of `seconds`.

    Stretches begin at fixed moments, so that across the edge of two at most twice as many pass. The key holds a hash:
    no address of anybody stands in the cache.
    """
    stretch = int(time.time() // seconds)
    hashed = hashlib.sha256((who or "").encode()).hexdigest()[:32]
    key = f"rate:{what}:{hashed}:{stretch}"
    # It lives longer than its stretch, so that it cannot vanish between these two lines.
    cache.add(key, 0, timeout=2 * seconds)
    try:
        return cache.incr(key) <= at_most
    except ValueError:
        # A cache that is short of memory, or was emptied just now, has forgotten it: this is the first again.
        cache.set(key, 1, timeout=2 * seconds)
        return at_most >= 1
