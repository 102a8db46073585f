"""What the mail server answers at each stage, and what becomes of the row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bulletins.models import BulletinIssue, Delivery
from bulletins.sending import running
from bulletins.sending.running import run_turn
from coordination.models import AuditEntry, MailAddress
from tests.bulletins.mail_server import Told
from tests.bulletins.making import FIRST, SECOND, row

pytestmark = pytest.mark.django_db
State = Delivery.State


def test_all_mails_of_a_turn_take_one_connection_and_each_is_taken_once(told: Told, begun: Any) -> None:
    issue = begun(60)
    assert run_turn() is None
    assert told.connections == 1
    assert sorted(told.recipients) == sorted(issue.deliveries.values_list("email", flat=True))
    assert issue.deliveries.counted() == {State.SENT: 60}
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.SENT


def test_the_mail_has_its_own_links_a_stable_id_and_one_click_to_leave(told: Told, begun: Any) -> None:
    issue = begun(2)
    run_turn()
    first, second = told.mail_to(FIRST), told.mail_to(SECOND)
    assert first["Message-ID"].startswith(f"<{row(issue).message_id}@")
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = first["List-Unsubscribe"].strip("<>")
    assert leave != second["List-Unsubscribe"].strip("<>")
    assert (first["To"], first["Precedence"], first["Subject"]) == (FIRST, "bulk", "News of November")
    for kind in ("plain", "html"):
        text = first.get_body((kind,)).get_content()  # type: ignore[attr-defined]
        assert leave in text
        assert "QXOWN" not in text
        assert SECOND not in text


@pytest.mark.parametrize(
    ("stage", "answer", "state"),
    [
        ("rcpt", "550 no such user", State.REFUSED),
        ("data", "554 looks like spam", State.REFUSED),
        ("rcpt", "450 mailbox is full", State.QUEUED),
        ("data", "452 no room now", State.QUEUED),
    ],
)
def test_what_is_said_of_a_mailbox_stops_nobody_else(
    told: Told, begun: Any, stage: str, answer: str, state: str
) -> None:
    told.at[stage][FIRST] = [answer]
    issue = begun(3)
    run_turn()
    assert row(issue).state == state
    assert row(issue).said == answer
    assert sorted(told.recipients) == [SECOND, "reader2@example.org"]
    if state == State.QUEUED:
        again = row(issue).try_after
        assert again
        assert again > timezone.now() + timedelta(seconds=50)


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.1 The account that you tried to reach does not exist",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound",
        "551 5.1.6 moved, and left no address",
        "550-5.1.1 there is nobody here\r\n550 5.1.1 of that name",
    ],
)
def test_where_there_is_no_such_mailbox_nothing_goes_any_more(told: Told, begun: Any, answer: str) -> None:
    told.at["rcpt"][FIRST] = [answer]
    issue = begun(3)
    run_turn()
    assert row(issue).state == State.REFUSED
    address = MailAddress.objects.get()
    assert (address.email, address.hard_bounced_at is not None) == (FIRST, True)
    assert address.said == row(issue).said
    assert AuditEntry.objects.filter(verb="stop_mail", actor="").count() == 1
    second = begun(3)
    assert (row(second).state, row(second).reason) == (State.LEFT_OUT, Delivery.Reason.BOUNCED)


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("rcpt", "550 no such user"),
        ("rcpt", "550 5.7.1 5.1.1 is what we might have said"),
        ("rcpt", "550 5.2.1 this mailbox sleeps"),
        ("rcpt", "552 5.2.2 mailbox is full"),
        ("rcpt", "554 5.1.8 we do not like who sends"),
        ("rcpt", "450 4.1.1 not known yet"),
        ("rcpt", "550 5.1.11 no such code"),
        ("data", "550 5.1.1 said of the text"),
    ],
)
def test_a_refusal_that_does_not_say_so_stops_no_address(
    told: Told, begun: Any, stage: str, answer: str
) -> None:
    told.at[stage][FIRST] = [answer]
    issue = begun(3)
    run_turn()
    assert row(issue).said == answer
    assert not MailAddress.objects.exists()


@pytest.mark.parametrize("batch", [25, 3])
def test_a_server_that_knows_nobody_at_all_speaks_of_itself(
    told: Told, begun: Any, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(running, "BATCH", batch)
    told.at["rcpt"][""] = ["550 5.1.1 nobody of that name"]
    issue = begun(60)
    run_turn()
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.PAUSED
    assert issue.deliveries.filter(state=State.REFUSED).count() == running.MOST_REFUSED
    assert not MailAddress.objects.exists()


def test_a_server_that_ends_a_connection_after_some_mails_is_called_again_at_once(
    told: Told, begun: Any
) -> None:
    told.at["rcpt"][SECOND] = ["421 enough for one connection", "250 OK"]
    told.answer = lambda stage, to, ask=told.answer: (  # type: ignore[method-assign]
        None if (said := ask(stage, to)) == "250 OK" else said
    )
    issue = begun(4)
    assert run_turn() is None
    assert told.connections == 2
    assert issue.deliveries.counted() == {State.SENT: 4}
    assert len(told.taken) == 4


def test_a_connection_that_breaks_before_the_text_leaves_nothing_uncertain(told: Told, begun: Any) -> None:
    told.at["rcpt"][FIRST] = ["drop"]
    issue = begun(2)
    run_turn()
    assert issue.deliveries.counted() == {State.QUEUED: 2}


@pytest.mark.parametrize("answer", ["take and drop", "drop"])
def test_a_connection_that_breaks_after_the_text_is_uncertain_and_not_sent_again(
    told: Told, begun: Any, answer: str
) -> None:
    told.at["data"][FIRST] = [answer]
    issue = begun(3)
    run_turn()
    assert row(issue).state == State.UNCERTAIN
    assert issue.deliveries.counted() == {State.UNCERTAIN: 1, State.SENT: 2}
    assert told.asked[FIRST] == 1
    issue.refresh_from_db()
    assert issue.state == BulletinIssue.State.SENT
