"""The letters about a place on training. Each news leaves once; one that was lost is queued again."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core.cache import cache
from django.db.models import Q, QuerySet

from coordination import clock
from coordination.queueing import queue_on_commit
from inductions import emails
from inductions.models import Booking

# Longer than a task is tried again, so that a broker that hands it out twice sends no second letter.
REMEMBERED_FOR: Final = 60 * 60 * 24
# What has not left by then was lost.
OVERDUE: Final = timedelta(minutes=5)


def tell_booking(booking_pk: int) -> bool:
    """Sends the last news of a booking to the person, or to whoever booked for somebody without an e-mail address.

    Nothing where it was sent, where newer news has its own letter, or once the session has begun.
    """
    booking = _untold().filter(pk=booking_pk).first()
    if booking is None:
        return False
    key = f"told:booking:{booking.pk}:{booking.news_at.timestamp()}"
    if not cache.add(key, True, REMEMBERED_FOR):
        return False
    try:
        emails.booking_news(booking, waits_as=booking.place_on_list)
    except Exception:
        cache.delete(key)
        raise
    Booking.objects.filter(pk=booking.pk, news_at=booking.news_at).update(told_at=clock.now())
    return True


def queue_untold() -> int:
    """Letters that the queue lost: the rows know which left."""
    lost = list(_untold().filter(news_at__lt=clock.now() - OVERDUE).values_list("pk", flat=True))
    for key in lost:
        queue_on_commit("inductions.tell_booking", key)
    return len(lost)


def _untold() -> QuerySet[Booking]:
    rows = Booking.objects.filter(told_at=None, session__starts_at__gt=clock.now()).exclude(news="")
    reachable = ~Q(person__email="") | Q(booked_by__is_active=True)
    return rows.filter(reachable).select_related("person", "booked_by", "session__prison", "session__module")
