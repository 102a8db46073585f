"""The letters that minutes are out for correction: one to each address of the members, once for each sending out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core.cache import cache
from django.db.models import QuerySet

from coordination import clock
from coordination.models import User
from coordination.queueing import queue_on_commit
from forums import emails
from forums.actions.invitations import addresses_of_members
from forums.models import Minutes

# Longer than a task is tried again, so that a broker that hands it out twice sends no second letter.
REMEMBERED_FOR: Final = 60 * 60 * 24
# What has not left by then was lost.
LOST_AFTER: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Reader:
    """One address. `may_read`: it belongs to an account that may open the minutes."""

    email: str
    name: str
    may_read: bool


def readers_of(minutes: Minutes) -> list[Reader]:
    """Whoever belongs today, also those who joined after the meeting."""
    found: dict[str, str] = {}
    for member, addresses in addresses_of_members(minutes.meeting.forum, clock.today()).items():
        for email in addresses:
            found.setdefault(email, str(member))
    accounts = {user.email.lower(): user for user in User.objects.filter(email__in=found, is_active=True)}
    return [
        Reader(email, user.name if (user := accounts.get(email)) else name, _may_read(user, minutes))
        for email, name in found.items()
    ]


def _may_read(user: User | None, minutes: Minutes) -> bool:
    return user is not None and Minutes.objects.visible_to(user).filter(pk=minutes.pk).exists()


def tell_of_minutes(minutes_pk: int) -> int:
    """How many letters left. None where they were told already, or where the minutes are not out any more.

    Raises what the mail server refused; that one is forgotten, so that it is tried again and the others are not.
    """
    minutes = _untold().filter(pk=minutes_pk).first()
    if minutes is None or minutes.circulated_at is None:
        return 0
    told = 0
    for reader in readers_of(minutes):
        key = f"told:minutes:{minutes.pk}:{minutes.circulated_at.timestamp()}:{reader.email}"
        if not cache.add(key, True, REMEMBERED_FOR):
            continue
        try:
            emails.minutes_to_correct(reader.email, reader.name, minutes, may_read=reader.may_read)
        except Exception:
            cache.delete(key)
            raise
        told += 1
    _untold().filter(pk=minutes.pk, circulated_at=minutes.circulated_at).update(told_at=clock.now())
    return told


def queue_untold() -> int:
    """Letters that the queue lost: the row knows whether all of them left."""
    lost = _untold().filter(circulated_at__lt=clock.now() - LOST_AFTER)
    keys = list(lost.values_list("pk", flat=True))
    for key in keys:
        queue_on_commit("forums.tell_of_minutes", key)
    return len(keys)


def _untold() -> QuerySet[Minutes]:
    """Until the day has passed: nobody is asked to correct what is closed."""
    rows = Minutes.objects.filter(state=Minutes.State.CIRCULATED, told_at=None)
    return rows.filter(correct_until__gte=clock.today()).select_related("meeting__forum__prison")
