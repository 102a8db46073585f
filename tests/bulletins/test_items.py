"""Items of an issue: worded, moved, dropped, taken back; and their own words for the wings."""

from __future__ import annotations

from typing import Any

import pytest

from bulletins.actions import items
from bulletins.models import BulletinIssue, BulletinItem
from coordination import clock
from coordination.access import NotPermitted
from coordination.policies import Overtaken, Refused
from tests.bulletins import making
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NEWS = {"section": "news", "heading": "A choir", "text": "Sing with us."}
FOR_WINGS = {
    "for_wings": True,
    "wing_heading": "A choir",
    "wing_text": "Ask an officer.",
    "wing_symbol": "talk",
}


def version(issue: BulletinIssue) -> int:
    return BulletinIssue.objects.values_list("version", flat=True).get(pk=issue.pk)


def order(issue: BulletinIssue, section: str = "news") -> list[str]:
    return [row.heading for row in issue.items.kept().filter(section=section)]


def added(cast: Cast, issue: BulletinIssue, **changes: Any) -> BulletinItem:
    return items.add_item(by=cast.coordinator, issue=issue, values=NEWS | changes)


def test_an_own_item_stands_at_the_end_of_its_section(cast: Cast) -> None:
    issue = making.issue(cast)
    item = added(cast, issue, heading=" A \n choir ")
    assert order(issue) == ["A new room", "A choir"]
    assert (item.position, item.source, version(issue)) == (2, "", 2)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"section": "weather"}, "Choose one of the sections"),
        ({"heading": " "}, "Give the item a heading"),
        ({"text": "He is A1234BC"}, "looks like a prison number"),
        ({"text": "For offenders"}, "It is in “text”"),
    ],
)
def test_words_that_may_not_be_written_are_refused(cast: Cast, values: dict[str, Any], sentence: str) -> None:
    issue = making.issue(cast)
    with pytest.raises(Refused, match=sentence):
        added(cast, issue, **values)
    with pytest.raises(Refused, match=sentence):
        items.reword_item(by=cast.coordinator, item=issue.items.get(), values=values)
    assert (order(issue), version(issue)) == (["A new room"], 1)


def test_whoever_writes_over_words_of_somebody_else_is_told(cast: Cast) -> None:
    item = making.issue(cast).items.get()
    seen = items.seen_words(item)
    items.reword_item(by=cast.second_coordinator, item=item, values={"text": "Other words."}, seen=seen)
    with pytest.raises(Overtaken, match="while you were writing"):
        items.reword_item(by=cast.coordinator, item=item, values={"text": "Mine."}, seen=seen)
    item.refresh_from_db()
    assert (item.text, version(item.issue)) == ("Other words.", 2)


def test_an_item_moves_by_one_place_and_stays_at_the_ends(cast: Cast) -> None:
    issue = making.issue(cast)
    choir, walk = added(cast, issue), added(cast, issue, heading="A walk")
    items.drop_item(by=cast.coordinator, item=choir)
    items.move_item(by=cast.coordinator, item=walk, up=True)
    assert order(issue) == ["A walk", "A new room"]
    before = version(issue)
    items.move_item(by=cast.coordinator, item=walk, up=True)
    assert (order(issue), version(issue)) == (["A walk", "A new room"], before)
    items.move_item(by=cast.coordinator, item=walk, up=False)
    assert (order(issue), version(issue)) == (["A new room", "A walk"], before + 1)
    with pytest.raises(Overtaken, match="Take it back first"):
        items.move_item(by=cast.coordinator, item=choir, up=True)


def test_another_section_puts_an_item_at_its_end(cast: Cast) -> None:
    issue = making.issue(cast)
    added(cast, issue, section="funding", heading="A fund")
    items.reword_item(
        by=cast.coordinator, item=issue.items.get(section="news"), values={"section": "funding"}
    )
    assert order(issue, "funding") == ["A fund", "A new room"]


def test_what_is_dropped_is_taken_back_at_the_end(cast: Cast) -> None:
    issue = making.issue(cast)
    added(cast, issue)
    item = issue.items.get(heading="A new room")
    items.drop_item(by=cast.coordinator, item=item)
    assert order(issue) == ["A choir"]
    with pytest.raises(Overtaken, match="dropped already"):
        items.drop_item(by=cast.coordinator, item=item)
    items.take_back_item(by=cast.coordinator, item=item)
    assert (order(issue), version(issue)) == (["A choir", "A new room"], 4)
    with pytest.raises(Overtaken, match="already"):
        items.take_back_item(by=cast.coordinator, item=item)


def test_only_so_many_items_go_into_an_issue(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bulletins.policies.MOST_ITEMS", 1)
    with pytest.raises(Refused, match="at most 1 items"):
        added(cast, making.issue(cast))


def test_others_change_nothing(cast: Cast) -> None:
    item = making.issue(cast).items.get()
    for by in (cast.other_coordinator, cast.governor, cast.staff, cast.manager):
        with pytest.raises(NotPermitted):
            items.reword_item(by=by, item=item, values={"text": "Mine."})
        with pytest.raises(NotPermitted):
            items.approve_for_wings(by=by, item=item)


def test_words_for_the_wings_wait_for_approval_again_when_they_change(cast: Cast) -> None:
    item = making.issue(cast).items.get()
    with pytest.raises(Refused, match="not marked for people in prison"):
        items.approve_for_wings(by=cast.coordinator, item=item)
    item = items.word_for_wings(by=cast.coordinator, item=item, values=FOR_WINGS)
    assert not item.issue.items.for_wings().exists()
    seen = items.seen_words(item)
    items.approve_for_wings(by=cast.coordinator, item=item, seen=seen)
    assert item.issue.items.for_wings().get().wing_approved_by == cast.coordinator
    with pytest.raises(Overtaken, match="approved already"):
        items.approve_for_wings(by=cast.coordinator, item=item, seen=seen)
    items.word_for_wings(by=cast.coordinator, item=item, values={"wing_text": "Ask your key worker."})
    assert not item.issue.items.for_wings().exists()
    with pytest.raises(Overtaken, match="while you were writing"):
        items.approve_for_wings(by=cast.coordinator, item=item, seen=seen)
    assert version(item.issue) == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"wing_text": ""}, "Write a heading and a text"),
        ({"wing_text": "Ring 01632 960123."}, "is a telephone number|is a phone number"),
        ({"wing_heading": "Write to a@b.example"}, "is an e-mail address"),
        ({"wing_text": "With A1234BC."}, "looks like a prison number"),
        ({"wing_symbol": "../secret"}, "There is no such symbol"),
    ],
)
def test_words_for_the_wings_name_nobody_and_no_way_to_reach_them(
    cast: Cast, values: dict[str, Any], sentence: str
) -> None:
    item = making.issue(cast).items.get()
    with pytest.raises(Refused, match=sentence):
        items.word_for_wings(by=cast.coordinator, item=item, values=FOR_WINGS | values)


def test_words_for_the_wings_may_be_written_after_the_mail_was_sent_and_not_of_a_cancelled_issue(
    cast: Cast,
) -> None:
    item = making.issue(cast).items.get()
    moment = clock.now()
    BulletinIssue.objects.update(state="sent", sending_began_at=moment, finished_at=moment)
    items.word_for_wings(by=cast.coordinator, item=item, values=FOR_WINGS)
    BulletinIssue.objects.update(state="cancelled")
    with pytest.raises(Overtaken, match="was cancelled"):
        items.approve_for_wings(by=cast.coordinator, item=item)
