"""What is refused over and over, for now or for good: waited for longer each time, and in the end for a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bulletins.actions.sending import cancel_sending, pause_sending, resume_sending
from bulletins.models import BulletinIssue, Delivery
from bulletins.sending import running
from bulletins.sending.running import run_turn
from bulletins.sending.sweeping import anything_due
from coordination.machine import processes
from coordination.models import AuditEntry
from tests.bulletins.mail_server import Told
from tests.bulletins.making import FIRST, SECOND, after_a_wait, row
from tests.cast import Cast

pytestmark = pytest.mark.django_db
State = Delivery.State


def test_what_is_refused_over_and_over_is_heard_across_small_batches(
    told: Told, begun: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 3)
    told.at["data"][""] = ["554 your mail is not wanted"]
    issue = begun(60)
    run_turn()
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.PAUSED
    assert issue.deliveries.filter(state=State.REFUSED).count() == running.MOST_REFUSED


def test_a_mailbox_that_never_takes_it_is_given_up_and_the_issue_ends(told: Told, begun: Any) -> None:
    told.at["rcpt"][FIRST] = ["450 mailbox is full"]
    issue = begun(2)
    for _ in range(6):
        run_turn()
        after_a_wait(issue)
    assert (row(issue).state, told.asked[FIRST]) == (State.REFUSED, 6)
    assert told.recipients == [SECOND]
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.SENT or run_turn() is None


@pytest.mark.parametrize("answer", ["421 closing", "451 not now", "550 we do not know you", "drop"])
def test_what_is_said_of_us_waits_and_marks_nobody(told: Told, begun: Any, answer: str) -> None:
    told.at["mail"][""] = [answer]
    issue = begun(3)
    assert run_turn() == running.FIRST_WAIT
    assert issue.deliveries.counted() == {State.QUEUED: 3}
    issue.refresh_from_db()
    assert issue.troubles == 1
    assert issue.waits_until > timezone.now()
    assert run_turn() is None
    told.at["mail"].clear()
    after_a_wait(issue)
    run_turn()
    assert issue.deliveries.counted() == {State.SENT: 3}
    issue.refresh_from_db()
    assert (issue.state, issue.troubles, issue.trouble_said) == (BulletinIssue.State.SENT, 0, "")
    assert len(told.taken) == 3


def test_a_server_that_is_away_is_waited_for_longer_each_time_and_in_the_end_for_a_person(
    begun: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", processes.free_port()
    issue = begun(3)
    waits = []
    for _ in range(running.MOST_TROUBLES + 1):
        waits.append(run_turn())
        after_a_wait(issue)
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == running.LONGEST_WAIT
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.PAUSED
    assert "refused" in issue.trouble_said
    assert issue.deliveries.counted() == {State.QUEUED: 3}
    assert AuditEntry.objects.filter(verb="pause_sending", actor="").count() == 1


def test_what_waits_for_the_server_is_asked_at_once_when_a_person_resumes_it(
    told: Told, begun: Any, cast: Cast
) -> None:
    told.at["mail"][""] = ["451 not now"]
    issue = begun(3)
    for _ in range(3):
        run_turn()
        after_a_wait(issue)
    BulletinIssue.objects.update(waits_until=timezone.now() + timedelta(minutes=15))
    told.at["mail"].clear()
    assert run_turn() is None
    assert told.taken == []
    assert not anything_due()
    resume_sending(by=cast.coordinator, issue=issue)
    issue.refresh_from_db()
    assert (issue.troubles, issue.waits_until) == (0, None)
    run_turn()
    assert issue.deliveries.counted() == {State.SENT: 3}


def test_what_is_paused_while_it_waits_for_the_server_stays_paused_until_a_person_resumes_it(
    told: Told, begun: Any, cast: Cast
) -> None:
    told.at["rcpt"][""] = ["450 greylisted"]
    issue = begun(12)
    run_turn()
    pause_sending(by=cast.coordinator, issue=issue)
    issue.refresh_from_db()
    assert (issue.state, issue.waits_until) == (BulletinIssue.State.PAUSED, None)
    told.at["rcpt"].clear()
    after_a_wait(issue)
    assert run_turn() is None
    assert not anything_due()
    assert told.taken == []
    resume_sending(by=cast.coordinator, issue=issue)
    run_turn()
    assert issue.deliveries.counted() == {State.SENT: 12}
    assert len(told.taken) == 12


def test_refused_for_now_in_the_hand_of_a_lane_while_it_is_paused_goes_back_and_waits(
    told: Told, begun: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.at["data"][FIRST] = ["451 not now"]
    issue = begun(3)
    hear = running.Batch.hears

    def pause_then(batch: Any, handed: Any) -> None:
        if handed.outcome == "later":
            pause_sending(by=cast.coordinator, issue=issue)
        hear(batch, handed)

    with monkeypatch.context() as patch:
        patch.setattr(running.Batch, "hears", pause_then)
        run_turn()
    assert issue.deliveries.counted() == {State.QUEUED: 3}
    assert row(issue).tries == 1
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.PAUSED


def test_many_mailboxes_in_a_row_that_take_nothing_now_are_the_server(told: Told, begun: Any) -> None:
    told.at["rcpt"][""] = ["450 greylisted"]
    issue = begun(30)
    assert run_turn() == running.FIRST_WAIT
    assert sum(told.asked.values()) == running.MOST_LATER
    assert issue.deliveries.counted() == {State.QUEUED: 30}


def test_many_refusals_in_a_row_wait_for_a_person(told: Told, begun: Any) -> None:
    told.at["data"][""] = ["554 your mail is not wanted"]
    issue = begun(60)
    run_turn()
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.PAUSED
    assert issue.trouble_said == "554 your mail is not wanted"
    assert issue.deliveries.counted() == {
        State.REFUSED: running.MOST_REFUSED,
        State.QUEUED: 60 - running.MOST_REFUSED,
    }


def test_what_a_lane_held_in_its_hands_when_the_issue_was_cancelled_is_not_left_waiting(
    told: Told, begun: Any, cast: Cast
) -> None:
    issue = begun(3)
    told.at["data"][FIRST] = ["451 not now"]
    hear = running.Batch.hears

    def cancel_then(batch: Any, handed: Any) -> None:
        if handed.outcome == "later":
            cancel_sending(by=cast.coordinator, issue=issue)
        hear(batch, handed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running.Batch, "hears", cancel_then)
        run_turn()
    assert issue.deliveries.counted() == {State.CANCELLED: 3}
    assert told.taken == []
