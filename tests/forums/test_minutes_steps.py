"""Minutes are read, corrected and approved on their pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination import clock
from forums.actions import agenda, minutes
from forums.actions.minutes import Texts
from forums.models import Forum, Minutes
from tests.cast import Cast
from tests.coordination.pages import client_of, said
from tests.forums import making

pytestmark = pytest.mark.django_db


def address(name: str, found: Minutes, *more: int) -> str:
    return reverse(name, args=["EXI", found.meeting_id, *more])


def test_members_read_what_is_out_and_never_a_draft(cast: Cast) -> None:
    draft = making.draft(cast)
    url = address("minutes", draft)
    readers = (cast.manager, cast.worker, cast.governor, cast.lead)
    assert [client_of(each).get(url).status_code for each in readers] == [404] * 4
    minutes.circulate(by=cast.coordinator, minutes=draft, correct_until=clock.today())
    for each in readers:
        page = client_of(each).get(url)
        assert "People asked for classes." in page.content.decode()
        labels = [button["label"] for button in page.context_data["to_do"]]
        assert labels == (["Say what is wrong"] if each in (cast.manager, cast.worker) else [])


def test_a_member_sees_own_corrections_and_the_coordinator_settles_all(cast: Cast) -> None:
    out = making.circulated(cast)
    client_of(cast.manager).post(address("say_minutes_wrong", out), {"text": "It was a Monday."})
    own = client_of(cast.manager).get(address("minutes", out))
    assert [row["by"] for row in own.context_data["corrections"]] == ["You"]
    assert client_of(cast.worker).get(address("minutes", out)).context_data["corrections"] == []
    keeper = client_of(cast.coordinator)
    [row] = keeper.get(address("minutes", out)).context_data["corrections"]
    assert (row["by"], row["state"]) == ("Mina Manager", "Waits")
    settle = address("settle_minutes_correction", out, row["key"])
    assert "Choose whether" in said(keeper.post(settle, {"taken_up": "perhaps"}, follow=True))[0]
    keeper.post(settle, {"taken_up": "yes"}, follow=True)
    assert (
        client_of(cast.manager).get(address("minutes", out)).context_data["corrections"][0]["state"]
        == "Taken up"
    )
    assert "settled already" in said(keeper.post(settle, {"taken_up": "no"}, follow=True))[0]


def test_the_day_for_corrections_follows_how_often_the_forum_meets(cast: Cast) -> None:
    draft = making.draft(cast)
    for frequency, days in ((Forum.Frequency.WEEKLY, 3), (Forum.Frequency.MONTHLY, 14)):
        Forum.objects.update(frequency=frequency)
        page = client_of(cast.coordinator).get(address("circulate_minutes", draft))
        assert page.context_data["form"]["correct_until"].value() == clock.today() + timedelta(days=days)


def test_minutes_are_approved_as_the_page_showed_them(cast: Cast) -> None:
    out = making.circulated(cast)
    client, url = client_of(cast.coordinator), address("approve_minutes", out)
    page = client.get(url)
    assert "Members were told" in page.context_data["early"]
    sent = {bound.name: bound.value() for bound in page.context_data["seen"]}
    line = out.items.get().agenda_item
    making.action(cast, agenda_item=line)
    answer = client.post(url, sent)
    assert answer.status_code == 409
    assert "what was agreed has changed meanwhile" in answer.content.decode()
    assert "Ask for a room in the evening" in answer.content.decode()
    fresh = {bound.name: bound.value() for bound in answer.context_data["seen"]}
    assert client.post(url, fresh)["Location"] == address("minutes", out)
    assert Minutes.objects.get().state == Minutes.State.APPROVED
    assert client.get(url).context_data["hindered"].startswith("These minutes are approved")


def test_the_page_says_what_still_hinders_an_approval(cast: Cast) -> None:
    draft = making.draft(cast)
    page = client_of(cast.coordinator).get(address("approve_minutes", draft))
    assert "Send the minutes out" in page.context_data["hindered"]
    assert "Approve these minutes" not in page.content.decode()


def test_the_page_tells_how_the_minutes_came_about(cast: Cast) -> None:
    done = making.approved(cast)
    minutes.add_addendum(by=cast.second_coordinator, minutes=done, text="There were nine.")
    page = client_of(cast.governor).get(address("minutes", done))
    assert [event["title"] for event in page.context_data["history"]] == [
        "Addendum", "Approved", "Sent out for correction", "Last written", "Begun",
    ]  # fmt: skip
    assert "1 addendum" in page.content.decode()


def test_members_are_told_that_the_text_changed_after_it_was_sent_out(cast: Cast) -> None:
    out = making.circulated(cast)
    assert client_of(cast.manager).get(address("minutes", out)).context_data["changed_since"] is False
    texts = {out.items.get().agenda_item_id: Texts("Other words.")}
    minutes.write_minutes(by=cast.coordinator, minutes=out, seen_version=out.version, texts=texts)
    assert client_of(cast.manager).get(address("minutes", out)).context_data["changed_since"] is True


@pytest.mark.parametrize("name", ["minutes", "write_minutes", "approve_minutes"])
def test_pages_take_the_same_number_of_queries_for_two_items_and_for_twelve(cast: Cast, name: str) -> None:
    out = making.circulated(cast)

    def asked() -> int:
        client = client_of(cast.coordinator)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name, out)).status_code == 200
        return len(queries)

    counts = []
    for more in (1, 10):
        for number in range(more):
            line = agenda.add_item(by=cast.coordinator, meeting=out.meeting, title=f"Item {more} {number}")
            making.action(cast, agenda_item=line)
            minutes.say_wrong(by=cast.manager, minutes=out, text=f"Wrong: {more} {number}.")
        counts.append(asked())
    assert counts[0] == counts[1]
