"""Meetings: called, moved, cancelled; held, or not run because ..."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from coordination import access, audit, clock
from coordination.emails import one_line
from coordination.models import Organisation, User
from coordination.policies import Overtaken, Refused
from coordination.roles import Permission
from forums import policies
from forums.actions import forums
from forums.actions.invitations import tell_everybody
from forums.models import Attendance, Forum, Meeting, MeetingInvitation, WingAttendance

COLUMNS: Final = ["title", "starts_at", "ends_at", "place", "items_close_on"]
# A calendar that holds the meeting has to be told of these.
IN_CALENDARS: Final = {"title", "starts_at", "ends_at", "place"}
TIMES: Final = {"starts_at", "ends_at"}


def held(meeting: Meeting) -> Meeting:
    """The meeting as it is now, locked: its agenda, its minutes and its invitations hang on it."""
    rows = Meeting.objects.select_related("forum__prison").select_for_update(of=("self",))
    return rows.get(pk=meeting.pk)


def held_for(by: User, meeting: Meeting) -> Meeting:
    """As `held`, for whoever keeps forums at its prison."""
    access.require(by, Permission.MANAGE_FORUMS, prison=meeting.forum.prison)
    return held(meeting)


@transaction.atomic
def call_meeting(
    *, by: User, forum: Forum, values: dict[str, Any], joining: Iterable[Organisation] = ()
) -> Meeting:
    """`values`: COLUMNS; moments are aware. Actions that are not finished come onto its agenda by themselves.

    `joining`: organisations that become members with it, so that they are invited.
    """
    access.require(by, Permission.MANAGE_FORUMS, prison=forum.prison)
    if joining := list(joining):
        forums.add_organisations(by=by, forum=forum, organisations=joining)
    forum = forums.held(forum)
    policies.check_forum_runs(forum)
    meeting = Meeting(forum=forum, called_at=clock.now(), called_by=by)
    _write(meeting, values)
    meeting.save()
    audit.record("call_meeting", by=by, on=meeting, prison=forum.prison)
    _carry_forward(meeting)
    return meeting


@transaction.atomic
def change_meeting(*, by: User, meeting: Meeting, values: dict[str, Any]) -> Meeting:
    """Another time or place: whoever was invited gets the same invitation again with a higher number.

    Who answered for the earlier time is asked anew.
    """
    meeting = held_for(by, meeting)
    policies.check_meeting_is_planned(meeting)
    before = audit.values(meeting, COLUMNS)
    _write(meeting, values)
    changes = audit.changes(meeting, before, audit.values(meeting, COLUMNS))
    if not changes:
        return meeting
    if TIMES & set(changes):
        policies.check_moved_to(meeting)
        # They answered for another time.
        meeting.invitations.update(reply=MeetingInvitation.Reply.NONE, replied_at=None)
    told = bool(IN_CALENDARS & set(changes)) and meeting.invited_at is not None
    meeting.calendar_sequence += told
    meeting.save(update_fields=[*COLUMNS, "calendar_sequence"])
    audit.record("change_meeting", by=by, on=meeting, prison=meeting.forum.prison, changes=changes)
    if "starts_at" in changes:
        _carry_forward(meeting)
    if told:
        tell_everybody(meeting)
    return meeting


def _carry_forward(meeting: Meeting) -> None:
    """Another meeting may be the next one now: what is not finished comes onto its agenda."""
    from forums.actions.agenda import carry_forward

    carry_forward(meeting.forum)


def _write(meeting: Meeting, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            setattr(meeting, name, values[name])
    meeting.title, meeting.place = one_line(meeting.title), one_line(meeting.place)
    day = timezone.localdate(meeting.starts_at)
    if not meeting.items_close_on:
        meeting.items_close_on = day - timedelta(days=meeting.forum.items_close_days)
    if meeting.items_close_on > day:
        raise Refused("The agenda closes after the meeting. Choose an earlier day.")
    policies.check_words({"title": meeting.title, "place": meeting.place})
    policies.check_times(meeting)


@transaction.atomic
def cancel_meeting(*, by: User, meeting: Meeting, reason: str, note: str = "") -> Meeting:
    """Before it begins. Calendars that hold it take it out."""
    meeting = held_for(by, meeting)
    policies.check_meeting_is_planned(meeting)
    policies.check_has_not_begun(meeting)
    _settle(by, meeting, Meeting.State.CANCELLED, reason, note)
    audit.record("cancel_meeting", by=by, on=meeting, prison=meeting.forum.prison)
    if meeting.invited_at:
        meeting.calendar_sequence += 1
        meeting.save(update_fields=["calendar_sequence"])
        tell_everybody(meeting)
    return meeting


@transaction.atomic
def record_not_run(*, by: User, meeting: Meeting, reason: str, note: str = "") -> Meeting:
    """It was to take place and did not: the reason is counted."""
    meeting = held_for(by, meeting)
    policies.check_meeting_is_planned(meeting)
    policies.check_has_begun(meeting)
    policies.check_nothing_is_minuted(meeting)
    _settle(by, meeting, Meeting.State.NOT_RUN, reason, note)
    audit.record("meeting_not_run", by=by, on=meeting, prison=meeting.forum.prison)
    return meeting


@transaction.atomic
def record_attendance(
    *, by: User, meeting: Meeting, present: list[dict[str, Any]], wings: dict[int | None, int]
) -> Meeting:
    """Who came: `present` holds rows of Attendance; `wings` counts people in prison by wing (None: no wing known).

    What was typed before is replaced whole, so that a page sent twice changes nothing.
    """
    meeting = held_for(by, meeting)
    policies.check_has_begun(meeting)
    if meeting.state not in (Meeting.State.PLANNED, Meeting.State.HELD):
        raise Overtaken(
            f"This meeting is settled: {meeting.get_state_display().lower()}. Nothing was changed."
        )
    policies.check_minutes_may_follow(meeting)
    rows = [_attended(meeting, values) for values in present]
    own = set(meeting.forum.prison.wings.values_list("pk", flat=True))
    if {key for key in wings if key is not None} - own:
        raise Refused(f"One of the wings is not at {meeting.forum.prison}. Load the page again.")
    meeting.attendances.all().delete()
    meeting.wing_attendances.all().delete()
    Attendance.objects.bulk_create(rows)
    WingAttendance.objects.bulk_create(
        WingAttendance(meeting=meeting, wing_id=key, people_count=count)
        for key, count in wings.items()
        if count
    )
    if meeting.state == Meeting.State.PLANNED:
        meeting.state, meeting.settled_at, meeting.settled_by = Meeting.State.HELD, clock.now(), by
        meeting.save(update_fields=["state", "settled_at", "settled_by"])
        _carry_forward(meeting)
    audit.record("record_meeting_attendance", by=by, on=meeting, prison=meeting.forum.prison)
    return meeting


def _attended(meeting: Meeting, values: dict[str, Any]) -> Attendance:
    row = Attendance(meeting=meeting, **values)
    row.name, row.role = one_line(row.name), one_line(row.role)
    policies.check_words({"who came": f"{row.name} {row.role}"})
    if not (row.organisation or row.name or row.role):
        raise Refused("A row of who came says nothing. Give a name, a role or an organisation, or empty it.")
    return row


def _settle(by: User, meeting: Meeting, state: str, reason: str, note: str) -> None:
    if reason not in Meeting.Reason.values:
        raise Refused("Choose why. The reasons are counted for the governor.")
    policies.check_words({"note": note})
    meeting.state, meeting.reason, meeting.reason_note = state, reason, one_line(note)
    meeting.settled_at, meeting.settled_by = clock.now(), by
    meeting.save(update_fields=["state", "reason", "reason_note", "settled_at", "settled_by"])
    _carry_forward(meeting)
