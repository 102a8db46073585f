"""The pages of what was agreed: views with addresses, filters, one action, the forms, the file."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination import clock
from coordination.models import User
from forums.actions import agreed
from forums.models import Action, Forum
from tests.cast import Cast
from tests.forums import making

pytestmark = pytest.mark.django_db
EXI = "/prisons/EXI/actions/"


@pytest.fixture
def seen(cast: Cast, client: Client) -> Any:
    """The page as a persona finds it; a redirect or a refusal fails."""

    def get(person: User, address: str = EXI, **query: Any) -> Any:
        client.force_login(person)
        response = client.get(address, query)
        assert response.status_code == 200, response.status_code
        return response

    return get


def an_action(cast: Cast, what: str, forum: Forum | None = None, **changes: Any) -> Action:
    return making.action(
        cast, what=what, forum=forum or Forum.objects.first() or making.forum(cast), **changes
    )


def whats(response: Any) -> list[str]:
    return [row["what"] for row in response.context["rows"]]


def counts(response: Any) -> dict[str, int]:
    return {tab["label"]: tab["count"] for tab in response.context["tabs"]}


def a_few(cast: Cast) -> None:
    """One of each sort: late, mine, an organisation's, without a day, done, dropped and at another forum."""
    today = clock.today()
    an_action(cast, "Late", due_on=today - timedelta(days=1))
    an_action(cast, "Mine", owner=cast.governor, owner_role="")
    an_action(cast, "Theirs", owner_organisation=cast.harbour, owner_role="", due_on=today)
    an_action(cast, "Without a day", due_on=None)
    done, dropped = an_action(cast, "Done"), an_action(cast, "Dropped", raised_by="")
    agreed.note(by=cast.coordinator, action=done, text="", state="done")
    agreed.note(by=cast.coordinator, action=dropped, text="No room.", state="dropped")
    an_action(cast, "Elsewhere", making.forum(cast, name="Another forum"))
    making.action(cast, elsewhere=True, what="At Guys Marsh")


# --- Views and filters ------------------------------------------------------------------------------


def test_each_view_has_an_address_and_a_count(cast: Cast, seen: Any) -> None:
    a_few(cast)
    forum = Forum.objects.get(name="Another forum")
    first = seen(cast.governor)
    assert whats(first) == ["Late", "Theirs", "Mine", "Elsewhere", "Without a day"]
    assert counts(first) == {"All open": 5, "Mine": 1, "Made by me": 0, "Overdue": 1, "Finished": 2}
    assert whats(seen(cast.governor, view="mine")) == ["Mine"]
    assert whats(seen(cast.coordinator, view="made")) == whats(first)
    assert whats(seen(cast.governor, view="overdue")) == ["Late"]
    assert whats(seen(cast.governor, view="finished")) == ["Dropped", "Done"]
    of_forum = seen(cast.governor, view="forum", forum=forum.pk)
    assert whats(of_forum) == ["Elsewhere"]
    assert counts(of_forum)["Another forum"] == 1
    assert [tab["url"] for tab in of_forum.context["tabs"] if tab["current"]] == [
        f"{EXI}?view=forum&forum={forum.pk}"
    ]


def test_filters_narrow_within_a_view(cast: Cast, seen: Any) -> None:
    a_few(cast)
    another = Forum.objects.get(name="Another forum")
    assert whats(seen(cast.governor, q="harbour")) == ["Theirs"]
    assert whats(seen(cast.governor, q="resettlement late")) == ["Late"]
    assert whats(seen(cast.governor, forum=another.pk)) == ["Elsewhere"]
    assert whats(seen(cast.governor, state="done")) == ["Done"]
    assert whats(seen(cast.governor, state="unheard")) == ["Done"]
    assert whats(seen(cast.governor, view="mine", state="done")) == []
    empty = seen(cast.governor, q="nothing like it")
    assert b"No action fits the filter" in empty.content


@pytest.mark.parametrize(
    "query",
    [
        {"view": "nonsense"}, {"forum": "x"}, {"forum": "9" * 30}, {"state": "x"}, {"page": "x"},
        {"view": "forum"}, {"view": "forum", "forum": "999999"},
    ],
)  # fmt: skip
def test_what_an_address_makes_up_filters_nothing(cast: Cast, seen: Any, query: dict[str, str]) -> None:
    an_action(cast, "Late")
    assert whats(seen(cast.governor, **query)) == ["Late"]


