"""The pages of forums, as who keeps them, who looks on, and a member finds them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination import clock
from coordination.models import Posting, User
from coordination.roles import Role
from forums.actions import forums as actions
from forums.models import Forum, ForumMember
from tests.cast import Cast
from tests.coordination.pages import client_of, said
from tests.forums import making

pytestmark = pytest.mark.django_db


def page(user: User, name: str, *arguments: Any, query: str = "") -> str:
    answer = client_of(user).get(reverse(name, args=arguments) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def with_three_open(cast: Cast) -> Forum:
    """A forum with a planned meeting and three actions, of which one is overdue."""
    forum = making.forum(cast)
    making.meeting(cast, of=forum)
    for what, days in (("Find a room", -3), ("Ask the library", 4), ("Count the chairs", 9)):
        making.action(cast, forum=forum, what=what, due_on=clock.today() + timedelta(days=days))
    return forum


# --- Lists ----------------------------------------------------------------------------------------


def test_the_list_says_what_is_next_and_how_much_is_open(cast: Cast) -> None:
    with_three_open(cast)
    making.forum(cast, name="Quiet network", kind="network")
    making.forum(cast, elsewhere=True)
    answer = client_of(cast.governor).get(reverse("forums", args=["EXI"]))
    rows = {row["name"]: row for row in answer.context["running"]}
    assert set(rows) == {"Voluntary sector forum", "Quiet network"}
    busy, quiet = rows["Voluntary sector forum"], rows["Quiet network"]
    assert (busy["open"], busy["late"], quiet["open"], quiet["next"]) == (3, 1, 0, "")
    shown = answer.content.decode()
    assert "1 overdue" in shown and "None is planned" in shown
    assert "Begin a forum" not in shown


def test_an_ended_forum_stands_behind_the_running_ones(cast: Cast) -> None:
    actions.end_forum(by=cast.coordinator, forum=making.forum(cast))
    shown = page(cast.coordinator, "forums", "EXI")
    assert "No forum is running" in shown
    assert "Forums that have ended" in shown
    assert "Begin a forum" in shown


def test_two_forums_and_twelve_with_many_actions_take_the_same_number_of_queries(cast: Cast) -> None:
    addresses = {cast.coordinator: reverse("forums", args=["EXI"]), cast.manager: reverse("own_forums")}
    counts: dict[User, list[int]] = {who: [] for who in addresses}
    for upto in (2, 12):
        for number in range(Forum.objects.count(), upto):
            forum = making.forum(cast, name=f"Forum {number}")
            making.action(cast, forum=forum)
            making.meeting(cast, of=forum)
        for who, address in addresses.items():
            client = client_of(who)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts[who].append(len(queries))
    assert all(few == many for few, many in counts.values())


def test_somebody_finds_the_forums_of_their_organisation_at_every_prison(cast: Cast) -> None:
    making.forum(cast)
    there = making.forum(cast, elsewhere=True, name="Together")
    assert "Together" not in page(cast.worker, "own_forums")
    actions.add_member(by=cast.other_coordinator, forum=there, organisation=cast.harbour)
    shown = page(cast.worker, "own_forums")
    assert "Together" in shown and "HMP Guys Marsh" in shown and "Voluntary sector forum" in shown
    assert "You belong to no forum" in page(cast.gate, "own_forums")
    assert "You belong to no forum" in page(cast.coordinator, "own_forums"), "seeing is not belonging"


# --- One forum ------------------------------------------------------------------------------------


def test_who_keeps_it_can_change_everything_and_sees_where_letters_go(cast: Cast) -> None:
    forum = with_three_open(cast)
    shown = page(cast.coordinator, "forum", "EXI", forum.pk)
    buttons = ("Call a meeting", "Add members", "Change the forum", "End the forum", "Add terms of reference")
    facts = ("safer.custody@example.org", "The organisation’s managers", "Find a room", "All 3 open actions")
    assert [words for words in (*buttons, *facts) if words not in shown] == []
    assert shown.index("Find a room") < shown.index("Ask the library") < shown.index("Count the chairs")


@pytest.mark.parametrize("who", ["worker", "governor", "lead"])
def test_others_read_it_without_buttons_and_without_addresses(cast: Cast, who: str) -> None:
    forum = with_three_open(cast)
    shown = page(getattr(cast, who), "forum", "EXI", forum.pk)
    assert "We share what works." in shown and "Head of safer custody" in shown and "Find a room" in shown
    for words in (
        "Call a meeting",
        "Add members",
        "Change the forum",
        "safer.custody@example.org",
        "Take it off",
    ):
        assert words not in shown


def test_a_member_of_an_organisation_is_led_back_to_their_own_forums(cast: Cast) -> None:
    forum = making.forum(cast)
    shown = page(cast.worker, "forum", "EXI", forum.pk)
    assert f'href="{reverse("own_forums")}"' in shown
    assert f'href="{reverse("prison", args=["EXI"])}"' not in shown


def test_an_ended_forum_is_read_and_not_changed(cast: Cast) -> None:
    forum = making.forum(cast)
    actions.end_forum(by=cast.coordinator, forum=forum)
    shown = page(cast.coordinator, "forum", "EXI", forum.pk)
    assert "Ended on" in shown
    assert "Call a meeting" not in shown and "Add members" not in shown


def test_the_page_takes_no_more_queries_for_twelve_members_than_for_two(cast: Cast) -> None:
    forum = making.forum(cast)
    client, address = client_of(cast.coordinator), forum.get_absolute_url()
    counts = []
    for upto in (2, 12):
        for number in range(forum.members.count(), upto):
            actions.add_member(by=cast.coordinator, forum=forum, staff_role=f"Head of {number}")
            making.action(cast, forum=forum)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    # The first round has no action yet, and so no row to look at: at most its own two queries more.
    assert counts[1] <= counts[0]


def test_begun_changed_and_ended_on_its_pages(cast: Cast) -> None:
    client = client_of(cast.coordinator)
    typed = {
        "name": "Network", "kind": "network", "purpose": "We learn.", "frequency": "monthly", "items_close_days": 3,
        "chair_role": "Governor", "chair_name": "Gwen Governor", "chair_name_is_public": "on",
    }  # fmt: skip
    answer = client.post(reverse("add_forum", args=["EXI"]), typed, follow=True)
    assert said(answer) == ["The forum has begun. Now add who belongs to it."]
    forum = Forum.objects.get()
    assert (forum.chair_name_is_public, forum.items_close_days) == (True, 3)
    assert "Gwen Governor, Governor, prison staff" in answer.content.decode()
    assert "The wings may read the chair’s name" in answer.content.decode()
    change = reverse("change_forum", args=["EXI", forum.pk])
    refused = client.post(change, typed | {"purpose": "For inmates"})
    assert "Write “people in prison” for “inmates”" in refused.content.decode()
    refused = client.post(change, typed | {"chair_name": "Gwen, 01632 960123"})
    assert "Must change:</strong> Take “01632 960123” out" in refused.content.decode()
    saved = client.post(change, typed | {"purpose": "We share.", "chair_name_is_public": ""}, follow=True)
    # Neither a name nor the role, which may name somebody: the page for the wings has no place for it (ADR 0065).
    assert "The wings read no name" in saved.content.decode()
    forum.refresh_from_db()
    assert (forum.purpose, forum.chair_name_is_public) == ("We share.", False)
    client.post(reverse("end_forum", args=["EXI", forum.pk]))
    forum.refresh_from_db()
    assert forum.ended_on == clock.today()


def test_ending_says_how_many_promises_stay_open(cast: Cast) -> None:
    forum = making.forum(cast)
    making.action(cast, forum=forum)
    assert "1 action is still open. It stays with whoever promised it." in page(
        cast.coordinator, "end_forum", "EXI", forum.pk
    )


# --- Members --------------------------------------------------------------------------------------


def add(cast: Cast, forum: Forum, who: str, **typed: Any) -> Any:
    address = reverse("add_forum_member", args=["EXI", forum.pk]) + f"?who={who}"
    return client_of(cast.coordinator).post(address, typed, follow=True)


def test_the_form_offers_organisations_known_here_first_and_those_that_belong_not_at_all(cast: Cast) -> None:
    forum = making.forum(cast)
    address = reverse("add_forum_member", args=["EXI", forum.pk])
    form = client_of(cast.coordinator).get(address).context["form"]
    assert list(form.fields) == ["other"], "Harbour Housing belongs already"
    assert list(form.fields["other"].queryset) == [cast.lantern]
    actions.end_membership(by=cast.coordinator, member=forum.members.get(organisation=cast.harbour))
    form = client_of(cast.coordinator).get(address).context["form"]
    assert list(form.fields["known"].queryset) == [cast.harbour]
    nothing = add(cast, forum, "organisations")
    assert "Tick or choose at least one organisation." in nothing.content.decode()
    both = add(cast, forum, "organisations", known=[cast.harbour.pk], other=cast.lantern.pk)
    assert said(both) == ["2 organisations belong to the forum now."]
    assert "Every organisation in the portal belongs already." in page(
        cast.coordinator, "add_forum_member", "EXI", forum.pk
    )


def test_a_person_is_chosen_among_those_with_access_here(cast: Cast) -> None:
    forum = making.forum(cast)
    Posting.objects.create(user=cast.other_coordinator, role=Role.STAFF, prison=cast.guys_marsh)
    form = (
        client_of(cast.coordinator)
        .get(reverse("add_forum_member", args=["EXI", forum.pk]) + "?who=person")
        .context["form"]
    )
    offered = set(form.fields["user"].queryset)
    assert {cast.staff, cast.governor} <= offered
    assert not {cast.other_coordinator, cast.manager, cast.national} & offered
    assert said(add(cast, forum, "person", user=cast.staff.pk)) == ["Stella Staff belongs to the forum."]
    assert add(cast, forum, "person", user=cast.manager.pk).context["form"].errors["user"]


def test_a_role_is_added_with_its_address_which_may_change_and_ends(cast: Cast) -> None:
    forum = making.forum(cast)
    add(cast, forum, "role", staff_role="Head of education", email="education@example.org")
    member = ForumMember.objects.get(staff_role="Head of education")
    client = client_of(cast.coordinator)
    place = ["EXI", forum.pk, member.pk]
    client.post(reverse("change_forum_member", args=place), {"email": "learning@example.org"})
    member.refresh_from_db()
    assert member.email == "learning@example.org"
    answer = client.post(reverse("end_forum_membership", args=place), follow=True)
    assert "Who belonged before" in answer.content.decode()
    again = client.post(reverse("end_forum_membership", args=place))
    assert "This membership has ended already." in again.content.decode()


def test_a_prison_number_in_a_role_is_said_at_its_box(cast: Cast) -> None:
    answer = add(cast, making.forum(cast), "role", staff_role="Cleaner A1234BC")
    assert "looks like a prison number" in answer.context["form"].errors["staff_role"][0]
