"""Lanes, the clock and people act in the same moment, each with a connection of its own: every mail leaves once."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from bulletins.actions import sending
from bulletins.models import BulletinIssue, Delivery, SendingLane
from bulletins.sending import allowance, claims
from bulletins.sending.lanes import Lane
from bulletins.sending.running import run_turn
from bulletins.sending.sweeping import sweep
from coordination.policies import Overtaken
from tests.bulletins import making
from tests.bulletins.mail_server import Told, listening
from tests.cast import Cast, build_or_load
from tests.coordination.pages import client_of

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]
State = Delivery.State
READERS = 200


TRIGGER = """
CREATE FUNCTION along_an_arrow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state = ANY (string_to_array('{arrows}', ' '))) THEN
    RAISE EXCEPTION 'no arrow leads from % to %', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER along_an_arrow BEFORE UPDATE ON bulletins_delivery FOR EACH ROW EXECUTE FUNCTION along_an_arrow();
"""


@pytest.fixture(autouse=True)
def along_arrows(transactional_db: None) -> Iterator[None]:
    """Whatever meets in these tests, rows move along the arrows that their model names."""
    arrows = [f"{one}>{other}" for one, others in Delivery.ARROWS.items() for other in others]
    with connection.cursor() as cursor:
        cursor.execute(TRIGGER.format(arrows=" ".join(arrows)))
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION along_an_arrow CASCADE")


@pytest.fixture
def everybody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The cast in a database that keeps what threads write; no broker is asked."""
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    feature = SimpleNamespace(readers=lambda prisons: making.readers(READERS))
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    yield build_or_load()


@pytest.fixture
def told(settings: Any) -> Iterator[Told]:
    server = Told()
    with listening(server) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 10
        yield server


