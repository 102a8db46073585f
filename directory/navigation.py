"""The directory's links in the bar at the top."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, User
from coordination.navigation import ACROSS
from coordination.offers import NavigationEntry
from coordination.roles import Permission as P
from coordination.roles import Role
from directory.models import Revision

SECTION: Final = "Directory"
FINDING: Final = "Find a service"


def entries(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    """Directory, queue and editions of the prison; the services of the user's own organisations."""
    found = []
    if prison is not None:
        found += _at_prison(user, standing, prison)
    for posting in standing.postings:
        organisation = posting.organisation
        if organisation and standing.may(P.VIEW_OWN_SERVICES, organisation=organisation):
            found.append(NavigationEntry("Services", reverse("services", args=[organisation.slug]), 20))
    # A coordinator's home page says it line by line.
    if standing.has_role(Role.GOVERNOR, Role.LEAD, Role.NATIONAL):
        over_prisons = standing.has_role(Role.LEAD, Role.NATIONAL)
        found.append(
            NavigationEntry(
                "Up to date", reverse("freshness"), 60, section=ACROSS if over_prisons else SECTION
            )
        )
    return list(dict.fromkeys(found))


def _at_prison(user: User, standing: Standing, prison: Prison) -> list[NavigationEntry]:
    found = []
    if standing.may(P.VIEW_DIRECTORY, prison=prison):
        found.append(
            NavigationEntry("Find a service", reverse("search", args=[prison.code]), 15, section=FINDING)
        )
        found.append(
            NavigationEntry("Directory", reverse("directory", args=[prison.code]), 20, section=SECTION)
        )
    if standing.may(P.VIEW_QUEUE, prison=prison):
        waiting = Revision.objects.visible_to(user).pending().filter(listing__prison=prison).count()
        found.append(NavigationEntry("Queue", reverse("queue", args=[prison.code]), 30, waiting))
    if standing.may(P.VIEW_EDITIONS, prison=prison):
        found.append(
            NavigationEntry("Editions", reverse("editions", args=[prison.code]), 40, section=SECTION)
        )
    if standing.may(P.VIEW_NEEDS, prison=prison):
        # Beside finding: who is asked on the telephone looks first and logs then.
        found.append(NavigationEntry("Queries", reverse("queries", args=[prison.code]), 16, section=FINDING))
        # Behind what was found out of many at once, and before what is done about it: planning's own links.
        found.append(
            NavigationEntry("Needs raised", reverse("needs", args=[prison.code]), 29, section="Planning")
        )
    return found
