"""How many mails may leave in any minute, over all issues and machines: MAIL_PER_MINUTE.

What was taken is kept second by second, and counts until more than a minute lies behind it: no more may leave across
the turn of a minute either. It is taken for a batch at once, which leaves in the moments that follow.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bulletins.models import MinuteOfSending

# One more than a minute has, because the first and the last of them are begun seconds.
SECONDS: Final = 61
Taken = list[tuple[int, int]]


@transaction.atomic
def take(most: int) -> tuple[int, float]:
    """(how many of `most` may leave now, seconds until a batch of `most` may where it is none).

    The row is held for a moment only, so that lanes take turns and none takes what another took.
    """
    MinuteOfSending.objects.get_or_create(pk=1)
    row = MinuteOfSending.objects.select_for_update().get(pk=1)
    now = timezone.now().timestamp()
    taken = counting(row.taken, int(now))
    room = settings.MAIL_PER_MINUTE - _sum(taken)
    if room <= 0:
        return 0, max(_free_again(taken, min(most, settings.MAIL_PER_MINUTE) - room) - now, 0.1)
    granted = min(most, room)
    row.taken = _with(taken, int(now), granted)
    row.save(update_fields=["taken"])
    return granted, 0.0


def left() -> bool:
    """May anything leave at this moment?"""
    row = MinuteOfSending.objects.filter(pk=1).first()
    now = int(timezone.now().timestamp())
    return row is None or _sum(counting(row.taken, now)) < settings.MAIL_PER_MINUTE


def counting(taken: Taken, now: int) -> Taken:
    """Those of the last minute, oldest first. What stands farther ahead than that was written by a wrong clock."""
    return sorted((second, count) for second, count in taken if -SECONDS < second - now < SECONDS)


def _free_again(taken: Taken, wanted: int) -> int:
    """The second at which so many of those do not count any more."""
    freed = 0
    for second, count in taken:
        freed += count
        if freed >= wanted:
            return second + SECONDS
    return taken[-1][0] + SECONDS


def _with(taken: Taken, second: int, count: int) -> Taken:
    together = dict(taken)
    together[second] = together.get(second, 0) + count
    return sorted(together.items())


def _sum(taken: Taken) -> int:
    return sum(count for _, count in taken)
