"""How many mails may leave in this minute, over all issues and machines: MAIL_PER_MINUTE."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bulletins.models import MinuteOfSending

MINUTE: Final = timedelta(minutes=1)


@transaction.atomic
def take(most: int) -> tuple[int, float]:
    """(how many of `most` may leave now, seconds until there are more where it is none).

    The row is held for a moment only, so that lanes take turns and none takes what another took.
    """
    now = timezone.now()
    MinuteOfSending.objects.get_or_create(pk=1, defaults={"minute": now})
    row = MinuteOfSending.objects.select_for_update().get(pk=1)
    if now >= row.minute + MINUTE or now < row.minute:
        row.minute, row.taken = now, 0
    granted = max(0, min(most, settings.MAIL_PER_MINUTE - row.taken))
    row.taken += granted
    row.save(update_fields=["minute", "taken"])
    return granted, 0.0 if granted else (row.minute + MINUTE - now).total_seconds()


def left() -> bool:
    """May anything leave in this minute?"""
    row = MinuteOfSending.objects.filter(pk=1).first()
    return row is None or row.taken < settings.MAIL_PER_MINUTE or timezone.now() >= row.minute + MINUTE
