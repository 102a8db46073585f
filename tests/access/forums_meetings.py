"""Meetings: the list, calling one, its page, agenda, letters, papers, and who came."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from forums.actions import agenda
from forums.actions.invitations import invite
from forums.invitation_links import token_for
from forums.models import Meeting, MeetingInvitation
from tests.access_table import EVERYBODY, Row
from tests.cast import Cast
from tests.forums import making
from tests.inductions.handed_in import PDF

READERS = "coordinator governor lead national manager worker"
NOT_READERS = "staff gate"
ALL_BUT_COORDINATOR = "governor lead national manager worker staff gate"
MEMBERS = "manager worker"


def with_a_forum(cast: Cast) -> list[Any]:
    making.forum(cast)
    return ["EXI"]


def forum(cast: Cast) -> list[Any]:
    return ["EXI", making.forum(cast).pk]


def forum_elsewhere(cast: Cast) -> list[Any]:
    making.forum(cast)
    return ["EXI", making.forum(cast, elsewhere=True).pk]


def planned(cast: Cast) -> list[Any]:
    return ["EXI", making.meeting(cast).pk]


def elsewhere(cast: Cast) -> list[Any]:
    making.forum(cast)
    return ["EXI", making.meeting(cast, elsewhere=True).pk]


def begun(cast: Cast) -> list[Any]:
    return ["EXI", making.meeting(cast, in_days=-2).pk]


def proposed(cast: Cast) -> list[Any]:
    meeting = making.meeting(cast)
    item = agenda.propose_item(
        by=cast.manager, meeting=meeting, title="Evening classes", organisation=cast.harbour
    )
    return ["EXI", meeting.pk, item.pk]


def proposed_elsewhere(cast: Cast) -> list[Any]:
    other = making.meeting(cast, elsewhere=True)
    item = agenda.propose_item(
        by=cast.other_manager, meeting=other, title="Evening classes", organisation=cast.lantern
    )
    return ["EXI", making.meeting(cast).pk, item.pk]


def invited(cast: Cast) -> list[Any]:
    meeting = making.meeting(cast)
    invite(by=cast.coordinator, meeting=meeting)
    return ["EXI", meeting.pk, meeting.invitations.get(email=cast.manager.email).pk]


def invited_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", making.meeting(cast).pk, making.invitation(cast, elsewhere=True).pk]


def token(cast: Cast) -> list[Any]:
    """One that stands is taken again: a prison has one forum of a name."""
    there = MeetingInvitation.objects.filter(email=cast.manager.email).first()
    return [token_for(there or making.invitation(cast))]


def a_meeting(cast: Cast) -> dict[str, Any]:
    return {
        "day_day": "4", "day_month": "5", "day_year": "2050", "begins": "10:00", "ends": "12:00", "place": "Chapel",
    }  # fmt: skip


def a_paper(cast: Cast) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("report.pdf", PDF, "application/pdf")}


def in_order(cast: Cast) -> dict[str, Any]:
    return {"seen": ""}


def answer(cast: Cast) -> dict[str, Any]:
    return {"answer": "coming"}


def why(cast: Cast) -> dict[str, Any]:
    return {"reason": Meeting.Reason.REGIME}


def who_came(cast: Cast) -> dict[str, Any]:
    return {"further_0_role": "Governor"}


def row(name: str, method: str = "GET", arguments: Any = planned, **more: Any) -> Row:
    """For whoever keeps forums, and nobody else."""
    given: dict[str, Any] = {
        "ok": "coordinator",
        "forbidden": ALL_BUT_COORDINATOR,
        "crossed": elsewhere,
    } | more
    return Row(name, arguments, method, **given)


ROWS = [
    Row("meetings", with_a_forum, ok=READERS, forbidden=NOT_READERS),
    Row("meeting", planned, ok=READERS, forbidden=NOT_READERS, crossed=elsewhere),
    Row("meeting_calendar", planned, ok=READERS, forbidden=NOT_READERS, crossed=elsewhere),
    row("call_meeting", arguments=forum, crossed=forum_elsewhere),
    row("call_meeting", "POST", forum, crossed=forum_elsewhere, status=302, data=a_meeting),
    row("change_meeting"),
    row("change_meeting", "POST", status=302, data=a_meeting),
    row("cancel_meeting"),
    row("cancel_meeting", "POST", status=302, data=why),
    row("meeting_not_run", arguments=begun),
    row("meeting_not_run", "POST", begun, status=302, data=why),
    row("meeting_agenda"),
    row("meeting_agenda", "POST", status=302, data=lambda cast: {"title": "Evening classes"}),
    row("order_items", "POST", status=302, data=in_order),
    row("accept_item", "POST", proposed, crossed=proposed_elsewhere, status=302),
    row("decline_item", arguments=proposed, crossed=proposed_elsewhere),
    row("decline_item", "POST", proposed, crossed=proposed_elsewhere, status=302,
        data=lambda cast: {"reason": "We talked about it in May."}),
    # Members propose; whoever only reads does not, and the coordinator adds.
    Row("propose_item", planned, ok=MEMBERS, forbidden="coordinator governor lead national staff gate",
        crossed=elsewhere),
    Row("propose_item", planned, "POST", ok=MEMBERS, forbidden="coordinator governor lead national staff gate",
        status=302, data=lambda cast: {"title": "Evening classes"}, crossed=elsewhere),
    row("invite_to_meeting"),
    row("invite_to_meeting", "POST", status=302),
    # What went to the manager's address: the manager answers, or the coordinator who was told.
    Row("meeting_reply", invited, ok="coordinator manager", forbidden="governor lead national staff gate",
        crossed=invited_elsewhere),
    Row("meeting_reply", invited, "POST", ok="coordinator manager", forbidden="governor lead national staff gate",
        status=302, data=answer, crossed=invited_elsewhere),
    # Only who holds the link, whoever is signed in.
    Row("meeting_invitation", token, ok=EVERYBODY),
    Row("meeting_invitation", token, "POST", ok=EVERYBODY, status=302, data=answer),
    row("meeting_attendance", arguments=begun),
    row("meeting_attendance", "POST", begun, status=302, data=who_came),
    row("add_meeting_paper"),
    row("add_meeting_paper", "POST", status=302, data=a_paper),
]  # fmt: skip
