"""What goes on in bulletins at a prison that closes."""

from __future__ import annotations

from django.urls import reverse

from bulletins.models import BulletinIssue
from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import StillOpen
from coordination.roles import Permission as P


def still_open(user: User, standing: Standing, prison: Prison) -> list[StillOpen]:
    if not standing.may(P.MANAGE_BULLETINS, prison=prison):
        return []
    issues = BulletinIssue.objects.visible_to(user).filter(prison=prison, sending_began_at=None)
    waiting = issues.exclude(state=BulletinIssue.State.CANCELLED).count()
    return [StillOpen(waiting, "Bulletins that are not sent yet", reverse("bulletins", args=[prison.code]))]
