"""A forum of Exeter with two organisations whose managers sign in, and the hours that nobody can wait for.

Runs in a process of its own with the portal's environment, as tests/journeys/arranged.py does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from coordination import clock
from coordination.models import Posting, Prison
from coordination.roles import Role
from forums.actions.forums import add_member, begin_forum
from forums.models import Forum, Meeting
from tests.journeys.arranged import named

FORUM: Final = "Evenings at Exeter"
WEEKS: Final = timedelta(weeks=3)


def begin() -> None:
    """Two months ago. Prints the key of the forum."""
    keeper = named(Role.COORDINATOR, "EXI")
    values = {
        "name": FORUM, "kind": Forum.Kind.VCS_FORUM, "frequency": Forum.Frequency.MONTHLY,
        "purpose": "What there is to do in the evening.", "chair_role": "Head of residence",
    }  # fmt: skip
    with clock.set_to(timezone.now() - timedelta(days=60)):
        forum = begin_forum(by=keeper, prison=Prison.objects.get(code="EXI"), values=values)
        for prison in ("EXI", "GMI"):
            organisation = Posting.objects.get(user=named(Role.MANAGER, prison)).organisation
            add_member(by=keeper, forum=forum, organisation=organisation)
    print(forum.pk)


def bring_the_day() -> None:
    """The meeting that was called has just been: a journey does not wait for three weeks."""
    meeting = Meeting.objects.get(forum__name=FORUM)
    meeting.starts_at, meeting.ends_at = meeting.starts_at - WEEKS, meeting.ends_at - WEEKS
    meeting.items_close_on -= WEEKS
    meeting.save()
