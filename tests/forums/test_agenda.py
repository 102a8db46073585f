"""The agenda: proposed until it closes, taken in or not with a reason, and put in order by number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from coordination import clock
from coordination.access import NotPermitted
from coordination.policies import Overtaken, Refused
from forums.actions import agenda, agreed, forums, meetings
from forums.models import AgendaItem, Meeting
from tests.cast import Cast
from tests.coordination.pages import client_of, said
from tests.forums import making

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return making.meeting(cast)


def proposed(cast: Cast, meeting: Meeting, title: str = "Family days") -> AgendaItem:
    return agenda.propose_item(by=cast.manager, meeting=meeting, title=title, organisation=cast.harbour)


def added(cast: Cast, meeting: Meeting, *titles: str) -> list[AgendaItem]:
    return [agenda.add_item(by=cast.coordinator, meeting=meeting, title=title) for title in titles]


def standing(meeting: Meeting) -> list[tuple[int | None, str]]:
    return list(meeting.items.standing().values_list("number", "title"))


def page(cast: Cast, meeting: Meeting, name: str = "meeting_agenda") -> str:
    return reverse(name, args=["EXI", meeting.pk])


# --- Proposed ----------------------------------------------------------------------------------------


def test_a_member_proposes_and_the_coordinator_takes_it_in(cast: Cast, meeting: Meeting) -> None:
    response = client_of(cast.manager).post(
        page(cast, meeting, "propose_item"),
        {"title": "Family days", "detail": "We could hold two."},
        follow=True,
    )
    assert said(response) == ["It is proposed. The page of the meeting says what becomes of it."]
    assert "Family days: waits for the coordinator." in words(response)
    item = AgendaItem.objects.get(title="Family days")
    assert (item.state, item.number, item.organisation) == ("proposed", None, cast.harbour)
    client = client_of(cast.coordinator)
    assert "1 proposed item waits for your decision" in words(client.get(meeting.get_absolute_url()))
    response = client.post(reverse("accept_item", args=["EXI", meeting.pk, item.pk]), follow=True)
    assert said(response) == ["The item is on the agenda, at its end."]
    assert standing(meeting) == [(1, "Family days")]


def test_whoever_proposed_it_reads_why_it_is_not_taken_in_and_nobody_else_does(
    cast: Cast, meeting: Meeting
) -> None:
    item = proposed(cast, meeting)
    client = client_of(cast.coordinator)
    path = reverse("decline_item", args=["EXI", meeting.pk, item.pk])
    assert "Say why." in words(client.post(path, {"reason": " "}))
    client.post(path, {"reason": "We talked about it in May."})
    said_why = "Family days: not taken in. The reason: We talked about it in May."
    assert said_why in words(client_of(cast.manager).get(meeting.get_absolute_url()))
    for user in (cast.worker, cast.governor):
        assert "in May" not in words(client_of(user).get(meeting.get_absolute_url()))


def test_the_closing_day_itself_counts_and_the_day_after_does_not(cast: Cast, meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(items_close_on=clock.today())
    proposed(cast, meeting)
    assert "Propose an item" in words(client_of(cast.manager).get(meeting.get_absolute_url()))
    Meeting.objects.filter(pk=meeting.pk).update(items_close_on=clock.today() - timedelta(days=1))
    with pytest.raises(Refused, match="The agenda closed on"):
        proposed(cast, meeting)
    client = client_of(cast.manager)
    assert "Propose an item" not in words(client.get(meeting.get_absolute_url()))
    assert said(client.get(page(cast, meeting, "propose_item"), follow=True))[0].startswith(
        "The agenda closed"
    )
    # Whoever keeps the forum adds until the meeting.
    assert added(cast, meeting, "Visits")[0].number == 1


def test_only_members_propose(cast: Cast, meeting: Meeting) -> None:
    for user, organisation in (
        (cast.coordinator, None), (cast.governor, None), (cast.other_manager, cast.lantern),
        (cast.manager, cast.lantern), (cast.manager, None),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            agenda.propose_item(by=user, meeting=meeting, title="x", organisation=organisation)
    forums.add_member(by=cast.coordinator, forum=meeting.forum, user=cast.governor)
    item = agenda.propose_item(by=cast.governor, meeting=meeting, title="Regime")
    assert item.organisation is None


def test_whoever_belongs_twice_says_for_whom(cast: Cast, meeting: Meeting) -> None:
    making_member = forums.add_member(by=cast.coordinator, forum=meeting.forum, organisation=cast.lantern)
    assert making_member.organisation == cast.lantern
    from coordination.models import Posting

    Posting.objects.create(user=cast.manager, organisation=cast.lantern, role="manager")
    client = client_of(cast.manager)
    path = page(cast, meeting, "propose_item")
    assert "For whom?" in words(client.get(path))
    assert "behalf" in client.post(path, {"title": "Choir"}).context["form"].errors
    client.post(path, {"title": "Choir", "behalf": str(cast.lantern.pk)})
    assert AgendaItem.objects.get(title="Choir").organisation == cast.lantern


def test_an_item_is_decided_once(cast: Cast, meeting: Meeting) -> None:
    item = proposed(cast, meeting)
    agenda.accept_item(by=cast.coordinator, item=item)
    with pytest.raises(Overtaken, match="on the agenda"):
        agenda.accept_item(by=cast.second_coordinator, item=item)
    agenda.decline_item(by=cast.coordinator, item=item, reason="Not this time.")
    with pytest.raises(Overtaken, match="not on the agenda"):
        agenda.decline_item(by=cast.second_coordinator, item=item, reason="Twice.")


@pytest.mark.parametrize("text", ["A1234BC asked for it", "an inmate asked for it"])
def test_what_may_not_be_written_is_refused_with_why(cast: Cast, meeting: Meeting, text: str) -> None:
    client = client_of(cast.manager)
    response = client.post(page(cast, meeting, "propose_item"), {"title": text})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not AgendaItem.objects.exists()


def test_the_boxes_show_remarks_while_somebody_types(cast: Cast, meeting: Meeting) -> None:
    for user, name in ((cast.manager, "propose_item"), (cast.coordinator, "meeting_agenda")):
        html = client_of(user).get(page(cast, meeting, name)).content.decode()
        assert 'data-plain-words-address="' in html
        assert html.count("plain_words.js") >= 1


# --- In order ----------------------------------------------------------------------------------------


def ordered(cast: Cast, meeting: Meeting, typed: dict[str, Any], seen: list[int] | None = None) -> Any:
    """Types {title: number} into the boxes, and leaves the others as they are."""
    items = list(meeting.items.standing())
    form = {f"number_{item.pk}": typed.get(item.title, item.number) for item in items}
    keys = seen if seen is not None else [item.pk for item in items]
    form["seen"] = ",".join(map(str, keys))
    return client_of(cast.coordinator).post(page(cast, meeting, "order_items"), form, follow=True)


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ({"d": 1}, "dabc"),
        ({"a": 4}, "bcda"),
        ({"a": 3}, "bcad"),
        ({"b": 3}, "acbd"),
        ({"a": 99}, "bcda"),
        ({"c": 1, "d": 2}, "cdab"),
        ({"a": 2, "b": 1}, "bacd"),
        ({"a": 4, "b": 3, "c": 2, "d": 1}, "dcba"),
        ({"c": 1, "d": 1}, "cdab"),
        ({}, "abcd"),
    ],
)
def test_who_types_a_number_gets_that_place_and_the_others_make_room(
    cast: Cast, meeting: Meeting, typed: dict[str, int], becomes: str
) -> None:
    added(cast, meeting, *"abcd")
    assert said(ordered(cast, meeting, typed)) == ["The agenda is in order."]
    assert standing(meeting) == list(enumerate(becomes, start=1))


@pytest.mark.parametrize("nonsense", ["", "0", "-1", "first", "1000", "1.5"])
def test_a_number_that_is_none_is_said_beside_its_box(cast: Cast, meeting: Meeting, nonsense: str) -> None:
    added(cast, meeting, *"ab")
    response = ordered(cast, meeting, {"a": nonsense})
    assert response.status_code == 200
    assert response.context["order"].errors
    assert "There is a problem" in words(response)
    assert standing(meeting) == [(1, "a"), (2, "b")]


def test_the_second_to_order_is_told_and_overwrites_nothing(cast: Cast, meeting: Meeting) -> None:
    items = added(cast, meeting, *"abc")
    seen = [item.pk for item in items]
    ordered(cast, meeting, {"c": 1})
    response = ordered(cast, meeting, {"b": 1}, seen)
    assert said(response) == [
        "Somebody else has changed the agenda meanwhile. This is how it is now: put it in order again."
    ]
    assert [title for _, title in standing(meeting)] == ["c", "a", "b"]


def test_an_item_added_meanwhile_is_not_lost_in_the_order(cast: Cast, meeting: Meeting) -> None:
    items = added(cast, meeting, *"ab")
    form = {f"number_{item.pk}": item.number for item in items} | {"seen": ""}
    added(cast, meeting, "c")
    response = client_of(cast.coordinator).post(page(cast, meeting, "order_items"), form, follow=True)
    assert said(response) == ["The agenda has changed meanwhile. This is how it is now: put it in order."]
    assert [title for _, title in standing(meeting)] == ["a", "b", "c"]


def test_what_is_taken_off_leaves_no_gap(cast: Cast, meeting: Meeting) -> None:
    items = added(cast, meeting, *"abc")
    client = client_of(cast.coordinator)
    path = reverse("decline_item", args=["EXI", meeting.pk, items[1].pk])
    assert "Take an item off the agenda" in words(client.get(path))
    client.post(path, {"reason": "It is settled."})
    assert standing(meeting) == [(1, "a"), (2, "c")]


def test_what_has_minutes_or_an_action_stays_on_the_agenda(cast: Cast, meeting: Meeting) -> None:
    (item,) = added(cast, meeting, "a")
    agreed.agree(
        by=cast.coordinator, prison=cast.exeter,
        values={"what": "Ask for a room", "owner_role": "Head of resettlement", "agenda_item": item},
    )  # fmt: skip
    with pytest.raises(Refused, match="stays on the agenda"):
        agenda.decline_item(by=cast.coordinator, item=item, reason="No.")


def test_the_agenda_of_a_settled_meeting_stays_as_it_is(cast: Cast, meeting: Meeting) -> None:
    (item,) = added(cast, meeting, "a")
    waiting = proposed(cast, meeting)
    meetings.cancel_meeting(by=cast.coordinator, meeting=meeting, reason="regime")
    html = words(client_of(cast.coordinator).get(page(cast, meeting)))
    assert "its agenda stays as it is" in html and "number_" not in html and "Take it in" not in html
    for act in (
        lambda: agenda.add_item(by=cast.coordinator, meeting=meeting, title="b"),
        lambda: agenda.accept_item(by=cast.coordinator, item=waiting),
        lambda: agenda.decline_item(by=cast.coordinator, item=item, reason="No."),
        lambda: agenda.order_items(by=cast.coordinator, meeting=meeting, keys=[item.pk]),
        lambda: proposed(cast, meeting),
    ):
        with pytest.raises(Overtaken, match="settled"):
            act()


# --- Carried over ------------------------------------------------------------------------------------


def test_what_is_not_finished_comes_onto_the_agenda_of_the_next_meeting_by_itself(cast: Cast) -> None:
    forum = making.forum(cast)
    held = making.meeting(cast, of=forum, in_days=-7)
    following = making.meeting(cast, of=forum)
    after_that = making.meeting(cast, of=forum, in_days=50)
    (item,) = [agenda.add_item(by=cast.coordinator, meeting=held, title="Evenings")]
    action = making.action(cast, agenda_item=item)
    (carried,) = following.items.standing()
    assert (carried.title, carried.carried_action) == (
        "From last time: Ask for a room in the evening", action,
    )  # fmt: skip
    assert carried.raised_by == "representatives, C wing"
    assert not after_that.items.exists()
    html = words(client_of(cast.manager).get(following.get_absolute_url()))
    assert "From last time: Ask for a room in the evening" in html
    assert f"{action.in_words}<span" in html
    assert action.in_words.startswith("Open, due on ")


def test_a_carried_item_that_is_done_meanwhile_says_so(cast: Cast) -> None:
    forum = making.forum(cast)
    following = making.meeting(cast, of=forum)
    action = making.action(cast, forum=forum)
    agreed.note(by=cast.coordinator, action=action, text="There is a room.", state="done")
    assert "Done on " in words(client_of(cast.manager).get(following.get_absolute_url()))