def test_a_long_list_is_paged_and_its_links_keep_the_view(cast: Cast, seen: Any) -> None:
    fill(cast, 60)
    second = seen(cast.governor, view="open", page="2")
    assert len(second.context["rows"]) == 10
    assert b"view=open&amp;page=1" in second.content


def test_empty_lists_say_why(cast: Cast, seen: Any) -> None:
    for view, sentence in (("open", "Nothing is open"), ("mine", "Nothing of yours is open")):
        assert sentence in seen(cast.governor, view=view).content.decode()


# --- Who sees what --------------------------------------------------------------------------------


def test_members_see_their_forum_and_owners_their_own_and_nothing_else(cast: Cast, seen: Any) -> None:
    a_few(cast)
    secret = making.forum(cast, name="Board")
    secret.members.all().delete()
    an_action(cast, "Of the board", secret)
    assert "Of the board" not in whats(seen(cast.manager))
    owned = an_action(cast, "Given by the board", secret, owner_organisation=cast.harbour, owner_role="")
    assert "Given by the board" in whats(seen(cast.manager))
    opened = seen(cast.manager, owned.get_absolute_url())
    assert b"Agreed at" in opened.content
    assert f'href="{secret.get_absolute_url()}"'.encode() not in opened.content


def test_ones_own_stand_together_over_all_prisons(cast: Cast, seen: Any) -> None:
    a_few(cast)
    making.action(
        cast, what="At both", event=making.event(cast), owner_organisation=cast.harbour, owner_role=""
    )
    assert whats(seen(cast.manager, "/actions/")) == ["Theirs", "At both"]
    assert whats(seen(cast.governor, "/actions/")) == ["Mine"]
    assert whats(seen(cast.other_manager, "/actions/")) == []
    made = seen(cast.coordinator, "/actions/", view="made")
    assert "Late" in whats(made)
    assert counts(made) == {"Mine": 0, "Overdue": 0, "Made by me": 6, "Finished": 0}
    assert b"HMP" not in made.content or b"Exeter" in made.content


# --- One action -----------------------------------------------------------------------------------


def test_an_action_shows_where_it_was_agreed_and_how_it_went(cast: Cast, seen: Any) -> None:
    minutes = making.circulated(cast)
    item = minutes.meeting.items.get()
    action = making.action(cast, agenda_item=item, what="Find a room")
    agreed.note(by=cast.coordinator, action=action, text="We asked the chaplain.")
    agreed.note(by=cast.coordinator, action=action, text="", state="in_progress")
    response = seen(cast.governor, action.get_absolute_url())
    text = response.content.decode()
    for address in (minutes.meeting.get_absolute_url(), minutes.get_absolute_url()):
        assert f'href="{address}"' in text
    assert "Evening classes" in text
    assert "representatives, C wing" in text
    titles = [event["title"] for event in response.context["timeline"]]
    assert titles == ["In progress", "Note", "Agreed"]
    assert "note_action" not in text
    assert response.context["form"] is None


def test_the_agenda_onto_which_it_was_carried_is_named(cast: Cast, seen: Any) -> None:
    forum = making.forum(cast)
    action = an_action(cast, "Find a room", forum)
    making.meeting(cast, of=forum)
    facts = dict(seen(cast.governor, action.get_absolute_url()).context["facts"])
    assert "Carried over to" in facts


def test_what_is_finished_leads_to_you_said_we_did(cast: Cast, seen: Any) -> None:
    action = an_action(cast, "Find a room")
    address = reverse("write_outcome", args=["EXI"], query={"action": action.pk})
    assert address not in seen(cast.coordinator, action.get_absolute_url()).content.decode()
    agreed.note(by=cast.coordinator, action=action, text="", state="done")
    assert address in seen(cast.coordinator, action.get_absolute_url()).content.decode()
    assert address not in seen(cast.governor, action.get_absolute_url()).content.decode()


def test_the_coordinator_reads_that_an_owner_was_not_written_to(cast: Cast, seen: Any) -> None:
    action = an_action(cast, "Find a room", owner=cast.governor, owner_role="")
    sentence = "has not been written to yet"
    assert sentence in seen(cast.coordinator, action.get_absolute_url()).content.decode()
    assert sentence not in seen(cast.governor, action.get_absolute_url()).content.decode()
    role = an_action(cast, "Find a hall")
    assert sentence not in seen(cast.coordinator, role.get_absolute_url()).content.decode()


