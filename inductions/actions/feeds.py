"""Private addresses for a calendar. The address is shown once; of its token only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from inductions.models import Booking, CalendarFeed, Person, TrainingSession

MOST_OPEN: Final = 10


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, by: User, prison: Prison | None = None) -> tuple[CalendarFeed, str]:
    """Of one's own bookings, or of a prison's sessions: (row, token). Nobody can read the token a second time."""
    if prison:
        access.require(by, Permission.VIEW_WORKERS, prison=prison)
    User.objects.select_for_update().get(pk=by.pk)
    person = None if prison else Person.objects.filter(user=by).first()
    if prison is None and person is None:
        raise Refused(
            "No record says that you come in for an organisation, so there is nothing for a calendar."
        )
    if CalendarFeed.objects.filter(made_by=by, revoked_at=None).count() >= MOST_OPEN:
        raise Refused(f"You have {MOST_OPEN} addresses already. End one that you do not use.")
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        token_hash=hash_of(token), person=person, prison=prison, made_at=clock.now(), made_by=by
    )
    audit.record("make_feed", by=by, on=feed, prison=prison)
    return feed, token


@transaction.atomic
def revoke_feed(*, by: User, feed: CalendarFeed) -> CalendarFeed:
    """From this moment the address leads nowhere."""
    feed = CalendarFeed.objects.select_for_update(of=("self",)).select_related("prison").get(pk=feed.pk)
    if feed.made_by_id != by.pk:
        raise access.NotPermitted("Only whoever made an address may end it.")
    if feed.revoked_at:
        raise Overtaken("This address was ended already. Nothing was changed.")
    feed.revoked_at = clock.now()
    feed.save(update_fields=["revoked_at"])
    audit.record("revoke_feed", by=by, on=feed, prison=feed.prison)
    return feed


def open_feed(token: str) -> CalendarFeed | None:
    """The feed of an address; None for one that was ended, or whose maker may see no more what it shows."""
    related = CalendarFeed.objects.select_related("prison", "person", "made_by")
    feed = related.filter(token_hash=hash_of(token), revoked_at=None, made_by__is_active=True).first()
    if feed is None:
        return None
    if feed.prison:
        seen = access.standing_of(feed.made_by).may(Permission.VIEW_WORKERS, prison=feed.prison)
    else:
        seen = feed.person is not None and feed.person.user_id == feed.made_by_id
    return feed if seen else None


@dataclass(frozen=True)
class Shown:
    """`waiting`: keys of the sessions for which the person only waits."""

    sessions: list[TrainingSession]
    waiting: frozenset[int] = frozenset()


def sessions_of(feed: CalendarFeed, first: datetime, last: datetime) -> Shown:
    """What a calendar shows between two moments: a prison's sessions, or those that the person has booked.

    A session that was cancelled stays, marked as such. A place that was given up leaves with the calendar's next
    reading, because a calendar takes out what its address no longer brings.
    """
    sessions = TrainingSession.objects.filter(starts_at__range=(first, last)).select_related(
        "prison", "module"
    )
    if feed.prison:
        return Shown(list(sessions.filter(prison=feed.prison)))
    bookings = Booking.objects.filter(person=feed.person_id, session__in=sessions).exclude(
        state=Booking.State.CANCELLED
    )
    states = dict(bookings.values_list("session", "state"))
    waiting = frozenset(key for key, state in states.items() if state == Booking.State.WAITING)
    return Shown(list(sessions.filter(pk__in=states)), waiting)
