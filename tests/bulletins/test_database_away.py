"""The database goes away while mails are handed over: what is known is not forgotten, and nothing is sent twice."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connections

from bulletins.actions.sending import begin_sending
from bulletins.models import BulletinIssue, Delivery, SendingLane
from bulletins.sending import claims
from bulletins.sending.running import run_turn
from bulletins.sending.sweeping import sweep
from tests.bulletins import making
from tests.bulletins.mail_server import Told, listening
from tests.cast import Cast

pytestmark = pytest.mark.django_db
State = Delivery.State


class Away:
    """`settle`, with a database that is away for so many askings. `slept`: seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self.error: type[Exception] = OperationalError
        self.now = 0.0
        self.closed = 0
        self.settle = claims.settle
        monkeypatch.setattr(claims, "settle", self.settled)
        monkeypatch.setattr(claims, "time", SimpleNamespace(monotonic=lambda: self.now, sleep=self.sleep))
        # The test's own transaction hangs on the connection.
        monkeypatch.setattr(connections["default"], "close", self.close)

    def settled(self, *words: Any) -> bool:
        if self.times:
            self.times -= 1
            raise self.error("the database system is shutting down")
        return self.settle(*words)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Away:
    return Away(monkeypatch)


@pytest.fixture
def issue(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> BulletinIssue:
    feature = SimpleNamespace(readers=lambda prisons: making.readers(3))
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    return begin_sending(by=cast.coordinator, issue=making.issue(cast))


@pytest.fixture
def told(settings: Any) -> Iterator[Told]:
    server = Told()
    with listening(server) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        yield server


def handed_over(issue: BulletinIssue) -> tuple[uuid.UUID, Delivery]:
    lane = uuid.uuid4()
    row = claims.claim(lane, 1)[0]
    assert claims.hand(lane, row, None)
    return lane, row


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_what_the_mail_server_answered_is_kept_until_the_database_is_back(
    issue: BulletinIssue, away: Away, error: type[Exception]
) -> None:
    lane, row = handed_over(issue)
    away.times, away.error = 40, error
    claims.settle_in_the_end(lane, row, State.SENT)
    assert issue.deliveries.get(pk=row.pk).state == State.SENT
    assert (away.closed, away.now) == (40, 20.0)


def test_one_that_stays_away_is_not_waited_for_without_an_end_and_the_row_is_uncertain(
    issue: BulletinIssue, away: Away
) -> None:
    lane, row = handed_over(issue)
    away.times = 10_000
    with pytest.raises(OperationalError, match="shutting down"):
        claims.settle_in_the_end(lane, row, State.SENT)
    assert claims.DATABASE_SECONDS <= away.now < claims.DATABASE_SECONDS + 2
    assert sweep() == (0, 1)
    assert issue.deliveries.get(pk=row.pk).state == State.UNCERTAIN
    assert claims.claim(uuid.uuid4(), 25)
    assert issue.deliveries.get(pk=row.pk).state == State.UNCERTAIN


def test_a_fault_of_another_kind_is_not_hidden(issue: BulletinIssue, away: Away) -> None:
    lane, row = handed_over(issue)
    away.times, away.error = 1, ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        claims.settle_in_the_end(lane, row, State.SENT)
    assert away.closed == 0


def test_a_turn_that_breaks_off_between_two_mails_writes_down_the_one_that_left(
    issue: BulletinIssue, told: Told, away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statement that hands the second over settles the first; it is the one that finds the database away."""
    hand = claims.hand

    def hand_once(by: uuid.UUID, row: Delivery, sent: Delivery | None) -> bool:
        if sent:
            raise OperationalError("terminating connection")
        return hand(by, row, sent)

    away.times = 3
    with monkeypatch.context() as patch:
        patch.setattr(claims, "hand", hand_once)
        with pytest.raises(OperationalError):
            run_turn()
    assert issue.deliveries.counted() == {State.SENT: 1, State.QUEUED: 2}
    assert not SendingLane.objects.filter(claim__isnull=False).exists()
    run_turn()
    assert sorted(told.recipients) == sorted(issue.deliveries.values_list("email", flat=True))
    assert issue.deliveries.counted() == {State.SENT: 3}
