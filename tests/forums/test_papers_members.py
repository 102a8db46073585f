"""Full minutes and the agenda to write on: for members, the same for good once approved."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import User
from forums.actions import minutes as actions
from forums.models import (
    Action,
    AgendaItem,
    ApprovedMinutes,
    Attendance,
    Forum,
    Meeting,
    Minutes,
    Outcome,
    WingAttendance,
)
from forums.papers import agenda
from tests.cast import Cast
from tests.directory.printing import pages_of, words_of
from tests.forums import making
from tests.forums.papers_made import DAY, SENTENCE, approve, written

pytestmark = pytest.mark.django_db


def asked(client: Client, user: User, name: str, pk: int, status: int = 200) -> bytes:
    client.force_login(user)
    response = client.get(reverse(name, args=["EXI", pk]))
    assert response.status_code == status
    return response.content


def text(pdf: bytes) -> str:
    return " ".join(words_of(pdf).split())


# --- Minutes --------------------------------------------------------------------------------------


def test_full_minutes_hold_who_came_what_was_said_and_who_does_what(cast: Cast, client: Client) -> None:
    came = [
        {"organisation": cast.harbour, "name": "Hal Horne", "role": "Adviser"},
        {"name": "Hedda Head", "role": "Head of resettlement"},
        {"role": "Head of safer custody", "apologies": True},
    ]
    waiting = written(
        cast, came=came, discussion="They asked for classes.", decision="We try one.", plain_words="A class."
    )
    item = waiting.items.get().agenda_item
    making.action(cast, agenda_item=item, due_on=DAY)
    done = approve(cast, waiting)
    words = text(asked(client, cast.manager, "minutes_paper", done.meeting_id))
    for wanted in (
        "Minutes: Voluntary sector forum", "HMP/YOI Exeter", "Chapel", "Chair: Head of resettlement",
        "Hal Horne, Adviser, Harbour Housing", "People in prison, by wing: C wing: 4",
        "Apologies: Head of safer custody",
        "1. Evening classes", "Raised by representatives, C wing", "They asked for classes.", "Decided: We try one.",
        "Ask for a room in the evening Head of resettlement, 12 May 2026",
    ):  # fmt: skip
        assert wanted in words, wanted
    assert "Draft" not in words


def test_the_paper_of_approved_minutes_never_changes(cast: Cast, client: Client) -> None:
    waiting = written(cast, discussion="They asked for classes.", decision="We try one.")
    making.action(cast, agenda_item=waiting.items.get().agenda_item)
    done = approve(cast, waiting)
    before = asked(client, cast.coordinator, "minutes_paper", done.meeting_id)
    Forum.objects.filter(pk=done.meeting.forum_id).update(name="Another", chair_role="Nobody")
    Meeting.objects.filter(pk=done.meeting_id).update(title="Another", place="Elsewhere")
    Attendance.objects.filter(meeting=done.meeting).delete()
    WingAttendance.objects.filter(meeting=done.meeting).delete()
    AgendaItem.objects.filter(meeting=done.meeting).update(title="Something else")
    Action.objects.filter(meeting=done.meeting).update(what="Something else", owner_role="Somebody else")
    User.objects.filter(pk=cast.coordinator.pk).update(name="Changed Name")
    cast.exeter.__class__.objects.filter(pk=cast.exeter.pk).update(name="HMP Elsewhere")
    assert asked(client, cast.coordinator, "minutes_paper", done.meeting_id) == before


def test_an_addendum_stands_behind_the_text_with_its_date(cast: Cast, client: Client) -> None:
    done = approve(cast, written(cast))
    before = text(asked(client, cast.coordinator, "minutes_paper", done.meeting_id))
    actions.add_addendum(by=cast.coordinator, minutes=done, text="It was two people.")
    after = text(asked(client, cast.coordinator, "minutes_paper", done.meeting_id))
    today = timezone.localdate()
    added = (
        f"Added after approval The text above was not changed. {today.day} {today:%B %Y} It was two people."
    )
    assert added in after
    assert added not in before
    assert after.index("1. Evening classes") < after.index(added)


@pytest.mark.parametrize("state", ["draft", "circulated"])
def test_what_is_not_approved_says_so_on_each_page(state: str, cast: Cast, client: Client) -> None:
    made = making.draft(cast) if state == "draft" else making.circulated(cast)
    made.items.update(discussion=SENTENCE * 120)
    pages = pages_of(asked(client, cast.coordinator, "minutes_paper", made.meeting_id))
    assert len(pages) > 1
    mark = "DRAFT" if state == "draft" else "FOR CORRECTION"
    assert all(mark in page.upper() for page in pages)
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))


def test_a_draft_is_its_writers_alone(cast: Cast, client: Client) -> None:
    made = making.draft(cast)
    for reader in (cast.manager, cast.governor, cast.other_coordinator):
        asked(client, reader, "minutes_paper", made.meeting_id, 404)


def test_minutes_of_twelve_actions_take_as_many_queries_as_of_twelve_hundred(
    cast: Cast, client: Client
) -> None:
    waiting = written(cast)
    item = waiting.items.get().agenda_item

    def add(count: int) -> None:
        Action.objects.bulk_create(
            Action(
                prison=cast.exeter, forum=item.meeting.forum, meeting=item.meeting, agenda_item=item, what="Ask",
                owner=cast.coordinator if number % 2 else None, owner_role="" if number % 2 else "Head of resettlement",
                made_by=cast.coordinator,
            )
            for number in range(count)
        )  # fmt: skip

    def counted() -> int:
        with CaptureQueriesContext(connection) as found:
            asked(client, cast.coordinator, "minutes_paper", waiting.meeting_id)
        return len(found)

    add(12)
    counted()
    few = counted()
    add(1188)
    assert counted() == few
    approve(cast, Minutes.objects.get(pk=waiting.pk))
    with CaptureQueriesContext(connection) as frozen:
        asked(client, cast.coordinator, "minutes_paper", waiting.meeting_id)
    assert len(frozen) <= few
    for table in ("forums_action", "forums_attendance", "forums_minuteitem", "forums_agendaitem"):
        assert not [query for query in frozen.captured_queries if f'FROM "{table}"' in query["sql"]]
    assert len(ApprovedMinutes.objects.get().content["items"][0]["actions"]) == 1200


# --- The agenda -----------------------------------------------------------------------------------


def test_the_agenda_has_room_to_write_and_names_no_person_who_owes_something(
    cast: Cast, client: Client
) -> None:
    meeting = making.meeting(cast)
    making.item(cast, at_meeting=meeting)
    owed = {"prison": cast.exeter, "forum": meeting.forum, "made_by": cast.coordinator}
    by_name = Action.objects.create(what="Ask about the room", owner=cast.governor, **owed)
    by_role = Action.objects.create(what="Mend it", owner_role="Head of works", due_on=DAY, **owed)
    for number, action in enumerate((by_name, by_role), 2):
        AgendaItem.objects.create(
            meeting=meeting, number=number, title=f"From last time: {action.what}", carried_action=action,
            state=AgendaItem.State.ACCEPTED,
        )  # fmt: skip
    pdf = asked(client, cast.manager, "agenda_paper", meeting.pk)
    words = text(pdf)
    for wanted in (
        "Agenda: Voluntary sector forum", "1. Evening classes", "Raised by representatives, C wing", "Who does what",
        "Promised by Head of works for 12 May 2026. Now: open.", "Anything else, and the next meeting",
    ):  # fmt: skip
        assert wanted in words, wanted
    assert "Gwen" not in words
    html = agenda.html_of(Meeting.objects.get(pk=meeting.pk), DAY)
    assert html.count('class="rule"') == 4 * 7


def test_a_long_agenda_leaves_fewer_lines_and_an_empty_one_says_so(cast: Cast) -> None:
    meeting = making.meeting(cast)
    assert "Nothing stands on the agenda yet." in agenda.html_of(meeting, DAY)
    for number in range(1, 21):
        AgendaItem.objects.create(
            meeting=meeting, number=number, title=f"Item {number}", state=AgendaItem.State.ACCEPTED
        )
    assert agenda.html_of(meeting, DAY).count('class="rule"') == 21 * agenda.FEWEST_LINES


def test_the_agenda_takes_the_same_queries_for_two_items_and_for_twenty(cast: Cast) -> None:
    meeting = making.meeting(cast)

    def counted() -> int:
        with CaptureQueriesContext(connection) as found:
            agenda.html_of(Meeting.objects.select_related("forum").get(pk=meeting.pk), DAY)
        return len(found)

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            action = Action.objects.create(
                prison=cast.exeter, forum=meeting.forum, what=f"Thing {number}", owner_organisation=cast.harbour,
                made_by=cast.coordinator,
            )  # fmt: skip
            AgendaItem.objects.create(
                meeting=meeting, number=number, title="x", state=AgendaItem.State.ACCEPTED, carried_action=action,
                organisation=cast.harbour,
            )  # fmt: skip

    add(1, 3)
    few = counted()
    add(3, 21)
    assert counted() == few


# --- Pages that say why a paper was not made ------------------------------------------------------


def test_what_does_not_fit_is_said_on_a_page_with_the_items_to_leave_off(cast: Cast, client: Client) -> None:
    done = approve(cast, written(cast, decision="Yes.", plain_words="A class begins."))
    content = ApprovedMinutes.objects.get(minutes=done).content
    first = content["items"][0]
    content["items"] = [first, first | {"number": 2, "title": "Choir", "plain_words": SENTENCE * 40}]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.anonymising = 'on'")
    ApprovedMinutes._base_manager.filter(minutes=done).update(content=content)
    client.force_login(cast.coordinator)
    url = reverse("wing_page", args=["EXI", done.meeting_id])
    response = client.get(url)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Shorten item 2" in page
    assert "2. Choir (1920 characters)" in page
    printed = client.get(url, {"without": "2"})
    assert printed.status_code == 200
    assert "1 more thing was talked about." in text(printed.content)


def test_a_page_of_minutes_that_are_not_approved_says_what_to_do_first(cast: Cast, client: Client) -> None:
    made = making.circulated(cast)
    page = asked(client, cast.coordinator, "wing_page", made.meeting_id, 409).decode()
    assert "Approve them first" in " ".join(page.split()) or "approve them first" in " ".join(page.split())


def test_an_empty_poster_says_so_and_leads_back(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    assert not Outcome.objects.exists()
    response = client.get(
        reverse("outcomes_poster", args=["EXI"]), {"outcome": ["x", "9" * 30], "size": "a9"}
    )
    assert response.status_code == 409
    assert "approve a “you said, we did” first" in response.content.decode()
    assert reverse("outcomes", args=["EXI"]) in response.content.decode()


def test_every_paper_is_a_pdf_that_is_not_kept_by_the_browser(cast: Cast, client: Client) -> None:
    client.force_login(cast.governor)
    response = client.get(reverse("feedback_slip", args=["EXI"]), {"a_sheet": "4"})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="EXI-feedback-slip.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert client.get(reverse("feedback_slip", args=["EXI"]), {"entry": "999"}).status_code == 404
    assert client.get(reverse("feedback_slip", args=["EXI"]), {"entry": "x"}).status_code == 404


def test_a_cancelled_event_has_no_programme(cast: Cast, client: Client) -> None:
    from forums.actions.events import cancel_event

    event = making.event(cast)
    cancel_event(by=cast.coordinator, event=event, reason="The gym is closed.")
    client.force_login(cast.coordinator)
    response = client.get(reverse("event_programme", args=["EXI", event.pk]))
    assert response.status_code == 409
    assert "This event was cancelled" in response.content.decode()
