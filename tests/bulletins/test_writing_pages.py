"""The pages on which an issue is begun, written and read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bulletins.actions import items
from bulletins.models import BulletinIssue
from coordination import clock
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db


def test_whoever_makes_it_sees_items_with_buttons_what_is_offered_and_what_was_dropped(cast: Cast) -> None:
    issue = making.issue(cast, period_from=clock.today(), period_to=clock.today())
    values = {"section": "news", "heading": "A choir", "text": "Sing."}
    items.drop_item(by=cast.coordinator, item=items.add_item(by=cast.coordinator, issue=issue, values=values))
    client = client_of(cast.coordinator)
    page = client.get(issue.get_absolute_url()).content.decode()
    assert "A new room" in page and "Take back" in page and "A choir" in page
    source = f"directory.listing.{cast.approved.pk}"
    assert source in page and "New and changed services: Housing advice" in page
    client.post(reverse("take_in_offers", args=[issue.pk]), {"source": [source]})
    assert issue.items.filter(source=source).exists()
    assert f'value="{source}"' not in client.get(issue.get_absolute_url()).content.decode()


def test_a_sent_issue_is_read_as_it_was_sent_and_without_buttons(cast: Cast) -> None:
    issue, moment = making.issue(cast), clock.now()
    BulletinIssue.objects.update(state="sent", sending_began_at=moment, finished_at=moment)
    page = client_of(cast.staff).get(issue.get_absolute_url()).content.decode()
    assert "The chapel has a <strong>new</strong> room." in page
    assert "Add an item" not in page and "Drop" not in page and "Who gets it" not in page
    listed = client_of(cast.staff).get(reverse("bulletins", args=["EXI"])).content.decode()
    assert issue.title in listed and "Begin an issue" not in listed


def test_words_of_somebody_else_are_not_written_over(cast: Cast) -> None:
    item = making.issue(cast).items.get()
    client, address = client_of(cast.coordinator), reverse("bulletin_item", args=[item.issue_id, item.pk])
    seen = items.seen_words(item)
    items.reword_item(by=cast.second_coordinator, item=item, values={"text": "Theirs."})
    data = {"section": "news", "heading": "Mine", "text": "My words", "seen": seen}
    page = client.post(address, data).content.decode()
    assert "Somebody changed this item while you were writing" in page and "My words" in page
    item.refresh_from_db()
    assert item.text == "Theirs."
