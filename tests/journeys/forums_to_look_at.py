"""Things of the demonstration's forums that complete each address of them.

Runs in a process of its own with the portal's environment, as tests/journeys/arranged.py does.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coordination.models import Prison
from coordination.roles import Role
from forums.actions.agenda import propose_item
from forums.actions.documents import add_file
from forums.actions.ideas import send_idea
from forums.actions.meetings import call_meeting
from forums.invitation_links import token_for
from forums.models import (
    Action,
    FeedbackSlip,
    FocusQuestion,
    Forum,
    Idea,
    Meeting,
    Minutes,
    MinutesCorrection,
    Outcome,
    PartnershipEvent,
    Representative,
)
from tests.inductions.handed_in import PDF
from tests.journeys.arranged import PRISON, named
from tests.journeys.coming import of_the_manager

Keys = dict[str, list[Any]]


def say() -> None:
    """Prints {name of a URL: address}."""
    prison = Prison.objects.get(code=PRISON)
    keys = (
        of_the_prison() | of_forums(prison) | of_meetings(prison) | of_minutes(prison) | of_the_rest(prison)
    )
    print(json.dumps({name: reverse(name, args=args) for name, args in keys.items()}))


def all_at(keys: list[Any], *names: str) -> Keys:
    return dict.fromkeys(names, keys)


def of_the_prison() -> Keys:
    return (
        all_at(
            [PRISON], "forums", "add_forum", "representatives", "add_representative", "representatives_coverage",
            "meetings", "actions", "actions_print", "agree_action", "feedback", "type_in_slips", "feedback_sums",
            "raise_need_from_inspection", "outcomes", "write_outcome", "ideas", "set_idea_days",
            "partnership_events", "plan_event",
        )
        | all_at([of_the_manager().slug], "own_feedback", "own_ideas", "send_idea", "own_events")
        | all_at([], "own_forums", "own_actions", "ideas_waited")
    )  # fmt: skip


def of_forums(prison: Prison) -> Keys:
    forum = Forum.objects.running().filter(prison=prison, members__isnull=False).order_by("pk")[0]
    at = [PRISON, forum.pk]
    terms = add_file(by=named(Role.COORDINATOR, PRISON), forum=forum, name="terms.pdf", content=PDF)
    member = forum.members.current().order_by("pk")[0]
    role = Representative.objects.filter(prison=prison, until=None).order_by("pk")[0]
    return (
        all_at(at, "forum", "change_forum", "end_forum", "add_forum_member", "add_forum_file", "call_meeting")
        | all_at([*at, member.pk], "change_forum_member", "end_forum_membership")
        | all_at([*at, terms.pk], "remove_forum_file")
        | all_at([PRISON, role.pk], "change_representative", "end_representative")
    )


def of_meetings(prison: Prison) -> Keys:
    keeper, now = named(Role.COORDINATOR, PRISON), timezone.now()
    rows = Meeting.objects.filter(forum__prison=prison)
    planned = rows.filter(
        state=Meeting.State.PLANNED, starts_at__gt=now, invitations__isnull=False,
        forum__members__organisation=of_the_manager(),
    )[0]  # fmt: skip
    over = rows.filter(state=Meeting.State.HELD).exclude(minutes__state=Minutes.State.APPROVED)[0]
    begun = call_meeting(
        by=keeper, forum=planned.forum,
        values={"starts_at": now - timedelta(hours=2), "ends_at": now - timedelta(hours=1), "place": "Chapel"},
    )  # fmt: skip
    item = propose_item(
        by=named(Role.MANAGER, PRISON),
        meeting=planned,
        title="Evening classes",
        organisation=of_the_manager(),
    )
    invitation = planned.invitations.order_by("pk")[0]
    at = [PRISON, planned.pk]
    return (
        all_at(
            at, "meeting", "change_meeting", "cancel_meeting", "meeting_agenda", "propose_item", "order_items",
            "invite_to_meeting", "add_meeting_paper",
        )
        | all_at([*at, item.pk], "accept_item", "decline_item")
        | all_at([*at, invitation.pk], "meeting_reply")
        | all_at([token_for(invitation)], "meeting_invitation")
        | all_at([PRISON, begun.pk], "meeting_not_run")
        | all_at([PRISON, over.pk], "meeting_attendance")
    )  # fmt: skip


def of_minutes(prison: Prison) -> Keys:
    rows = Minutes.objects.filter(meeting__forum__prison=prison).order_by("pk")
    draft = rows.filter(state=Minutes.State.DRAFT)[0]
    closed = rows.filter(state=Minutes.State.APPROVED)[0]
    waits = MinutesCorrection.objects.filter(
        minutes__in=rows.filter(state=Minutes.State.CIRCULATED), settled_at=None
    )[0]
    at = [PRISON, waits.minutes.meeting_id]
    return (
        all_at(at, "minutes", "write_minutes", "approve_minutes", "say_minutes_wrong")
        | all_at([*at, waits.pk], "settle_minutes_correction")
        | all_at([PRISON, draft.meeting_id], "circulate_minutes")
        | all_at([PRISON, closed.meeting_id], "add_minutes_addendum")
    )


def of_the_rest(prison: Prison) -> Keys:
    action = Action.objects.unfinished().filter(prison=prison)[0]
    slip = FeedbackSlip.objects.kept().filter(prison=prison, listing__isnull=False)[0]
    question = FocusQuestion.objects.filter(meeting__forum__prison=prison).order_by("pk")[0]
    asked = [PRISON, question.meeting_id]
    outcome = Outcome.objects.waiting().filter(prison=prison)[0]
    idea = send_idea(
        by=named(Role.MANAGER, PRISON), organisation=of_the_manager(), prison=prison, kind=Idea.Kind.IDEA,
        title="A choir", text="We would like to begin a choir on Sundays.",
    )  # fmt: skip
    events = PartnershipEvent.objects.filter(prison=prison)
    planned = events.filter(state=PartnershipEvent.State.PLANNED, stalls__isnull=False)[0]
    held = events.filter(state=PartnershipEvent.State.HELD)[0]
    at = [PRISON, planned.pk]
    return (
        all_at([PRISON, action.pk], "action", "change_action")
        | all_at([PRISON, slip.pk], "remove_slip")
        | all_at([PRISON, slip.listing_id], "feedback_summary")
        | all_at([PRISON, "slip", slip.pk], "raise_need_from")
        | all_at(asked, "focus_group", "focus_results")
        | all_at(
            [*asked, question.pk], "change_question", "move_question", "remove_question", "tally_answers"
        )
        | all_at(
            [PRISON, outcome.pk], "outcome", "reword_outcome", "approve_outcome", "withdraw_outcome",
            "put_back_outcome",
        )
        | all_at([PRISON, idea.pk], "idea", "answer_idea", "put_idea_on_agenda")
        | all_at([idea.organisation.slug, idea.pk], "take_back_idea")
        | all_at(at, "partnership_event", "change_event", "cancel_event", "invite_to_event", "number_stalls")
        | all_at([*at, planned.stalls.order_by("pk")[0].pk], "answer_for_stall")
        | all_at([PRISON, held.pk], "record_event")
    )  # fmt: skip
