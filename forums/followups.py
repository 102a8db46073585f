"""What forums can begin about something that was found elsewhere: a joint meeting in a forum of the prison."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from coordination.access import standing_of
from coordination.models import Prison, User
from coordination.offers import FollowUp
from coordination.roles import Permission
from forums.models import Forum

# Where organisations sit together comes before where people in prison do.
OF_ORGANISATIONS: Final = (
    Forum.Kind.VCS_FORUM, Forum.Kind.NETWORK, Forum.Kind.REDUCING_REOFFENDING, Forum.Kind.BOARD,
)  # fmt: skip
LAST: Final = len(OF_ORGANISATIONS)


def offered(user: User, prison: Prison) -> list[FollowUp]:
    """One for each forum that runs, for whoever may call its meetings; where none runs, the way to a first one."""
    if not standing_of(user).may(Permission.MANAGE_FORUMS, prison=prison):
        return []
    forums = list(Forum.objects.visible_to(user).running().filter(prison=prison).order_by("name", "pk"))
    forums.sort(
        key=lambda forum: OF_ORGANISATIONS.index(forum.kind) if forum.kind in OF_ORGANISATIONS else LAST
    )
    if not forums:
        return [
            FollowUp(
                "A forum of organisations, which can meet about it", reverse("add_forum", args=[prison.code])
            )
        ]
    return [
        FollowUp(f"A joint meeting: {forum.name}", reverse("call_meeting", args=[prison.code, forum.pk]))
        for forum in forums
    ]
