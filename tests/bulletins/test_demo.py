"""The bulletins of the demonstration: one in each state that somebody wants to see, and no mail on its way."""

from __future__ import annotations

import pytest

from bulletins.models import BulletinIssue, BulletinItem, Delivery, Reader
from bulletins.policies import may_be_said
from coordination.plain_text import contact_details
from tests.coordination.demonstrated import demonstration

__all__ = ["demonstration"]
pytestmark = pytest.mark.usefixtures("demonstration", "db")
State = BulletinIssue.State


def test_there_is_an_issue_to_write_one_to_approve_and_some_that_were_sent() -> None:
    found = {(issue.place, issue.state) for issue in BulletinIssue.objects.all()}
    assert {state for _, state in found} == {State.DRAFT, State.WAITING, State.SENT}
    assert len({place for place, _ in found}) == 3


def test_nothing_waits_to_be_mailed_and_every_row_is_settled() -> None:
    assert not Delivery.objects.filter(state__in=Delivery.UNSETTLED).exists()
    counted = Delivery.objects.counted()
    assert counted["sent"] > 100
    assert counted["uncertain"] == counted["refused"] == 1


def test_whoever_left_got_no_issue_after_that() -> None:
    left = Reader.objects.get(left_at__isnull=False)
    rows = Delivery.objects.filter(email=left.email, issue__sending_began_at__gt=left.left_at)
    assert {row.state for row in rows} == {Delivery.State.LEFT_OUT}


def test_what_the_features_offered_stands_in_the_issue_that_is_being_written() -> None:
    draft = BulletinIssue.objects.get(state=State.DRAFT)
    sections = set(draft.items.kept().exclude(source="").values_list("section", flat=True))
    assert {"training", "forums"} <= sections


def test_words_for_the_wings_hold_no_way_to_reach_anybody() -> None:
    items = list(BulletinItem.objects.for_wings())
    assert len(items) >= 3
    for item in items:
        words = f"{item.wing_heading} {item.wing_text}"
        assert not contact_details(words)
        assert may_be_said({"words": words})
