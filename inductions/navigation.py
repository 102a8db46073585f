"""Links in the bar at the top: who comes in."""

from __future__ import annotations

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.offers import NavigationEntry
from coordination.roles import Permission as P
from coordination.roles import Role
from inductions.models import Person


def entries(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    """Workers of the prison; workers of one's own organisations; one's own record."""
    found = []
    if prison is not None and standing.may(P.VIEW_WORKERS, prison=prison):
        found.append(NavigationEntry("Workers", reverse("workers", args=[prison.code]), 25))
        found.append(NavigationEntry("Training", reverse("training", args=[prison.code]), 26))
    if prison is not None and standing.may(P.VIEW_CLEARANCES, prison=prison):
        found.append(NavigationEntry("Clearances", reverse("prison_clearances", args=[prison.code]), 27))
    if prison is not None and standing.may(P.VIEW_GATE, prison=prison):
        found.append(NavigationEntry("Gate", reverse("gate", args=[prison.code]), 28))
    if prison is not None and standing.may(P.VIEW_DIRECTORY, prison=prison):
        found.append(NavigationEntry("Policies", reverse("policies", args=[prison.code]), 29))
    if prison is not None and standing.may(P.VIEW_EVIDENCE, prison=prison):
        found.append(NavigationEntry("Evidence", reverse("people_evidence", args=[prison.code]), 30))
    if standing.has_role(Role.LEAD, Role.NATIONAL):
        found.append(NavigationEntry("Compare prisons", reverse("compare_prisons"), 31))
    for posting in standing.postings:
        organisation = posting.organisation
        if organisation and standing.may(P.MANAGE_OWN_WORKERS, organisation=organisation):
            found.append(NavigationEntry("Workers", reverse("own_workers", args=[organisation.slug]), 25))
    if Person.objects.filter(user=user).exists():
        found.append(NavigationEntry("Your record", reverse("my_record"), 65))
        found.append(NavigationEntry("Your training", reverse("my_training"), 66))
    return list(dict.fromkeys(found))