def at_once(*acts: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """(what was done, what was refused), each act on a connection of its own."""
    begin = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            begin.wait(timeout=30)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        results = [each.result(timeout=60) for each in [pool.submit(run, act) for act in acts]]
    refused = [each for each in results if isinstance(each, Exception)]
    return [each for each in results if not isinstance(each, Exception)], refused


def begun(cast: Cast) -> BulletinIssue:
    return sending.begin_sending(by=cast.coordinator, issue=making.issue(cast))


def test_send_pressed_in_two_browsers_makes_one_row_an_address(everybody: Cast) -> None:
    issue = making.issue(everybody)
    done, refused = at_once(*(
        lambda by=by: sending.begin_sending(by=by, issue=issue)
        for by in (everybody.coordinator, everybody.second_coordinator)
    ))  # fmt: skip
    assert (len(done), [type(each) for each in refused]) == (1, [Overtaken])
    assert issue.deliveries.count() == READERS


def test_four_lanes_share_the_rows_and_nobody_gets_two(everybody: Cast, told: Told, settings: Any) -> None:
    settings.MAIL_LANES = 4
    issue = begun(everybody)
    at_once(*[run_turn] * 4)
    run_turn()
    assert set(Counter(told.recipients).values()) == {1}
    assert len(told.taken) == READERS
    assert issue.deliveries.counted() == {State.SENT: READERS}
    assert BulletinIssue.objects.get().state == BulletinIssue.State.SENT


@pytest.mark.parametrize("act", [sending.cancel_sending, sending.pause_sending])
def test_stopping_midway_lets_only_what_is_in_hand_leave(
    everybody: Cast, told: Told, act: Callable[..., Any]
) -> None:
    issue = begun(everybody)
    midway = Event()
    told.before_answer = lambda recipient: midway.set() if len(told.taken) > 40 else None

    def stop() -> int:
        midway.wait(timeout=30)
        act(by=everybody.coordinator, issue=issue)
        return len(told.taken)

    done, refused = at_once(run_turn, run_turn, stop)
    assert refused == []
    when_stopped = done[2]
    assert when_stopped < READERS
    assert len(told.taken) - when_stopped <= 2
    counted = issue.deliveries.counted()
    assert counted.pop(State.SENT) == len(told.taken)
    left = State.CANCELLED if act is sending.cancel_sending else State.QUEUED
    assert counted == {left: READERS - len(told.taken)}
    if left == State.QUEUED:
        sending.resume_sending(by=everybody.coordinator, issue=issue)
        run_turn()
        assert Counter(told.recipients) == Counter(issue.deliveries.values_list("email", flat=True))


def test_cancelled_midway_by_its_page_at_most_a_hundred_more_leave_and_the_page_says_how_many_went(
    everybody: Cast, told: Told
) -> None:
    issue = begun(everybody)
    midway = Event()
    told.before_answer = lambda recipient: midway.set() if len(told.taken) > 60 else None
    client = client_of(everybody.coordinator)

    def cancel() -> int:
        midway.wait(timeout=30)
        asked = len(told.taken)
        answer = client.post(reverse("cancel_bulletin", args=[issue.pk]))
        assert answer.status_code == 302, answer.content.decode()
        return asked

    done, refused = at_once(run_turn, run_turn, cancel)
    assert refused == []
    assert len(told.taken) - done[2] <= 100
    assert len(told.taken) < READERS
    run_turn()
    said = client.get(reverse("bulletin_sending", args=[issue.pk])).content.decode()
    assert f"{len(told.taken)} of {READERS} mails had left" in said
    counted = {State.SENT: len(told.taken), State.CANCELLED: READERS - len(told.taken)}
    assert issue.deliveries.counted() == counted


def test_pausing_and_resuming_over_and_over_repeats_nothing(everybody: Cast, told: Told) -> None:
    issue = begun(everybody)

    def flicker() -> None:
        for _ in range(8):
            sending.pause_sending(by=everybody.coordinator, issue=issue)
            sending.resume_sending(by=everybody.coordinator, issue=issue)

    _, refused = at_once(run_turn, run_turn, flicker)
    assert all(isinstance(each, Overtaken) for each in refused)
    while run_turn() == 0:
        pass
    assert Counter(told.recipients) == Counter(issue.deliveries.values_list("email", flat=True))
    assert issue.deliveries.counted() == {State.SENT: READERS}


def test_pausing_and_resuming_while_the_server_takes_nothing_for_now_repeats_nothing(
    everybody: Cast, told: Told
) -> None:
    issue = begun(everybody)
    told.at["data"][""] = [*["451 not now"] * 3, "421 closing", *["take"] * 40, "452 no room", "take"]
    told.answer = lambda stage, to, ask=told.answer: (  # type: ignore[method-assign]
        None if (said := ask(stage, to)) == "take" else said
    )

    def flicker() -> None:
        for _ in range(8):
            sending.pause_sending(by=everybody.coordinator, issue=issue)
            sending.resume_sending(by=everybody.coordinator, issue=issue)

    _, refused = at_once(run_turn, run_turn, flicker)
    assert refused == []
    for _ in range(10):
        BulletinIssue.objects.update(waits_until=None)
        issue.deliveries.filter(try_after__isnull=False).update(try_after=None)
        run_turn()
    assert Counter(told.recipients) == Counter(issue.deliveries.values_list("email", flat=True))
    assert issue.deliveries.counted() == {State.SENT: READERS}
    assert BulletinIssue.objects.get().state == BulletinIssue.State.SENT


def test_the_clock_takes_nothing_from_lanes_that_live(everybody: Cast, told: Told) -> None:
    issue = begun(everybody)

    def clock() -> list[tuple[int, int]]:
        return [sweep() for _ in range(30)]

    done, refused = at_once(run_turn, run_turn, clock)
    assert refused == []
    assert set(done[2]) == {(0, 0)}
    assert issue.deliveries.counted() == {State.SENT: READERS}


def test_a_dead_lane_leaves_one_uncertain_row_and_the_rest_waits_again(everybody: Cast) -> None:
    issue = begun(everybody)
    with Lane() as lane:
        assert lane
        rows = claims.claim(lane.claim, 25)
        assert claims.hand(lane.claim, rows[0], None)
        assert claims.hand(lane.claim, rows[1], rows[0])
        assert sweep() == (0, 0)
        SendingLane.objects.update(beat_at="2026-01-01T00:00Z")
        assert at_once(sweep, sweep)[1] == []
        assert issue.deliveries.counted() == {State.SENT: 1, State.UNCERTAIN: 1, State.QUEUED: READERS - 2}
        assert not claims.hand(lane.claim, rows[2], None)
        # It lived after all: what became of the mail in its hands is known.
        assert claims.settle(lane.claim, rows[1], State.SENT)
    assert issue.deliveries.counted() == {State.SENT: 2, State.QUEUED: READERS - 2}


def test_a_lane_that_was_silent_too_long_is_not_ours_any_more(everybody: Cast, settings: Any) -> None:
    settings.MAIL_LANES, settings.MAIL_LANE_SECONDS = 1, 5
    with Lane() as first:
        assert first
        with Lane() as second:
            assert second is None
        SendingLane.objects.update(beat_at="2026-01-01T00:00Z")
        with Lane() as third:
            assert third
            first.beaten -= 60
            assert not first.beat()
            assert not first.beat()
            assert third.beat()


def test_two_lanes_share_one_allowance(everybody: Cast, told: Told, settings: Any) -> None:
    settings.MAIL_PER_MINUTE = 60
    begun(everybody)
    done, refused = at_once(run_turn, run_turn)
    assert refused == []
    assert len(told.taken) == 60
    assert all(0 < wait <= allowance.SECONDS for wait in done)
    assert not allowance.left()


def made_uncertain(issue: BulletinIssue) -> Delivery:
    lane = uuid.uuid4()
    row = claims.claim(lane, 1)[0]
    assert claims.hand(lane, row, None)
    assert sweep() == (0, 1)
    return row


def test_an_issue_is_not_called_sent_while_a_person_queues_a_row_again(everybody: Cast) -> None:
    issue = begun(everybody)
    row = made_uncertain(issue)
    issue.deliveries.exclude(pk=row.pk).update(state=State.CANCELLED)
    _, refused = at_once(
        lambda: claims.finish(issue.pk),
        lambda: sending.settle_uncertain(by=everybody.coordinator, delivery=row, arrived=False),
    )
    assert refused == []
    assert issue.deliveries.get(pk=row.pk).state == State.QUEUED
    assert BulletinIssue.objects.get().state == BulletinIssue.State.SENDING


def test_of_two_who_settle_one_uncertain_row_the_second_is_told(everybody: Cast) -> None:
    issue = begun(everybody)
    row = made_uncertain(issue)
    done, refused = at_once(*(
        lambda arrived=arrived: sending.settle_uncertain(
            by=everybody.coordinator, delivery=row, arrived=arrived
        )
        for arrived in (True, False)
    ))  # fmt: skip
    assert (len(done), [type(each) for each in refused]) == (1, [Overtaken])
