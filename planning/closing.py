"""What goes on in planning at a prison that closes."""

from __future__ import annotations

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import StillOpen
from coordination.roles import Permission as P
from planning.models import Call, Priority


def still_open(user: User, standing: Standing, prison: Prison) -> list[StillOpen]:
    if not standing.may(P.VIEW_PLAN, prison=prison):
        return []
    calls = Call.objects.visible_to(user).running().filter(priority__prison=prison).count()
    priorities = Priority.objects.visible_to(user).open().filter(prison=prison).count()
    url = reverse("priorities", args=[prison.code])
    return [
        StillOpen(priorities, "Priorities that are worked on", url),
        StillOpen(calls, "Calls for offers that are not decided", url),
    ]
