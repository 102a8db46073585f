"""Forums and what hangs on them, made through the actions at either prison of the cast.

Every function takes the cast and `elsewhere`: at Guys Marsh, kept by its coordinator, with the other organisation.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from coordination import clock
from coordination.models import Organisation, Prison, User
from forums.actions import agenda, agreed, events, feedback, forums, ideas, meetings, minutes, outcomes
from forums.actions.feedback import Slip
from forums.models import (
    Action,
    AgendaItem,
    FeedbackSlip,
    Forum,
    Idea,
    Meeting,
    MeetingInvitation,
    Minutes,
    Outcome,
    PartnershipEvent,
)
from tests.cast import Cast


def keeper(cast: Cast, elsewhere: bool = False) -> User:
    return cast.other_coordinator if elsewhere else cast.coordinator


def prison(cast: Cast, elsewhere: bool = False) -> Prison:
    return cast.guys_marsh if elsewhere else cast.exeter


def organisation(cast: Cast, elsewhere: bool = False) -> Organisation:
    return cast.lantern if elsewhere else cast.harbour


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def forum(cast: Cast, elsewhere: bool = False, **changes: Any) -> Forum:
    """With one organisation and one role of staff as members."""
    by = keeper(cast, elsewhere)
    values = {
        "name": "Voluntary sector forum", "kind": Forum.Kind.VCS_FORUM, "purpose": "We share what works.",
        "frequency": Forum.Frequency.MONTHLY, "chair_role": "Head of resettlement",
    } | changes  # fmt: skip
    made = forums.begin_forum(by=by, prison=prison(cast, elsewhere), values=values)
    forums.add_member(by=by, forum=made, organisation=organisation(cast, elsewhere))
    forums.add_member(
        by=by, forum=made, staff_role="Head of safer custody", email="safer.custody@example.org"
    )
    return made


def meeting(cast: Cast, elsewhere: bool = False, *, in_days: int = 21, of: Forum | None = None) -> Meeting:
    """Called for a day to come; with `in_days` below zero it lies behind us and nothing is said of it yet."""
    day = clock.today() + timedelta(days=in_days)
    values = {"title": "", "starts_at": at(day), "ends_at": at(day, 12), "place": "Chapel"}
    return meetings.call_meeting(
        by=keeper(cast, elsewhere), forum=of or forum(cast, elsewhere), values=values
    )


def item(cast: Cast, elsewhere: bool = False, *, at_meeting: Meeting | None = None) -> AgendaItem:
    return agenda.add_item(
        by=keeper(cast, elsewhere), meeting=at_meeting or meeting(cast, elsewhere), title="Evening classes",
        raised_by="representatives, C wing",
    )  # fmt: skip


def invitation(cast: Cast, elsewhere: bool = False) -> MeetingInvitation:
    from forums.actions.invitations import invite

    made = meeting(cast, elsewhere)
    invite(by=keeper(cast, elsewhere), meeting=made)
    return made.invitations.order_by("pk")[0]


def draft(cast: Cast, elsewhere: bool = False) -> Minutes:
    """Of a meeting a week ago with one item, which has words."""
    by = keeper(cast, elsewhere)
    held = meeting(cast, elsewhere, in_days=7)
    line = item(cast, elsewhere, at_meeting=held)
    Meeting.objects.filter(pk=held.pk).update(
        starts_at=held.starts_at - timedelta(days=14), ends_at=held.ends_at - timedelta(days=14)
    )
    held.refresh_from_db()
    meetings.record_attendance(
        by=by,
        meeting=held,
        wings={},
        present=[{"organisation": organisation(cast, elsewhere), "name": "Hal"}],
    )
    begun = minutes.begin_minutes(by=by, meeting=held)
    texts = minutes.Texts("People asked for classes.", "We try one class.", "There will be a class.")
    return minutes.write_minutes(by=by, minutes=begun, seen_version=begun.version, texts={line.pk: texts})


def circulated(cast: Cast, elsewhere: bool = False) -> Minutes:
    return minutes.circulate(
        by=keeper(cast, elsewhere), minutes=draft(cast, elsewhere),
        correct_until=clock.today() + timedelta(days=7),
    )  # fmt: skip


def approved(cast: Cast, elsewhere: bool = False) -> Minutes:
    waiting = circulated(cast, elsewhere)
    return minutes.approve_minutes(by=keeper(cast, elsewhere), minutes=waiting, seen_version=waiting.version)


def action(cast: Cast, elsewhere: bool = False, **changes: Any) -> Action:
    """Agreed at a meeting, owned by a role among the staff, due in two weeks."""
    values = {
        "what": "Ask for a room in the evening", "raised_by": "representatives, C wing",
        "owner_role": "Head of resettlement", "due_on": clock.today() + timedelta(days=14),
    } | changes  # fmt: skip
    if not {"forum", "meeting", "agenda_item", "event"} & set(changes):
        values["agenda_item"] = item(cast, elsewhere)
    return agreed.agree(by=keeper(cast, elsewhere), prison=prison(cast, elsewhere), values=values)


def outcome(cast: Cast, elsewhere: bool = False) -> Outcome:
    values = {"you_said": "There is nothing to do in the evening.", "we_did": "There is a class on Tuesdays."}
    return outcomes.write_outcome(by=keeper(cast, elsewhere), prison=prison(cast, elsewhere), values=values)


def slip(cast: Cast, elsewhere: bool = False, **changes: Any) -> FeedbackSlip:
    typed = Slip(**{"row": 1, "face": FeedbackSlip.Face.GLAD, "words": "It helped me."} | changes)
    return feedback.type_in_slips(
        by=keeper(cast, elsewhere), prison=prison(cast, elsewhere), batch=uuid.uuid4(),
        received_on=clock.today(), slips=[typed],
    )[0]  # fmt: skip


def idea(cast: Cast, elsewhere: bool = False) -> Idea:
    sender = cast.other_manager if elsewhere else cast.manager
    return ideas.send_idea(
        by=sender, organisation=organisation(cast, elsewhere), prison=prison(cast, elsewhere),
        kind=Idea.Kind.IDEA, title="A choir", text="We would like to begin a choir on Sundays.",
    )  # fmt: skip


def event(cast: Cast, elsewhere: bool = False, *, in_days: int = 30) -> PartnershipEvent:
    day = clock.today() + timedelta(days=in_days)
    values = {"title": "Partnership day", "starts_at": at(day), "ends_at": at(day, 15), "place": "Gym"}
    return events.plan_event(by=keeper(cast, elsewhere), prison=prison(cast, elsewhere), values=values)
