"""What forums can begin about something that was found elsewhere: a joint meeting in a forum of the prison."""

from __future__ import annotations

from django.urls import reverse

from coordination.access import standing_of
from coordination.models import Prison, User
from coordination.offers import FollowUp
from coordination.roles import Permission
from forums.models import Forum


def offered(user: User, prison: Prison) -> list[FollowUp]:
    """One for each forum that runs, for whoever may call its meetings."""
    if not standing_of(user).may(Permission.MANAGE_FORUMS, prison=prison):
        return []
    forums = Forum.objects.visible_to(user).running().filter(prison=prison).order_by("name", "pk")
    return [
        FollowUp(f"A joint meeting: {forum.name}", reverse("call_meeting", args=[prison.code, forum.pk]))
        for forum in forums
    ]
