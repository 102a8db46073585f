"""Links in the bar at the top: forums of the prison, and one's own."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from coordination.access import Standing
from coordination.models import Organisation, Prison, User
from coordination.navigation import ACROSS
from coordination.offers import NavigationEntry
from coordination.roles import Permission as P
from coordination.roles import Role
from forums.models import Action, Forum

SECTION: Final = "Forums"
AT_A_PRISON: Final = (
    (P.VIEW_FORUMS, "Forums", "forums"),
    (P.VIEW_FORUMS, "Meetings", "meetings"),
    (P.VIEW_FORUMS, "Actions", "actions"),
    (P.VIEW_FORUMS, "Representatives", "representatives"),
    (P.TYPE_FEEDBACK, "Feedback", "feedback"),
    # The slips themselves are the coordinator's; to others who read forums the sums are all of it.
    (P.VIEW_FORUMS, "Feedback", "feedback_sums"),
    (P.VIEW_FORUMS, "You said, we did", "outcomes"),
    (P.VIEW_FORUMS, "Ideas", "ideas"),
    (P.VIEW_FORUMS, "Events", "partnership_events"),
)
OF_AN_ORGANISATION: Final = (
    (P.VIEW_OWN_SERVICES, "Ideas", "own_ideas"),
    (P.VIEW_OWN_SERVICES, "Events", "own_events"),
    (P.VIEW_OWN_SERVICES, "Feedback", "own_feedback"),
)
POSITION: Final = 27


def entries(user: User, standing: Standing, prison: Prison | None) -> list[NavigationEntry]:
    """In one section: of the prison; of one's own organisations; forums and actions of one's own, over all prisons."""
    found = _at_prison(standing, prison) if prison is not None else []
    own = _own(standing)
    if own or (not found and Forum.objects.visible_to(user).one_belongs_to(user).exists()):
        found.append(_entry("Your forums", reverse("own_forums")))
    if found or Action.objects.owned_by(user).exists():
        found.append(_entry("Your actions", reverse("own_actions")))
    if standing.has_role(Role.LEAD, Role.NATIONAL):
        # Over prisons, beside their comparison.
        found.append(NavigationEntry("Waiting ideas", reverse("ideas_waited"), 34, section=ACROSS))
    return [*found, *own]


def _entry(label: str, url: str) -> NavigationEntry:
    return NavigationEntry(label, url, POSITION, section=SECTION)


def _at_prison(standing: Standing, prison: Prison) -> list[NavigationEntry]:
    found: dict[str, NavigationEntry] = {}
    for permission, label, name in AT_A_PRISON:
        if label not in found and standing.may(permission, prison=prison):
            found[label] = _entry(label, reverse(name, args=[prison.code]))
    return list(found.values())


def _own(standing: Standing) -> list[NavigationEntry]:
    found = []
    for organisation in _organisations(standing):
        for permission, label, name in OF_AN_ORGANISATION:
            if standing.may(permission, organisation=organisation):
                found.append(_entry(label, reverse(name, args=[organisation.slug])))
    return list(dict.fromkeys(found))


def _organisations(standing: Standing) -> list[Organisation]:
    return list(dict.fromkeys(posting.organisation for posting in standing.postings if posting.organisation))
