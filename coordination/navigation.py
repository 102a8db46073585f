"""coordination's own links in the bar at the top."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Prison, RegistrationChoice, User
from coordination.models.organisation import SEE_EVERY_ORGANISATION
from coordination.offers import NavigationEntry
from coordination.roles import Permission as P
from coordination.roles import Reach, reach_of

# A bar that is read at a glance: what belongs together has one link of it. Features join a section by its name.
ACROSS: Final = "Prisons"
ORGANISATIONS: Final = "Organisations"
PEOPLE: Final = "People"


def entries(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    """Home, the prison or the list of prisons, people, audit, organisations: as far as the user may."""
    found = [NavigationEntry("Home", reverse("home"), 0)]
    reaches = {reach_of(p.role) for p in standing.postings}
    several = prison is None or len({p.prison_id for p in standing.postings if p.prison_id}) > 1
    if reaches - {Reach.ORGANISATION} and (several or reaches & {Reach.PRISON_SET, Reach.EVERYWHERE}):
        found.append(NavigationEntry("Prisons", reverse("prisons"), 9, section=ACROSS))
    if prison is not None:
        found += _at_prison(user, standing, prison)
    if standing.has_role(*SEE_EVERY_ORGANISATION):
        found.append(NavigationEntry("Organisations", reverse("organisations"), 70, section=ORGANISATIONS))
    for posting in standing.postings:
        if posting.organisation:
            found.append(
                NavigationEntry(
                    posting.organisation.name, reverse("organisation", args=[posting.organisation.slug]), 10
                )
            )
    if standing.everywhere(P.MANAGE_PRISONS) and prison is None:
        found.append(NavigationEntry("People", reverse("national_people"), 80, section=PEOPLE))
        found.append(NavigationEntry("Audit", reverse("audit_everywhere"), 90, section=PEOPLE))
    return list(dict.fromkeys(found))


def _at_prison(user: User, standing: Standing, prison: Prison) -> list[NavigationEntry]:
    found = [NavigationEntry(prison.short_name, reverse("prison", args=[prison.code]), 10)]
    if standing.may(P.DECIDE_REGISTRATION, prison=prison):
        waiting = RegistrationChoice.objects.visible_to(user).waiting().filter(prison=prison).count()
        found.append(
            NavigationEntry(
                "Registrations",
                reverse("registrations", args=[prison.code]),
                71,
                waiting,
                section=ORGANISATIONS,
            )
        )
    if standing.may(P.VIEW_PEOPLE, prison=prison):
        found.append(NavigationEntry("People", reverse("people", args=[prison.code]), 80, section=PEOPLE))
    if standing.may(P.VIEW_AUDIT, prison=prison):
        found.append(NavigationEntry("Audit", reverse("audit", args=[prison.code]), 90, section=PEOPLE))
    return found
