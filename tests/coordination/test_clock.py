from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from coordination import clock, queueing
from directory.actions import decide, upkeep, write
from directory.models import ListingEvent
from tests.cast import content

AN_OLD_MOMENT = datetime(2024, 7, 3, 23, 30, tzinfo=UTC)


def test_without_a_setting_it_is_the_real_time() -> None:
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)
    assert clock.today() == timezone.localdate()


def test_a_set_moment_holds_within_the_block_alone_and_days_are_local() -> None:
    with clock.set_to(AN_OLD_MOMENT):
        assert clock.now() == AN_OLD_MOMENT
        assert clock.today() == date(2024, 7, 4), "half past midnight in Exeter's summer"
    assert clock.now() > AN_OLD_MOMENT


def test_an_error_within_the_block_gives_the_real_time_back() -> None:
    with pytest.raises(RuntimeError), clock.set_to(AN_OLD_MOMENT):
        raise RuntimeError
    assert clock.now() > AN_OLD_MOMENT


def test_the_future_and_a_naive_moment_are_refused() -> None:
    with pytest.raises(ValueError, match="still to come"), clock.set_to(timezone.now() + timedelta(hours=1)):
        pass
    with pytest.raises(ValueError, match="time zone"), clock.set_to(datetime(2024, 7, 3)):
        pass


def test_actions_stamp_what_the_clock_says(cast) -> None:
    with clock.set_to(AN_OLD_MOMENT):
        (sent,) = write.submit_revision(
            by=cast.manager,
            listing=cast.approved,
            content=content(summary="Another text."),
            seen=cast.approved.approved_revision_id,
        )
        decide.accept_revision(by=cast.coordinator, revision=sent)
        upkeep.set_room(by=cast.manager, listing=cast.approved, room="full")
    sent.refresh_from_db()
    cast.approved.refresh_from_db()
    assert sent.submitted_at == sent.decided_at == AN_OLD_MOMENT
    assert cast.approved.confirmed_on == date(2024, 7, 4)
    newest = ListingEvent.objects.filter(listing=cast.approved).order_by("-pk")[:3]
    assert {event.at for event in newest} == {AN_OLD_MOMENT}


def test_silence_keeps_tasks_back_and_ends_with_its_block(cast, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as kept_back, queueing.silence():
        queueing.queue_on_commit("directory.tell_organisation", 1)
    with django_capture_on_commit_callbacks() as queued:
        queueing.queue_on_commit("directory.tell_organisation", 1)
    assert (len(kept_back), len(queued)) == (0, 1)


def test_a_queue_that_is_away_fails_nobody(
    db, django_capture_on_commit_callbacks, monkeypatch, caplog
) -> None:
    def away(*args, **kwargs) -> None:
        raise ConnectionError("nobody listens")

    monkeypatch.setattr("celery.current_app.send_task", away)
    with django_capture_on_commit_callbacks(execute=True) as queued:
        queueing.queue_on_commit("directory.tell_organisation", 1)
    assert len(queued) == 1
    assert "nobody listens" in caplog.text
