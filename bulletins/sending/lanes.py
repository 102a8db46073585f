"""Lanes: so many processes send at the same time, and a process that ended without a word is noticed."""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from bulletins.models import SendingLane


def silent_since() -> datetime:
    return timezone.now() - timedelta(seconds=settings.MAIL_LANE_SECONDS)


def living_claims() -> QuerySet[SendingLane, Any]:
    """Claims of lanes that gave a sign lately, as a query."""
    return SendingLane.objects.filter(claim__isnull=False, beat_at__gte=silent_since()).values("claim")


def idle() -> int:
    """How many lanes nobody has taken."""
    return max(0, settings.MAIL_LANES - living_claims().count())


class Lane:
    """Taken on entering, freed on leaving; None where all are taken. `claim` is new each time.

    `beat` writes a sign of life when the last one is a quarter of the limit old.
    """

    def __init__(self) -> None:
        self.claim = uuid.uuid4()
        self.beaten = 0.0
        self.is_ours = True

    def __enter__(self) -> Lane | None:
        present = SendingLane.objects.count()
        for number in range(present, settings.MAIL_LANES):
            SendingLane.objects.get_or_create(number=number + 1)
        free = Q(beat_at=None) | Q(beat_at__lt=silent_since())
        for number in range(1, settings.MAIL_LANES + 1):
            rows = SendingLane.objects.filter(free, number=number)
            if rows.update(claim=self.claim, beat_at=timezone.now()):
                self.beaten = time.monotonic()
                return self
        return None

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        SendingLane.objects.filter(claim=self.claim).update(claim=None, beat_at=None)

    def beat(self) -> bool:
        """False where another process took the lane, because this one was silent for too long."""
        if self.is_ours and time.monotonic() - self.beaten >= settings.MAIL_LANE_SECONDS / 4:
            self.beaten = time.monotonic()
            rows = SendingLane.objects.filter(claim=self.claim)
            self.is_ours = bool(rows.update(beat_at=timezone.now()))
        return self.is_ours
