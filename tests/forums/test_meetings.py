"""Meetings: called, moved, cancelled, held or not run; their pages, and what each reader may do there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.access import NotPermitted
from coordination.models import User
from coordination.policies import Overtaken, Refused
from forums.actions import agenda, forums, meetings
from forums.actions.invitations import invite
from forums.models import ForumFile, Meeting
from tests.cast import Cast
from tests.coordination.pages import client_of, last_entry, said
from tests.forums import making
from tests.forums.meetings_made import meeting_form, send_all
from tests.inductions.handed_in import PDF

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page_of(user: User, meeting: Meeting) -> str:
    return words(client_of(user).get(meeting.get_absolute_url()))


def called(cast: Cast, **changes: Any) -> Any:
    forum = making.forum(cast)
    path = reverse("call_meeting", args=["EXI", forum.pk])
    return client_of(cast.coordinator).post(path, meeting_form(**changes), follow=True)


# --- Called ------------------------------------------------------------------------------------------


def test_a_meeting_is_called_from_its_forum_and_nobody_is_told_yet(cast: Cast) -> None:
    response = called(cast)
    meeting = Meeting.objects.get()
    assert response.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert "Nobody is told yet" in said(response)[0]
    assert f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}" == "2050-05-04 10:00"
    # As the forum has it: a week before.
    assert f"{meeting.items_close_on}" == "2050-04-27"
    assert not meeting.invitations.exists()
    assert last_entry("call_meeting").prison_code == "EXI"


def test_the_next_meeting_begins_with_the_hours_and_the_place_of_the_last(cast: Cast) -> None:
    last = making.meeting(cast, in_days=-7)
    form = (
        client_of(cast.coordinator).get(reverse("call_meeting", args=["EXI", last.forum_id])).context["form"]
    )
    assert (form["begins"].value().hour, form["ends"].value().hour, form["place"].value()) == (
        10,
        12,
        "Chapel",
    )
    assert form["day"].value() is None


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"day_month": "3", "day_day": "27", "begins": "01:30"}, "begins", "comes twice or not at all"),
        ({"day_month": "10", "day_day": "30", "begins": "01:30"}, "begins", "comes twice or not at all"),
        ({"day_month": "10", "day_day": "30", "begins": "00:30", "ends": "01:15"}, "ends", "comes twice"),
        ({"ends": "09:00"}, "ends", "It ends before it begins."),
        ({"begins": "ten"}, "begins", "time"),
        ({"place": ""}, "place", "Say where it takes place."),
        ({"day_year": "1066"}, "day", "Give a year"),
        ({"place": "Cell of A1234BC"}, "place", "A1234BC"),
        (
            {"items_close_on_day": "5", "items_close_on_month": "5", "items_close_on_year": "2050"},
            "items_close_on", "This is after the meeting.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_where_it_was_typed(
    cast: Cast, changes: dict[str, str], field: str, sentence: str
) -> None:
    response = called(cast, **changes)
    assert response.status_code == 200
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("month", "day", "hour"), [("3", "26", 10), ("3", "27", 9), ("10", "29", 9), ("10", "30", 10)]
)
def test_ten_o_clock_is_ten_o_clock_in_london(cast: Cast, month: str, day: str, hour: int) -> None:
    called(cast, day_month=month, day_day=day)
    assert Meeting.objects.get().starts_at.hour == hour


def test_a_meeting_that_took_place_already_can_be_written_down(cast: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    response = called(
        cast, day_day=str(yesterday.day), day_month=str(yesterday.month), day_year=str(yesterday.year)
    )
    assert "Who came" in words(response)
    assert said(response) == ["The meeting is written down. Now say who came."]


def test_no_meeting_is_called_for_a_forum_that_ended(cast: Cast) -> None:
    forum = making.forum(cast)
    forums.end_forum(by=cast.coordinator, forum=forum)
    response = client_of(cast.coordinator).post(
        reverse("call_meeting", args=["EXI", forum.pk]), meeting_form()
    )
    assert "has ended" in words(response)


# --- The list ----------------------------------------------------------------------------------------


def test_meetings_stand_where_they_belong(cast: Cast) -> None:
    forum = making.forum(cast)
    coming, later = making.meeting(cast, of=forum, in_days=3), making.meeting(cast, of=forum, in_days=30)
    waits, held = making.meeting(cast, of=forum, in_days=-3), making.meeting(cast, of=forum, in_days=-30)
    meetings.record_attendance(by=cast.coordinator, meeting=held, present=[{"role": "Governor"}], wings={})
    meetings.cancel_meeting(by=cast.coordinator, meeting=later, reason="chair")
    elsewhere = making.meeting(cast, elsewhere=True)
    path = reverse("meetings", args=["EXI"])

    def urls(user: User, show: str = "") -> list[str]:
        rows = client_of(user).get(path, {"show": show} if show else {}).context["rows"]
        return [row["url"] for row in rows]

    # A cancelled one stays until its day, so that nobody comes in vain.
    for user in (cast.coordinator, cast.governor, cast.manager):
        assert urls(user) == [coming.get_absolute_url(), later.get_absolute_url()]
        assert urls(user, "past") == [held.get_absolute_url()]
    assert urls(cast.coordinator, "settle") == [waits.get_absolute_url()]
    assert urls(cast.manager, "settle") == urls(cast.manager)
    assert elsewhere.get_absolute_url() not in urls(cast.national)


def test_a_member_sees_the_meetings_of_their_forums_alone(cast: Cast) -> None:
    making.meeting(cast)
    council = forums.begin_forum(
        by=cast.coordinator, prison=cast.exeter,
        values={"name": "Council", "kind": "council", "purpose": "To be heard.", "frequency": "monthly"},
    )  # fmt: skip
    hidden = making.meeting(cast, of=council)
    page = words(client_of(cast.manager).get(reverse("meetings", args=["EXI"])))
    assert "Voluntary sector forum" in page and "Council" not in page
    assert client_of(cast.manager).get(hidden.get_absolute_url()).status_code == 404


def test_the_list_is_divided_into_pages(cast: Cast) -> None:
    forum = making.forum(cast)
    for days in range(1, 28):
        making.meeting(cast, of=forum, in_days=days)
    client, path = client_of(cast.governor), reverse("meetings", args=["EXI"])
    assert len(client.get(path).context["rows"]) == 25
    assert len(client.get(path, {"page": 2}).context["rows"]) == 2
    for nonsense in ("x", "0", "99"):
        assert client.get(path, {"page": nonsense}).status_code == 200


def test_an_empty_list_says_where_a_meeting_comes_from(cast: Cast) -> None:
    making.forum(cast)
    page = words(client_of(cast.coordinator).get(reverse("meetings", args=["EXI"])))
    assert "No meeting is planned" in page
    assert "Call a meeting" in page and "Call a meeting" not in words(
        client_of(cast.manager).get(reverse("meetings", args=["EXI"]))
    )


# --- The page ----------------------------------------------------------------------------------------


def test_each_reader_finds_what_they_may_do(cast: Cast) -> None:
    meeting = making.meeting(cast)
    keeps = page_of(cast.coordinator, meeting)
    for label in ("Invite the members", "Change time or place", "Cancel the meeting", "Add a paper"):
        assert label in keeps
        for user in (cast.governor, cast.lead, cast.manager, cast.worker):
            assert label not in page_of(user, meeting)
    for user in (cast.manager, cast.worker):
        assert "Propose an item" in page_of(user, meeting)
    for user in (cast.coordinator, cast.governor):
        assert "Propose an item" not in page_of(user, meeting)
    for user in (cast.coordinator, cast.governor, cast.manager):
        assert "Put it into your calendar" in page_of(user, meeting)


def test_members_do_not_read_whom_letters_went_to_nor_what_they_answered(cast: Cast) -> None:
    meeting = making.meeting(cast)
    invite(by=cast.coordinator, meeting=meeting)
    send_all(meeting)
    assert "safer.custody@example.org" in page_of(cast.governor, meeting)
    for user in (cast.manager, cast.worker):
        assert "safer.custody@" not in page_of(user, meeting)


def filled(cast: Cast, meeting: Meeting, many: int) -> None:
    for number in range(many):
        forums.add_member(
            by=cast.coordinator, forum=meeting.forum, staff_role=f"Role {number}",
            email=f"role{number}@example.org",
        )  # fmt: skip
        agenda.add_item(by=cast.coordinator, meeting=meeting, title=f"Item {number}")
        agenda.propose_item(
            by=cast.manager, meeting=meeting, title=f"Idea {number}", organisation=cast.harbour
        )
    invite(by=cast.coordinator, meeting=meeting)


def queries(user: User, path: str) -> int:
    client = client_of(user)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["meeting", "meeting_agenda", "invite_to_meeting", "meetings"])
def test_a_page_takes_the_same_number_of_queries_for_2_and_12_rows(cast: Cast, name: str) -> None:
    forum = making.forum(cast)
    meeting = making.meeting(cast, of=forum)
    path = reverse(name, args=["EXI"] if name == "meetings" else ["EXI", meeting.pk])
    filled(cast, meeting, 2)
    making.meeting(cast, of=forum)
    few = queries(cast.coordinator, path)
    filled(cast, meeting, 10)
    for _ in range(10):
        making.meeting(cast, of=forum)
    assert queries(cast.coordinator, path) == few


def test_who_came_takes_the_same_number_of_queries_for_2_and_12_rows(cast: Cast) -> None:
    meeting = making.meeting(cast, in_days=-1)
    path = reverse("meeting_attendance", args=["EXI", meeting.pk])

    def typed(many: int) -> int:
        rows = [{"role": f"Role {number}", "organisation": cast.harbour} for number in range(many)]
        meetings.record_attendance(by=cast.coordinator, meeting=meeting, present=rows, wings={})
        return queries(cast.coordinator, path)

    assert typed(2) == typed(12)


# --- Changed, cancelled, not run ---------------------------------------------------------------------


def test_a_change_says_whether_anybody_was_told(cast: Cast) -> None:
    meeting = making.meeting(cast)
    client, path = client_of(cast.coordinator), reverse("change_meeting", args=["EXI", meeting.pk])
    assert "tell everybody" not in words(client.get(path))
    assert said(client.post(path, meeting_form(), follow=True)) == ["Saved."]
    invite(by=cast.coordinator, meeting=meeting)
    assert "Save and tell everybody invited" in words(client.get(path))
    assert said(client.post(path, meeting_form(place="Gym"), follow=True)) == [
        "The meeting is changed. Everybody invited is told."
    ]
    assert said(client.post(path, meeting_form(place="Gym"), follow=True)) == ["Saved."]


def test_a_meeting_is_not_moved_into_the_past(cast: Cast) -> None:
    meeting = making.meeting(cast)
    past = clock.now() - timedelta(days=1)
    with pytest.raises(Refused, match="has passed already"):
        meetings.change_meeting(
            by=cast.coordinator, meeting=meeting, values={"starts_at": past, "items_close_on": None}
        )


def test_a_cancelled_meeting_says_why_and_to_whom_in_words(cast: Cast) -> None:
    meeting = making.meeting(cast)
    path = reverse("cancel_meeting", args=["EXI", meeting.pk])
    client = client_of(cast.coordinator)
    assert "Choose why." in words(client.post(path, {"note": "x"}))
    client.post(path, {"reason": "regime", "note": "A lockdown drill."})
    for user in (cast.coordinator, cast.governor):
        assert "The regime was restricted" in page_of(user, meeting) and "A lockdown drill." in page_of(
            user, meeting
        )
    # What was typed in words is for who looks after the prison.
    assert "The regime was restricted" in page_of(cast.manager, meeting)
    assert "A lockdown drill." not in page_of(cast.manager, meeting)
    with pytest.raises(Overtaken, match="settled"):
        meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason="regime")


def test_a_meeting_that_began_did_not_run_and_one_to_come_is_cancelled(cast: Cast) -> None:
    forum = making.forum(cast)
    begun, coming = making.meeting(cast, of=forum, in_days=-1), making.meeting(cast, of=forum)
    with pytest.raises(Refused, match="did not run"):
        meetings.cancel_meeting(by=cast.coordinator, meeting=begun, reason="regime")
    with pytest.raises(Refused, match="not begun"):
        meetings.record_not_run(by=cast.coordinator, meeting=coming, reason="regime")
    with pytest.raises(Refused, match="Choose why"):
        meetings.record_not_run(by=cast.coordinator, meeting=begun, reason="")
    path = reverse("meeting_not_run", args=["EXI", begun.pk])
    response = client_of(cast.coordinator).post(path, {"reason": "not_unlocked"}, follow=True)
    assert "Did not run" in words(response) and "Nobody was unlocked" in words(response)
    assert "Nobody was unlocked" in words(
        client_of(cast.governor).get(reverse("meetings", args=["EXI"]), {"show": "past"})
    )


def test_only_who_keeps_forums_there_changes_anything(cast: Cast) -> None:
    meeting, begun = making.meeting(cast), making.meeting(cast, elsewhere=True, in_days=-1)
    for user in (cast.governor, cast.lead, cast.manager, cast.other_coordinator):
        for act in (
            lambda user=user: meetings.call_meeting(by=user, forum=meeting.forum, values={}),
            lambda user=user: meetings.change_meeting(by=user, meeting=meeting, values={"place": "Gym"}),
            lambda user=user: meetings.cancel_meeting(by=user, meeting=meeting, reason="regime"),
            lambda user=user: agenda.add_item(by=user, meeting=meeting, title="x"),
            lambda user=user: agenda.order_items(by=user, meeting=meeting, keys=[]),
        ):
            with pytest.raises(NotPermitted):
                act()
    for settle in (
        lambda: meetings.record_not_run(by=cast.coordinator, meeting=begun, reason="regime"),
        lambda: meetings.record_attendance(by=cast.coordinator, meeting=begun, present=[], wings={}),
    ):
        with pytest.raises(NotPermitted):
            settle()


# --- Papers ------------------------------------------------------------------------------------------


def test_a_paper_that_the_coordinator_adds_every_member_can_open(cast: Cast) -> None:
    meeting = making.meeting(cast)
    path = reverse("add_meeting_paper", args=["EXI", meeting.pk])
    client = client_of(cast.coordinator)
    assert "Choose the file of the paper." in words(client.post(path, {"title": "Figures"}))
    upload = SimpleUploadedFile("figures.pdf", PDF, "application/pdf")
    client.post(path, {"title": "Figures of May", "file": upload})
    paper = ForumFile.objects.get()
    assert (paper.meeting, paper.kind) == (meeting, "paper")
    link = reverse("forum_file", args=["EXI", meeting.forum_id, paper.pk])
    page = page_of(cast.worker, meeting)
    assert "Figures of May" in page and link in page
    response = client_of(cast.worker).get(link)
    assert b"".join(response) == PDF
    assert client_of(cast.other_manager).get(link).status_code == 404


def test_a_file_that_is_none_of_the_kinds_is_refused_with_why(cast: Cast) -> None:
    meeting = making.meeting(cast)
    upload = SimpleUploadedFile("figures.exe", b"MZ not a paper", "application/pdf")
    path = reverse("add_meeting_paper", args=["EXI", meeting.pk])
    response = client_of(cast.coordinator).post(path, {"file": upload})
    assert response.context["form"].errors["file"]
    assert not ForumFile.objects.exists()
