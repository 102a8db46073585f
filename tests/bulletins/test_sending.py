"""The engine: rows are claimed, handed over and settled, and what is counted is what left."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core import mail

from bulletins.actions.sending import begin_sending, cancel_sending
from bulletins.models import BulletinIssue, Delivery
from bulletins.sending import claims
from bulletins.sending.running import run_turn
from coordination.policies import Overtaken
from tests.bulletins import making
from tests.cast import Cast

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch):
    feature = SimpleNamespace(readers=lambda prisons: making.readers(60))
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    monkeypatch.setattr("bulletins.sending.letters.reverse", lambda name, args: f"/{name}/{args[0]}/")


def test_every_address_gets_one_mail_and_the_issue_is_sent_when_all_rows_are(cast: Cast) -> None:
    issue = making.issue(cast)
    begin_sending(by=cast.coordinator, issue=issue)
    assert issue.deliveries.counted() == {State.QUEUED: 60}
    assert run_turn() is None
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.SENT
    assert issue.deliveries.counted() == {State.SENT: 60}
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        f"reader{n}@example.org" for n in range(60)
    )


def test_pressing_send_twice_sends_once(cast: Cast) -> None:
    issue = making.issue(cast)
    begin_sending(by=cast.coordinator, issue=issue)
    with pytest.raises(Overtaken, match="being sent already"):
        begin_sending(by=cast.coordinator, issue=issue)
    assert issue.deliveries.count() == 60


def test_cancelling_takes_claimed_rows_away_from_a_lane(cast: Cast) -> None:
    import uuid

    issue = making.issue(cast)
    begin_sending(by=cast.coordinator, issue=issue)
    lane = uuid.uuid4()
    rows = claims.claim(lane, 25)
    assert claims.hand(lane, rows[0], None)
    cancel_sending(by=cast.coordinator, issue=issue)
    assert not claims.hand(lane, rows[1], rows[0])
    assert issue.deliveries.counted() == {State.SENT: 1, State.CANCELLED: 59}
