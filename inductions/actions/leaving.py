"""What follows when somebody’s work for an organisation ends. Called inside the actions that end it."""

from __future__ import annotations

from coordination import audit, clock
from coordination.access import System
from coordination.actions.postings import take_back_invitations
from coordination.models import Posting, User
from coordination.roles import Role
from inductions.models import Engagement, Person


def note_last_day(person_pk: int) -> None:
    """The last day with any organisation; none while work for one goes on without an end. Retention counts from it."""
    ends = list(Engagement.objects.filter(person=person_pk).values_list("ends_on", flat=True))
    last = max((day for day in ends if day), default=None)
    Person.objects.filter(pk=person_pk).update(left_on=None if None in ends else last)


def end_access(by: User | System, engagement: Engagement) -> None:
    """The account's role as a worker of the organisation: gone with the work. Other roles are other people's to end."""
    user = engagement.person.user
    if user is None or engagement.ends_on is None:
        return
    place = {"organisation": engagement.organisation, "prison": None}
    open_ones = Posting.objects.not_over().filter(user=user, role=Role.WORKER, **place).select_for_update()
    for posting in open_ones:
        now_over = engagement.ends_on < clock.today() or posting.begins_on > engagement.ends_on
        if now_over and isinstance(by, User):
            posting.ended_at, posting.ended_by = clock.now(), by
        else:
            posting.ends_on = min(filter(None, (posting.ends_on, max(engagement.ends_on, posting.begins_on))))
        posting.save(update_fields=["ended_at", "ended_by", "ends_on"])
        verb = "end_posting" if posting.ended_at else "set_last_day"
        audit.record(verb, by=by, on=posting, organisation=engagement.organisation)
    if engagement.ends_on < clock.today():
        take_back_invitations(user, organisation=engagement.organisation)
