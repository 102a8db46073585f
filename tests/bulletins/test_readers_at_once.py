"""Readers leave, join and choose while lanes send and the mail provider speaks, each with a connection of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bulletins.actions import joining, sending, wishes
from bulletins.actions.forgetting import hide
from bulletins.models import BulletinIssue, Delivery, Reader
from bulletins.reader_links import Choice, token_for
from bulletins.sending import claims
from bulletins.sending.running import run_turn
from coordination import retention
from coordination.actions import mail_addresses
from coordination.actions.mail_addresses import record_event
from coordination.models import AuditEntry, MailAddress, MailEvent, Pathway
from tests.bulletins.mail_server import Told
from tests.bulletins.test_at_once import READERS, at_once, begun, everybody, told
from tests.cast import Cast

__all__ = ["everybody", "told"]
pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]
State = Delivery.State
LAST = f"reader{READERS - 1}@example.org"


def leave(email: str) -> int:
    """As a mail program does it: the status of the answer."""
    return Client(enforce_csrf_checks=True).post(
        reverse("leave_bulletins", args=[token_for(email)]), {"List-Unsubscribe": "One-Click"}
    ).status_code  # fmt: skip


def state_of(email: str) -> tuple[str, str]:
    return Delivery.objects.values_list("state", "reason").get(email=email)


# --- Leaving --------------------------------------------------------------------------------------


def test_who_leaves_while_a_lane_holds_their_row_is_not_mailed(everybody: Cast, told: Told) -> None:
    """Every row of the batch that is not in hand yet; who is in hand in that moment gets it."""
    begun(everybody)
    first = Event()

    def midway(recipient: str) -> None:
        first.set()
        if len(told.taken) == 0:
            assert leave_done.wait(timeout=30)

    def leave_all() -> list[int]:
        assert first.wait(timeout=30)
        done = [leave(f"reader{number}@example.org") for number in range(0, 60)]
        leave_done.set()
        return done

    leave_done = Event()
    told.before_answer = midway
    done, refused = at_once(run_turn, leave_all)
    assert refused == []
    assert set(done[1]) == {200}
    in_hand = {told.recipients[0]}
    left = {f"reader{number}@example.org" for number in range(60)}
    assert in_hand < left and not (left - in_hand) & set(told.recipients)
    assert len(told.taken) == READERS - 59
    counted = BulletinIssue.objects.get().deliveries.counted()
    assert counted == {State.SENT: READERS - 59, State.LEFT_OUT: 59}


def test_nobody_is_mailed_after_the_page_said_done_however_it_falls(everybody: Cast, told: Told) -> None:
    """Many leave by themselves while two lanes send: what the server took after “done” was in hand before it."""
    begun(everybody)
    handed_when_done: dict[str, bool] = {}

    def leaving(numbers: range) -> Callable[[], None]:
        def run() -> None:
            for number in numbers:
                email = f"reader{number}@example.org"
                leave(email)
                handed_when_done[email] = state_of(email)[0] in {State.HANDED, State.SENT}

        return run

    _, refused = at_once(run_turn, run_turn, leaving(range(READERS - 1, 100, -1)), leaving(range(0, 100, 3)))
    assert refused == []
    while run_turn() == 0:
        pass
    for email, was_in_hand in handed_when_done.items():
        assert was_in_hand or email not in told.recipients, email
    assert any(not each for each in handed_when_done.values())
    assert len(set(told.recipients)) == len(told.recipients)


def test_who_leaves_while_the_rows_are_being_made_is_not_mailed(
    everybody: Cast, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their wish is saved after the audience was read and before its rows stand there."""
    real = sending.recipients

    def slowly(*args: Any) -> Any:
        found = real(*args)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(in_a_thread(lambda: leave(LAST))).result(timeout=30)
        return found

    monkeypatch.setattr(sending, "recipients", slowly)
    begun(everybody)
    assert state_of(LAST) == (State.QUEUED, "")
    run_turn()
    assert LAST not in told.recipients
    assert state_of(LAST) == (State.LEFT_OUT, "unsubscribed")
    assert BulletinIssue.objects.get().state == BulletinIssue.State.SENT


