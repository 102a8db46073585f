"""Links in the bar at the top: who comes in."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.navigation import ACROSS
from coordination.offers import NavigationEntry
from coordination.roles import Permission as P
from coordination.roles import Role
from inductions.models import Person

SECTION: Final = "Who comes in"
# One person's pages: they work at more than one prison, so that no prison stands in the address.
PAGES: Final = {"workers": "/people/"}


def entries(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    """Of the prison, in one section; workers of one's own organisations; one's own record."""
    found = _at_prison(standing, prison) if prison is not None else []
    if standing.has_role(Role.LEAD, Role.NATIONAL):
        found.append(NavigationEntry("Compare prisons", reverse("compare_prisons"), 31, section=ACROSS))
    for posting in standing.postings:
        organisation = posting.organisation
        if organisation and standing.may(P.MANAGE_OWN_WORKERS, organisation=organisation):
            found.append(NavigationEntry("Workers", reverse("own_workers", args=[organisation.slug]), 25))
    if Person.objects.filter(user=user).exists():
        found.append(NavigationEntry("Your record", reverse("my_record"), 65))
        found.append(NavigationEntry("Your training", reverse("my_training"), 66))
    return list(dict.fromkeys(found))


def _at_prison(standing: Standing, prison: Prison) -> list[NavigationEntry]:
    offered = (
        (P.VIEW_WORKERS, "Workers", "workers"),
        (P.VIEW_WORKERS, "Training", "training"),
        (P.VIEW_CLEARANCES, "Clearances", "prison_clearances"),
        (P.VIEW_GATE, "Gate", "gate"),
        (P.VIEW_DIRECTORY, "Policies", "policies"),
        (P.VIEW_EVIDENCE, "Evidence", "people_evidence"),
    )
    return [
        NavigationEntry(
            label, reverse(name, args=[prison.code]), 25, section=SECTION, pages=PAGES.get(name, "")
        )
        for permission, label, name in offered
        if standing.may(permission, prison=prison)
    ]
