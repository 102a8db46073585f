"""What goes on in the directory at a prison that closes."""

from __future__ import annotations

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import StillOpen
from coordination.roles import Permission as P
from directory.models import Edition, Revision


def still_open(user: User, standing: Standing, prison: Prison) -> list[StillOpen]:
    found = []
    if standing.may(P.VIEW_QUEUE, prison=prison):
        waiting = Revision.objects.visible_to(user).pending().filter(listing__prison=prison).count()
        found.append(
            StillOpen(waiting, "Texts that wait for a decision", reverse("queue", args=[prison.code]))
        )
    if standing.may(P.VIEW_EDITIONS, prison=prison):
        ready = Edition.objects.visible_to(user).filter(prison=prison, state=Edition.State.READY)
        in_use = ready.filter(withdrawn_on=None).count()
        found.append(StillOpen(in_use, "Printed directories in use", reverse("editions", args=[prison.code])))
    return found
