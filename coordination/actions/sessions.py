"""End what a user has open in any browser."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from coordination.models import User


def end_sessions(user: User) -> int:
    """Signs the user out everywhere and returns from how many browsers.

    Sessions are not indexed by user; one that lives twelve hours at most is soon read.
    """
    open_sessions = Session.objects.filter(expire_date__gt=timezone.now())
    keys = [s.pk for s in open_sessions.iterator() if s.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)
