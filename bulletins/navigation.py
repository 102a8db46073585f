"""Links in the bar at the top: bulletins of the prison."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import NavigationEntry
from coordination.roles import Permission as P

SECTION: Final = "Bulletins"
POSITION: Final = 29


def entries(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    if prison is None or not standing.may(P.READ_BULLETINS, prison=prison):
        return []
    return [
        NavigationEntry(
            "Bulletins",
            reverse("bulletins", args=[prison.code]),
            POSITION,
            section=SECTION,
            pages="/bulletins/",
        )
    ]
