"""Papers of forums that are printed with a directory."""

from __future__ import annotations

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import OfferedPaper
from coordination.roles import Permission as P


def offered(user: User, standing: Standing, prison: Prison, kind: str) -> list[OfferedPaper]:
    """The feedback slip lies beside the directory for people in prison: it asks for the entry numbers of it."""
    if kind != "people" or not standing.may(P.VIEW_FORUMS, prison=prison):
        return []
    slip = reverse("feedback_slip", args=[prison.code])
    return [
        OfferedPaper("Feedback slips, two on a sheet", slip),
        OfferedPaper("Feedback slips, four on a sheet", f"{slip}?a_sheet=4"),
    ]