def test_a_note_is_kept_and_a_wrong_one_is_said_beside_the_box(cast: Cast, client: Client) -> None:
    action = an_action(cast, "Find a room", owner=cast.governor, owner_role="")
    client.force_login(cast.governor)
    address = reverse("note_action", args=["EXI", action.pk])
    refused = client.post(address, {"text": "", "state": "dropped"})
    assert refused.status_code == 200
    assert "Say why it is dropped" in refused.content.decode()
    assert client.post(address, {"text": "Ask A1234BC", "state": ""}).status_code == 200
    done = client.post(address, {"text": "We have one.", "state": "done"}, follow=True)
    assert "It is done." in done.content.decode()
    action.refresh_from_db()
    assert action.state == "done"
    again = client.post(address, {"text": "", "state": "dropped"})
    assert again.status_code == 200  # nothing of the sort is offered any more
    assert client.get(address).headers["Location"] == action.get_absolute_url()


# --- Written down and changed -----------------------------------------------------------------------


def form_of(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {"what": "Find a room", "owner_role": "Head of resettlement"} | changes


@pytest.mark.parametrize("place", ["item", "meeting", "event", "forum"])
def test_it_is_written_down_from_where_it_was_agreed(cast: Cast, client: Client, place: str) -> None:
    thing = getattr(making, place)(cast)
    client.force_login(cast.coordinator)
    address = reverse("agree_action", args=["EXI"], query={place: thing.pk})
    opened = client.get(address).content.decode()
    assert "Agreed at" in opened
    response = client.post(address, form_of(cast), follow=True)
    action = Action.objects.get()
    assert response.redirect_chain == [(action.get_absolute_url(), 302)]
    assert getattr(action, {"item": "agenda_item"}.get(place, place)) == thing


def test_who_raised_the_item_stands_in_the_form(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    address = reverse("agree_action", args=["EXI"], query={"item": making.item(cast).pk})
    assert 'value="representatives, C wing"' in client.get(address).content.decode()


@pytest.mark.parametrize("place", ["item", "meeting", "event", "forum"])
def test_a_place_of_another_prison_is_not_found(cast: Cast, client: Client, place: str) -> None:
    thing = getattr(making, place)(cast, elsewhere=True)
    client.force_login(cast.coordinator)
    for asked in (thing.pk, "x", "9" * 30):
        address = reverse("agree_action", args=["EXI"], query={place: asked})
        assert client.get(address).status_code == 404
        assert client.post(address, form_of(cast)).status_code == 404
    assert not Action.objects.exists()


def test_the_form_asks_for_exactly_one_owner(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    address = reverse("agree_action", args=["EXI"])
    for owners in ({"owner_role": ""}, {"owner": cast.governor.pk}, {"owner_organisation": cast.harbour.pk}):
        response = client.post(address, form_of(cast, **owners))
        assert "One of the three." in response.content.decode()
    made = client.post(address, form_of(cast, owner_role="", owner_organisation=cast.harbour.pk), follow=True)
    assert "Harbour Housing is written to." in made.content.decode()


def test_people_and_organisations_of_another_prison_are_not_offered(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    opened = client.get(reverse("agree_action", args=["EXI"])).content.decode()
    assert "Gwen Governor" in opened
    assert "Harbour Housing" in opened
    assert "Olga Othercoordinator" not in opened
    assert "Lantern Trust" not in opened


def test_roles_that_were_used_before_are_suggested(cast: Cast, client: Client) -> None:
    an_action(cast, "Find a room", owner_role="Head of <b>reading</b>")
    making.action(cast, elsewhere=True, owner_role="Head of Guys Marsh")
    client.force_login(cast.coordinator)
    opened = client.get(reverse("agree_action", args=["EXI"])).content.decode()
    assert '<option value="Head of &lt;b&gt;reading&lt;/b&gt;"></option>' in opened
    assert '<option value="Head of safer custody"></option>' in opened  # a member of the forum
    assert "Head of Guys Marsh" not in opened


def test_an_action_is_changed_and_its_meeting_is_not_asked_for(cast: Cast, client: Client) -> None:
    action = making.action(cast)
    client.force_login(cast.coordinator)
    address = reverse("change_action", args=["EXI", action.pk])
    opened = client.get(address).content.decode()
    assert 'name="forum"' not in opened
    values = form_of(cast, owner_role="", owner=cast.governor.pk, what="Other words")
    response = client.post(address, values, follow=True)
    assert "Gwen Governor is written to." in response.content.decode()
    action.refresh_from_db()
    assert (action.what, action.owner, action.owner_role) == ("Other words", cast.governor, "")


def test_remarks_stand_under_the_boxes(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    opened = client.get(reverse("agree_action", args=["EXI"])).content.decode()
    assert opened.count('data-readers="members"') == 3
    assert "data-plain-words-address" in opened


# --- Paper, file and many -------------------------------------------------------------------------


def fill(cast: Cast, count: int) -> None:
    """At two forums and an event, with owners of each sort, in each state; a few notes on the first."""
    forum = Forum.objects.first() or making.forum(cast)
    meeting = forum.meetings.first() or making.meeting(cast, of=forum)
    item = meeting.items.first() or making.item(cast, at_meeting=meeting)
    owners = [{"owner": cast.governor}, {"owner_organisation": cast.harbour}, {"owner_role": "Library"}]
    places = [{"forum": forum, "meeting": meeting, "agenda_item": item}, {"forum": forum}]
    Action.objects.bulk_create(
        Action(
            prison=cast.exeter, what=f"Thing {number}", made_by=cast.coordinator, raised_by="B wing",
            due_on=clock.today() + timedelta(days=number % 9 - 4), **owners[number % 3], **places[number % 2],
        )
        for number in range(count)
    )  # fmt: skip


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code == 200
        assert b"".join(response)  # also of what is streamed
    return len(captured)


PAGES = [
    EXI, f"{EXI}?view=overdue&q=Thing", f"{EXI}?view=mine", f"{EXI}print/", f"{EXI}list.csv", "/actions/",
    f"{EXI}agree/",
]  # fmt: skip


@pytest.mark.parametrize("persona", ["coordinator", "manager"])
def test_pages_ask_as_much_for_1200_actions_as_for_twelve(cast: Cast, client: Client, persona: str) -> None:
    client.force_login(getattr(cast, persona))
    fill(cast, 12)
    first = Action.objects.order_by("pk")[0]
    pages = [each for each in PAGES if persona == "coordinator" or "agree" not in each]
    pages.append(first.get_absolute_url())
    for address in pages:
        asked(client, address)
    few = {address: asked(client, address) for address in pages}
    for number in range(12):
        agreed.note(by=cast.coordinator, action=first, text=f"Note {number}")
    fill(cast, 1188)
    batches = {f"{EXI}list.csv": 2}  # five hundred rows at a time
    assert {address: asked(client, address) - batches.get(address, 0) for address in pages} == few
    assert Action.objects.count() == 1200


def test_the_paper_has_all_rows_and_nothing_to_press(cast: Cast, seen: Any) -> None:
    fill(cast, 60)
    paper = seen(cast.governor, f"{EXI}print/", view="open")
    assert len(whats(paper)) == 60
    assert "Do not leave it on a wing" in paper.content.decode()


def test_the_file_holds_what_the_view_leaves_and_no_formula(cast: Cast, client: Client) -> None:
    an_action(cast, "=1+1")
    dropped = an_action(cast, "Dropped")
    agreed.note(by=cast.coordinator, action=dropped, text="+no room", state="dropped")
    client.force_login(cast.governor)

    def rows(**query: str) -> list[dict[str, str]]:
        content = b"".join(client.get(f"{EXI}list.csv", query)).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(content)))

    [row] = rows()
    assert row["What is to be done"] == "'=1+1"
    assert (row["Who does it"], row["State"]) == ("Head of resettlement", "Open")
    [finished] = rows(view="finished")
    assert finished["Why dropped"] == "'+no room"


def test_the_file_has_the_days_of_london(cast: Cast, client: Client) -> None:
    """Half past midnight in summer is still the day before in UTC."""
    forum = making.forum(cast)
    with clock.set_to(datetime(2026, 6, 9, 23, 30, tzinfo=UTC)):
        done = an_action(cast, "By night", forum)
        agreed.note(by=cast.coordinator, action=done, text="", state="done")
    client.force_login(cast.governor)
    content = b"".join(client.get(f"{EXI}list.csv", {"view": "finished"})).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(content))
    assert (row["Written down on"], row["Finished on"]) == ("2026-06-10", "2026-06-10")
