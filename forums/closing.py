"""What goes on in forums at a prison that closes."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import StillOpen
from coordination.roles import Permission as P
from forums.models import Action, Meeting


def still_open(user: User, standing: Standing, prison: Prison) -> list[StillOpen]:
    if not standing.may(P.VIEW_FORUMS, prison=prison):
        return []
    meetings = Meeting.objects.visible_to(user).filter(
        forum__prison=prison, state=Meeting.State.PLANNED, starts_at__gt=timezone.now()
    )
    actions = Action.objects.visible_to(user).unfinished().filter(prison=prison)
    return [
        StillOpen(meetings.count(), "Meetings to come", reverse("meetings", args=[prison.code])),
        StillOpen(actions.count(), "Things promised and not done", reverse("actions", args=[prison.code])),
    ]
