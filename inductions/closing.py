"""What goes on in training and at the gate at a prison that closes."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import StillOpen
from coordination.roles import Permission as P
from inductions.models import Placement, TrainingSession


def still_open(user: User, standing: Standing, prison: Prison) -> list[StillOpen]:
    if not standing.may(P.VIEW_WORKERS, prison=prison):
        return []
    here = Placement.objects.visible_to(user).on(timezone.localdate()).filter(prison=prison)
    people = here.order_by().values("engagement__person").distinct().count()
    sessions = TrainingSession.objects.visible_to(user).filter(
        prison=prison, state=TrainingSession.State.PLANNED, starts_at__gt=timezone.now()
    )
    return [
        StillOpen(people, "People who come in to work or volunteer", reverse("workers", args=[prison.code])),
        StillOpen(sessions.count(), "Training sessions to come", reverse("training", args=[prison.code])),
    ]
