"""What inductions offer to the bulletin: training to come, with the places that are left.

What it is, when, and how many may still come. Not where: that is for those who are booked. Nobody's name. Two queries.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.models import Prison
from coordination.offers import BulletinOffer
from inductions.bulletin_readers import readers as readers
from inductions.models import Booking, TrainingSession
from inductions.models.moments import day_in_words, moment_in_words

SECTION: Final = "training"


def items(prison: Prison, first: date, last: date) -> list[BulletinOffer]:
    """Planned from `first` to `last`, both included, in London; the soonest at the top."""
    rows = TrainingSession.objects.filter(
        prison=prison, state=TrainingSession.State.PLANNED, starts_at__date__range=(first, last)
    )
    found = list(
        rows.order_by("starts_at", "pk").values_list(
            "pk", "module__label", "module__purpose", "starts_at", "ends_at", "capacity"
        )
    )
    booked = Counter(
        session
        for session, state in Booking.numbers_of([key for key, *_ in found])
        if state == Booking.State.BOOKED
    )
    return [
        BulletinOffer(
            source=f"inductions.session.{key}", section=SECTION, heading=label,
            text="\n\n".join(filter(None, [
                f"{moment_in_words(starts_at, ends_at)}. {_places(capacity - booked[key])}", purpose,
            ])),
            path=reverse("training_session", args=[prison.code, key]), on=timezone.localdate(starts_at),
        )
        for key, label, purpose, starts_at, ends_at, capacity in found
    ]  # fmt: skip


def _places(left: int) -> str:
    """Of today, and said so: a bulletin is read for weeks."""
    counted_on = day_in_words(clock.today())
    if left <= 0:
        return f"All places were taken on {counted_on}; there is a waiting list."
    return f"{left} {'place was' if left == 1 else 'places were'} left on {counted_on}."
