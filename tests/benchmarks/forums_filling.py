"""Fills a prison with years of meetings, past the actions: ten years with 1,200 actions take some seconds.

Rows look like those the actions write: approved minutes are frozen through `forums.minuted`, what is finished has its
notes and every fifth its “you said, we did”, the last four meetings leave something open, the newest minutes are a
draft, and one meeting is to come with what is open on its agenda. Organisations, members and representatives are
as many however many years there are. The same comes out each time.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from coordination.models import Organisation, Pathway, Posting, User
from coordination.roles import Role
from directory.models import Listing
from forums.actions.agenda import carried_title
from forums.minuted import content_hash, snapshot
from forums.models import (
    Action,
    ActionNote,
    AgendaItem,
    ApprovedMinutes,
    Attendance,
    FeedbackSlip,
    FocusAnswer,
    FocusQuestion,
    Forum,
    ForumMember,
    Idea,
    Meeting,
    MeetingInvitation,
    MinuteItem,
    Minutes,
    Outcome,
    PartnershipEvent,
    Representative,
    Stall,
    WingAttendance,
)
from tests.benchmarks.filling import SENTENCES, Filling
from tests.benchmarks.people_places import users

ORGANISATIONS: Final = 10
LISTINGS: Final = 30
ITEMS_A_MEETING: Final = 4
SLIPS_A_MONTH: Final = 50
SLIPS_A_PAGE: Final = 30
A_MONTH: Final = 30
# So many of the newest meetings leave something that is not done.
RECENT: Final = 4
ROLES: Final = ("Head of residence", "Head of safer custody", "Head of reducing reoffending")
ROWS_A_STATEMENT: Final = 1000


class Decade:
    """`fill` adds months until there are so many; each has one meeting with so many actions."""

    def __init__(self, code: str = "EXI") -> None:
        self.filling = Filling(code)
        self.filling.up_to(published=LISTINGS, pending=0)
        self.prison, self.keeper = self.filling.prison, self.filling.coordinator
        self.today, self.now = timezone.localdate(), timezone.now()
        owners = Listing.objects.filter(prison=self.prison).order_by("pk").values("service__organisation")
        self.organisations = list(Organisation.objects.filter(pk__in=owners).order_by("pk")[:ORGANISATIONS])
        self.managers = self._managers()
        self.listings = list(Listing.objects.filter(prison=self.prison).order_by("pk")[:LISTINGS])
        self.pathways = list(Pathway.objects.filter(women_only=False))
        self.forum = self._forum()

    def _managers(self) -> list[User]:
        made = users(f"manager.{self.prison.code.lower()}.{each.pk}" for each in self.organisations)
        Posting.objects.bulk_create(
            Posting(user=user, role=Role.MANAGER, organisation=each, begins_on=date(2010, 1, 1))
            for user, each in zip(made, self.organisations, strict=True)
        )
        return made

    def _forum(self) -> Forum:
        since = date(2010, 1, 1)
        forum = Forum.objects.create(
            prison=self.prison, name="Voluntary sector forum", kind="vcs_forum", frequency="monthly",
            purpose=SENTENCES[0], chair_role=ROLES[0], started_on=since,
        )  # fmt: skip
        ForumMember.objects.bulk_create(
            [ForumMember(forum=forum, organisation=each, since=since) for each in self.organisations]
            + [ForumMember(forum=forum, staff_role=role, since=since, email="role@bench.example.org") for role in ROLES]
        )  # fmt: skip
        Representative.objects.bulk_create(
            Representative(
                prison=self.prison, title="Wing representative", wing=wing, forum=forum, holders=2,
                opportunity=Representative.Opportunity.FEEDBACK_GATHERER, since=since,
            )
            for wing in self.filling.wings
        )  # fmt: skip
        return forum

    @transaction.atomic
    def fill(self, *, months: int, actions_a_meeting: int) -> None:
        """Meetings of the last so many months and one to come, and what else happened in that time."""
        meetings = self._meetings(months)
        items = self._items(meetings)
        actions = self._actions(meetings, items, actions_a_meeting)
        self._minutes(meetings, items)
        self._outcomes(actions)
        self._to_come(actions)
        self._slips(months)
        self._ideas(months)
        for year in range(-(-months // 12)):
            self._focus_group(meetings[min(year * 12, len(meetings) - 1)])
            self._event(365 * year + 20)

    def _meetings(self, months: int) -> list[Meeting]:
        """The newest last."""
        settled = {"state": Meeting.State.HELD, "settled_at": self.now, "settled_by": self.keeper}
        meetings = Meeting.objects.bulk_create(
            self._meeting(self.today - timedelta(days=7 + A_MONTH * ago), **settled)
            for ago in reversed(range(months))
        )
        came = [
            Attendance(meeting=meeting, organisation=each, name="Hana Harbour", apologies=at == 0)
            for meeting in meetings
            for at, each in enumerate(self.organisations)
        ]
        came += [Attendance(meeting=meeting, role=role) for meeting in meetings for role in ROLES]
        Attendance.objects.bulk_create(came, ROWS_A_STATEMENT)
        wings = [
            WingAttendance(meeting=meeting, wing=wing, people_count=2)
            for meeting in meetings
            for wing in self.filling.wings
        ]
        WingAttendance.objects.bulk_create(wings, ROWS_A_STATEMENT)
        self._invite(meetings)
        return meetings

    def _meeting(self, day: date, **more: Any) -> Meeting:
        starts_at = timezone.make_aware(datetime.combine(day, time(10)))
        return Meeting(
            forum=self.forum, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place="Chapel",
            items_close_on=day - timedelta(days=7), invited_at=self.now, called_by=self.keeper, **more,
        )  # fmt: skip

    def _invite(self, meetings: list[Meeting]) -> None:
        members = list(self.forum.members.exclude(organisation=None).order_by("pk"))
        sent = {
            "sequence": 0,
            "claimed_sequence": 0,
            "asked": "REQUEST",
            "sent_at": self.now,
            "claimed_at": self.now,
        }
        MeetingInvitation.objects.bulk_create(
            [
                MeetingInvitation(
                    meeting=meeting, member=member, email=manager.email, reply="coming", replied_at=self.now, **sent
                )
                for meeting in meetings
                for member, manager in zip(members, self.managers, strict=True)
            ],
            ROWS_A_STATEMENT,
        )  # fmt: skip

    def _items(self, meetings: list[Meeting]) -> dict[int, list[AgendaItem]]:
        """{key of the meeting: its agenda}"""
        rows = AgendaItem.objects.bulk_create(
            [
                AgendaItem(
                    meeting=meeting, number=number, title=f"What people ask for {number}", state="accepted",
                    organisation=self.organisations[number % ORGANISATIONS], proposed_by=self.keeper,
                    proposed_at=meeting.starts_at - timedelta(days=10), raised_by="Representatives, C wing",
                )
                for meeting in meetings
                for number in range(1, ITEMS_A_MEETING + 1)
            ],
            ROWS_A_STATEMENT,
        )  # fmt: skip
        found: dict[int, list[AgendaItem]] = {}
        for row in rows:
            found.setdefault(row.meeting_id, []).append(row)
        return found

    def _actions(
        self, meetings: list[Meeting], items: dict[int, list[AgendaItem]], a_meeting: int
    ) -> list[Action]:
        """Of the newest meetings one is open, one in progress and one late; before them all are done or dropped."""
        rows = [
            self._action(meeting, items[meeting.pk], at, len(meetings) - position)
            for position, meeting in enumerate(meetings)
            for at in range(a_meeting)
        ]
        actions = Action.objects.bulk_create(rows, ROWS_A_STATEMENT)
        ActionNote.objects.bulk_create(
            [
                ActionNote(action=action, text=text, state=state, written_by=self.keeper, written_at=action.made_at)
                for action in actions
                for text, state in (("It has begun.", "in_progress"), ("We asked again.", ""))
            ],
            ROWS_A_STATEMENT,
        )  # fmt: skip
        return actions

    def _action(self, meeting: Meeting, items: list[AgendaItem], at: int, newness: int) -> Action:
        """`newness`: 1 for the newest meeting."""
        day = timezone.localdate(meeting.starts_at)
        made = {
            "prison": self.prison, "forum": self.forum, "meeting": meeting, "agenda_item": items[at % len(items)],
            "what": f"Ask for a room {at}", "raised_by": "Representatives, C wing", "made_by": self.keeper,
            "made_at": meeting.ends_at, "given_at": meeting.ends_at, "told_at": meeting.ends_at,
            "due_on": day + timedelta(days=20), **self._owner(at + newness),
        }  # fmt: skip
        finished = {"finished_at": meeting.ends_at + timedelta(days=9), "finished_by": self.keeper}
        if newness <= RECENT and at < 3:
            late = self.today - timedelta(days=3)
            return Action(
                **made | {"due_on": late if (at + newness) % 3 == 2 else self.today + timedelta(days=9)},
                state="in_progress" if (at + newness) % 3 == 1 else "open",
            )
        if at % 9 == 8:
            return Action(**made, **finished, state="dropped", dropped_reason="There is no room.")
        return Action(**made, **finished, state="done")

    def _owner(self, number: int) -> dict[str, Any]:
        which = number % 3
        if which == 0:
            return {"owner": self.keeper}
        if which == 1:
            return {"owner_organisation": self.organisations[number % ORGANISATIONS]}
        return {"owner_role": ROLES[number % len(ROLES)]}

    def _minutes(self, meetings: list[Meeting], items: dict[int, list[AgendaItem]]) -> None:
        """All approved but the newest, which is a draft."""
        rows = Minutes.objects.bulk_create(
            Minutes(meeting=meeting, begun_by=self.keeper, changed_by=self.keeper) for meeting in meetings
        )
        MinuteItem.objects.bulk_create(
            [
                MinuteItem(
                    minutes=row, agenda_item=item, discussion=" ".join(SENTENCES), decision=SENTENCES[1],
                    plain_words=SENTENCES[2],
                )
                for row in rows
                for item in items[row.meeting_id]
            ],
            ROWS_A_STATEMENT,
        )  # fmt: skip
        approved = rows[:-1]
        Minutes.objects.filter(pk__in=[row.pk for row in approved]).update(
            state="approved",
            circulated_at=self.now,
            approved_at=self.now,
            approved_by=self.keeper,
            correct_until=self.today,
        )
        contents = {row.pk: snapshot(row) for row in approved}
        ApprovedMinutes.objects.bulk_create(
            ApprovedMinutes(
                minutes=row, content=contents[row.pk], content_hash=content_hash(contents[row.pk]),
                approved_by=self.keeper,
            )
            for row in approved
        )  # fmt: skip

    def _outcomes(self, actions: list[Action]) -> None:
        done = [action for action in actions if action.state == "done"][::5]
        approved = {"approved_at": self.now, "approved_by": self.keeper}
        Outcome.objects.bulk_create(
            Outcome(
                prison=self.prison, action=action, you_said="There is nothing to do in the evening.",
                we_did="There is a class on Tuesdays.", pathway=self.pathways[at % len(self.pathways)],
                written_by=self.keeper, **({} if at % 8 == 1 else approved),
            )
            for at, action in enumerate(done)
        )  # fmt: skip

    def _to_come(self, actions: list[Action]) -> None:
        """The next meeting, with what is open on its agenda."""
        meeting = self._meeting(self.today + timedelta(days=14))
        meeting.save()
        unfinished = [action for action in actions if action.is_unfinished]
        AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=meeting, number=number, title=carried_title(action), state="accepted",
                carried_action=action, raised_by=action.raised_by, proposed_at=self.now,
            )
            for number, action in enumerate(unfinished, start=1)
        )  # fmt: skip
        self._invite([meeting])

    def _slips(self, months: int) -> None:
        """Fifty a month, most about the first services; one in ten is about none."""
        rows = []
        for at in range(months * SLIPS_A_MONTH):
            typed_at = self.now - timedelta(days=A_MONTH * (at // SLIPS_A_MONTH) + at % 25)
            rows.append(
                FeedbackSlip(
                    prison=self.prison, wing=self.filling.wings[at % 4], face=at % 3 + 1,
                    listing=None if at % 10 == 9 else self.listings[at * 7 % LISTINGS],
                    words=SENTENCES[at % len(SENTENCES)] if at % 2 else "", typed_at=typed_at, typed_by=self.keeper,
                    received_on=timezone.localdate(typed_at), row=at % SLIPS_A_PAGE + 1,
                    batch=uuid.uuid5(uuid.NAMESPACE_OID, f"{self.prison.code} {at // SLIPS_A_PAGE}"),
                )
            )  # fmt: skip
        FeedbackSlip.objects.bulk_create(rows, ROWS_A_STATEMENT)

    def _ideas(self, months: int) -> None:
        """One a month for each of three organisations; the newest two wait, one of them late."""
        answered = {"answer": "yes", "answer_text": "Yes, from next month.", "answered_by": self.keeper}
        Idea.objects.bulk_create(
            Idea(
                prison=self.prison, organisation=self.organisations[at % 3], kind="idea", title=f"A choir {at}",
                text=SENTENCES[1], sent_by=self.managers[at % 3], sent_at=self.now - timedelta(days=10 * at + 15),
                answer_by=self.today + timedelta(days=13 - 20 * at), told_at=self.now,
                **({} if at < 2 else answered | {"answered_at": self.now - timedelta(days=10 * at)}),
            )
            for at in range(3 * months)
        )  # fmt: skip

    def _focus_group(self, meeting: Meeting) -> None:
        if meeting.questions.exists():
            return
        for number, pathway in enumerate(self.pathways, start=1):
            question = FocusQuestion.objects.create(
                meeting=meeting, number=number, text="What would help you most?", pathway=pathway
            )
            FocusAnswer.objects.bulk_create(
                FocusAnswer(question=question, text=f"More of it {at}", people_count=at + 2)
                for at in range(4)
            )

    def _event(self, ago: int) -> None:
        starts_at = timezone.make_aware(datetime.combine(self.today - timedelta(days=ago), time(10)))
        event = PartnershipEvent.objects.create(
            prison=self.prison, title="Partnership day", place="Gym", state="held", visitors_count=90,
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), planned_by=self.keeper,
        )  # fmt: skip
        Stall.objects.bulk_create(
            Stall(event=event, organisation=each, number=number, reply="came", contacts_count=5, told_at=self.now)
            for number, each in enumerate(self.organisations, start=1)
        )  # fmt: skip