def in_a_thread(act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    return run


def test_who_left_is_not_tried_again_after_a_temporary_failure(everybody: Cast, told: Told) -> None:
    begun(everybody)
    told.at["rcpt"][LAST] = ["451 try later"]
    told.before_answer = None
    run_turn()
    assert state_of(LAST)[0] == State.QUEUED
    leave(LAST)
    assert state_of(LAST) == (State.LEFT_OUT, "unsubscribed")
    told.at["rcpt"].clear()
    Delivery.objects.filter(email=LAST).update(try_after=None)
    run_turn()
    assert LAST not in told.recipients


def test_who_left_while_their_mail_was_in_hand_and_refused_for_now_is_not_tried_again(
    everybody: Cast, told: Told
) -> None:
    begun(everybody)
    lane = uuid.uuid4()
    [row] = claims.claim(lane, 1)
    assert claims.hand(lane, row, None)
    leave(row.email)
    assert state_of(row.email)[0] == State.HANDED
    claims.put_back(lane, row, "451 try later", counts=True)
    Delivery.objects.filter(pk=row.pk).update(try_after=None)
    run_turn()
    assert row.email not in told.recipients
    assert state_of(row.email) == (State.LEFT_OUT, "unsubscribed")


# --- Joining and wishing --------------------------------------------------------------------------


def test_two_browsers_that_join_one_address_make_one_reader(
    everybody: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = [lambda: joining.ask_to_join(email="new@example.org", prisons=[everybody.exeter], pathways=[])] * 4
    assert at_once(*asks)[1] == []
    choices = [Choice("new@example.org", [code], []) for code in ("EXI", "GMI", "EXI", "GMI")]
    _, refused = at_once(*(lambda each=each: joining.confirm_joining(choice=each) for each in choices))
    assert refused == []
    reader = Reader.objects.get(email="new@example.org")
    assert reader.confirmed_at and set(reader.prisons.all()) == {everybody.exeter, everybody.guys_marsh}


def test_of_wishes_that_two_browsers_save_one_holds_whole(everybody: Cast) -> None:
    accommodation = Pathway.objects.get(code="accommodation")
    one = {"prisons": [everybody.exeter], "sections_left_out": ["news"], "pathways": [accommodation]}
    other = {"prisons": [everybody.guys_marsh], "sections_left_out": ["funding"], "pathways": []}
    for _ in range(5):
        _, refused = at_once(*(
            lambda each=each: wishes.set_wishes(email="w@example.org", **each) for each in (one, other)
        ))  # fmt: skip
        assert refused == []
        reader = Reader.objects.get(email="w@example.org")
        held = {
            "prisons": list(reader.prisons.all()), "sections_left_out": reader.sections_left_out,
            "pathways": list(reader.pathways.all()),
        }  # fmt: skip
        assert held in (one, other)


def test_leaving_in_three_browsers_is_leaving_once(everybody: Cast) -> None:
    done, refused = at_once(*[lambda: leave("w@example.org")] * 3)
    assert (done, refused) == ([200] * 3, [])
    assert AuditEntry.objects.filter(verb="leave_bulletins").count() == Reader.objects.count() == 1


def test_an_owner_who_speaks_while_the_address_is_hidden_is_heard(everybody: Cast) -> None:
    for _ in range(5):
        wishes.leave_bulletins(email="w@example.org")

        def hides() -> None:
            with transaction.atomic():
                hide({"w@example.org"})

        def chooses() -> None:
            wishes.set_wishes(email="w@example.org", prisons=None, sections_left_out=[], pathways=[])

        assert at_once(hides, chooses)[1] == []
        reader = wishes.reader_of("w@example.org")
        assert reader is None or (reader.left_at, reader.email) == (None, "w@example.org")
        assert Reader.objects.count() <= 1


def test_a_message_that_comes_while_the_address_is_hidden_is_counted(everybody: Cast) -> None:
    for number in range(5):
        MailAddress.objects.all().delete()
        record_event(event_id=f"first-{number}", email="w@example.org", kind="hard" if number % 2 else "soft")

        def hides() -> None:
            with transaction.atomic():
                retention.hide({"w@example.org"})

        def tells(number: int = number) -> None:
            record_event(event_id=f"second-{number}", email="w@example.org", kind="complaint")

        assert at_once(hides, tells)[1] == []
        assert MailAddress.objects.of("w@example.org").get().complained_at


# --- The mail provider ----------------------------------------------------------------------------


def test_a_bounce_that_is_told_while_a_lane_sends_stops_what_it_has_not_taken(
    everybody: Cast, told: Told
) -> None:
    begun(everybody)
    told_now = Event()

    def midway(recipient: str) -> None:
        if len(told.taken) == 5:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(in_a_thread(tell)).result(timeout=30)
            told_now.set()

    def tell() -> None:
        record_event(event_id="1", email=LAST, kind="hard", said="550 no such user")
        record_event(event_id="2", email=f"reader{READERS - 2}@example.org", kind="complaint")

    told.before_answer = midway
    run_turn()
    assert told_now.is_set()
    assert state_of(LAST) == (State.LEFT_OUT, "bounced")
    assert state_of(f"reader{READERS - 2}@example.org") == (State.LEFT_OUT, "complained")
    assert len(told.taken) == READERS - 2 and LAST not in told.recipients
    assert BulletinIssue.objects.get().state == BulletinIssue.State.SENT


def test_one_message_that_comes_three_times_at_once_counts_once(everybody: Cast) -> None:
    def tell() -> bool:
        return record_event(event_id="same", email="b@example.org", kind="soft", said="452 full")

    done, refused = at_once(tell, tell, tell)
    assert refused == []
    assert sorted(done) == [False, False, True]
    assert MailAddress.objects.get().soft_bounces == MailEvent.objects.count() == 1


def test_messages_of_one_address_at_once_are_all_counted(everybody: Cast) -> None:
    kinds = ["soft", "hard", "complaint", "soft"]
    _, refused = at_once(*(
        lambda n=n, kind=kind: record_event(event_id=str(n), email="b@example.org", kind=kind)
        for n, kind in enumerate(kinds)
    ))  # fmt: skip
    assert refused == []
    row = MailAddress.objects.get()
    assert row.hard_bounced_at and row.complained_at and row.soft_bounces == 1


def test_of_two_who_lift_one_stop_the_second_is_told(everybody: Cast) -> None:
    record_event(event_id="1", email=everybody.staff.email, kind="hard")
    address = MailAddress.objects.get()
    done, refused = at_once(*(
        lambda by=by: mail_addresses.lift_stop(by=by, prison=everybody.exeter, address=address)
        for by in (everybody.coordinator, everybody.second_coordinator)
    ))  # fmt: skip
    assert (len(done), len(refused)) == (1, 1)
    assert AuditEntry.objects.filter(verb="lift_mail_stop").count() == 1
