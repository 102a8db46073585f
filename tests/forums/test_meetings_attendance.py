"""Who came to a meeting, typed in on one page: members to tick, others by name, people in prison as counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coordination.policies import Overtaken, Refused
from forums.actions import forums, invitations, meetings
from forums.models import Attendance, Forum, Meeting
from tests.cast import Cast
from tests.coordination.pages import client_of, said
from tests.forums import making
from tests.forums.meetings_made import STAFF_ADDRESS

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(cast: Cast) -> Forum:
    """An organisation, a role of staff, and somebody with an account."""
    made = making.forum(cast)
    forums.add_member(by=cast.coordinator, forum=made, user=cast.governor)
    return made


@pytest.fixture
def meeting(cast: Cast, forum: Forum) -> Meeting:
    return making.meeting(cast, of=forum, in_days=-1)


def path_of(meeting: Meeting) -> str:
    return reverse("meeting_attendance", args=["EXI", meeting.pk])


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def keys_of(forum: Forum) -> tuple[str, str, str]:
    """How the boxes of the organisation, the role and the person begin."""
    members = forum.members
    return (
        f"member_{members.get(organisation__isnull=False).pk}", f"member_{members.exclude(staff_role='').get().pk}",
        f"member_{members.get(user__isnull=False).pk}",
    )  # fmt: skip


def typed(cast: Cast, meeting: Meeting, form: dict[str, Any]) -> Any:
    return client_of(cast.coordinator).post(path_of(meeting), form, follow=True)


def rows(meeting: Meeting) -> set[tuple[str, str, str, bool, bool]]:
    return {
        (str(row.organisation or ""), row.name, row.role, row.apologies, row.name_is_public)
        for row in meeting.attendances.select_related("organisation")
    }


def test_members_others_and_counts_are_typed_in_on_one_page(
    cast: Cast, forum: Forum, meeting: Meeting
) -> None:
    organisation, role, person = keys_of(forum)
    wing = cast.exeter.wings.order_by("pk")[0]
    response = typed(cast, meeting, {
        f"{organisation}_mark": "came", f"{organisation}_name": "Hal Harbour", f"{role}_mark": "apologies",
        f"{person}_mark": "came", f"{person}_public": "on",
        "further_0_name": "Ines Imam", "further_0_role": "Managing chaplain", "further_0_public": "on",
        "further_1_organisation": str(cast.harbour.pk), "further_1_apologies": "on",
        f"wing_{wing.pk}": "3", "wing_none": "2",
    })  # fmt: skip
    assert said(response) == ["It is saved who came."]
    assert rows(meeting) == {
        (cast.harbour.name, "Hal Harbour", "", False, False),
        ("", "", "Head of safer custody", True, False),
        ("", "Gwen Governor", "", False, True),
        ("", "Ines Imam", "Managing chaplain", False, True),
        (cast.harbour.name, "", "", True, False),
    }
    counts = dict(meeting.wing_attendances.values_list("wing__name", "people_count"))
    assert counts == {wing.name: 3, None: 2}
    page = words(response)
    assert "Took place" in page and "Hal Harbour" in page and f"{wing.name}: 3" in page


def test_what_was_typed_stands_in_its_boxes_again_and_is_corrected(
    cast: Cast, forum: Forum, meeting: Meeting
) -> None:
    organisation, role, _ = keys_of(forum)
    first = {
        f"{organisation}_mark": "came", f"{organisation}_name": "Hal Harbour", f"{role}_mark": "apologies",
        "further_0_name": "Ines Imam", "wing_none": "4",
    }  # fmt: skip
    typed(cast, meeting, first)
    form = client_of(cast.coordinator).get(path_of(meeting)).context["form"]
    assert {name: form[name].value() for name in first} == first | {"wing_none": 4}
    before = rows(meeting)
    typed(cast, meeting, first)
    assert rows(meeting) == before
    typed(cast, meeting, first | {"further_0_name": "Ines Ismail"})
    assert {name for _, name, *_ in rows(meeting)} == {"Hal Harbour", "", "Ines Ismail"}


def test_whoever_sent_apologies_is_marked_and_whoever_said_they_come_is_not(cast: Cast, forum: Forum) -> None:
    meeting = making.meeting(cast, of=forum)
    invitations.invite(by=cast.coordinator, meeting=meeting)
    for address, answer in ((STAFF_ADDRESS, "apologies"), (cast.governor.email, "coming")):
        row = meeting.invitations.get(email=address)
        invitations.reply(by=cast.coordinator, invitation=row, answer=answer)
    past = making.at(meeting.called_at.date()).replace(year=2020)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=past, ends_at=past.replace(hour=12))
    forum.members.update(since=past.date())
    _, role, person = keys_of(forum)
    form = client_of(cast.coordinator).get(path_of(meeting)).context["form"]
    assert (form[f"{role}_mark"].value(), form[f"{person}_mark"].value()) == ("apologies", "")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Mark at least one who came, or record that the meeting did not run."),
        ({"further_0_apologies": "on"}, "Row 1: give a name, a role or an organisation."),
        ({"further_0_name": "A1234BC"}, "A1234BC"),
    ],
)
def test_what_says_nothing_is_refused_in_a_sentence(
    cast: Cast, meeting: Meeting, form: dict[str, str], sentence: str
) -> None:
    response = typed(cast, meeting, form)
    assert sentence in words(response)
    assert not Attendance.objects.exists()
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PLANNED


@pytest.mark.parametrize(
    ("name", "value"),
    [("further_0_organisation", "999999"), ("wing_none", "-1"), ("wing_none", "many"), ("wing_none", "1000")],
)
def test_what_cannot_be_is_said_beside_its_box(cast: Cast, meeting: Meeting, name: str, value: str) -> None:
    response = typed(cast, meeting, {name: value, "further_1_name": "Ines Imam"})
    assert list(response.context["form"].errors) == [name]
    assert not Attendance.objects.exists()


def test_a_name_without_a_mark_asks_for_it(cast: Cast, forum: Forum, meeting: Meeting) -> None:
    organisation, *_ = keys_of(forum)
    response = typed(cast, meeting, {f"{organisation}_name": "Hal Harbour"})
    assert "say whether they came or sent apologies." in words(response)


def test_a_meeting_with_representatives_alone_took_place(cast: Cast, meeting: Meeting) -> None:
    typed(cast, meeting, {"wing_none": "6"})
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.HELD


def test_more_rows_come_with_what_is_saved(cast: Cast, meeting: Meeting) -> None:
    form = {f"further_{number}_name": f"Name {number}" for number in range(5)} | {"more": "yes"}
    response = typed(cast, meeting, form)
    assert response.redirect_chain == [(path_of(meeting), 302)]
    assert response.context["form"].further_count == 10
    assert meeting.attendances.count() == 5


def test_who_came_is_typed_in_once_it_has_begun_and_not_where_it_did_not_run(
    cast: Cast, forum: Forum, meeting: Meeting
) -> None:
    coming = making.meeting(cast, of=forum)
    client = client_of(cast.coordinator)
    assert said(client.get(path_of(coming), follow=True)) == [
        "This meeting has not begun. Record who came when it has."
    ]
    with pytest.raises(Refused, match="not begun"):
        meetings.record_attendance(
            by=cast.coordinator, meeting=coming, present=[{"role": "Governor"}], wings={}
        )
    meetings.record_not_run(by=cast.coordinator, meeting=meeting, reason="regime")
    assert "Nobody can be marked." in said(client.get(path_of(meeting), follow=True))[0]
    with pytest.raises(Overtaken, match="settled"):
        meetings.record_attendance(
            by=cast.coordinator, meeting=meeting, present=[{"role": "Governor"}], wings={}
        )


def test_a_wing_of_another_prison_is_refused(cast: Cast, meeting: Meeting) -> None:
    other = cast.guys_marsh.wings.create(name="Z wing")
    with pytest.raises(Refused, match="not at"):
        meetings.record_attendance(by=cast.coordinator, meeting=meeting, present=[], wings={other.pk: 2})


def test_a_name_that_the_wings_may_read_needs_a_name(cast: Cast, forum: Forum, meeting: Meeting) -> None:
    """The tick alone says nothing, and a role without a name is public anyway."""
    typed(cast, meeting, {"further_0_role": "Governor", "further_0_public": "on"})
    assert rows(meeting) == {("", "", "Governor", False, False)}
