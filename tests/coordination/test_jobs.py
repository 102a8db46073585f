"""What the clock sets off, once a day however many clocks there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone

from coordination import tasks
from coordination.actions import invitations, jobs
from coordination.models import Invitation, JobRun
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.pages import last_entry, queued

pytestmark = pytest.mark.django_db


def test_two_clocks_do_the_work_once() -> None:
    done: list[int] = []
    assert jobs.once_a_day("test", lambda: done.append(1)) is True
    assert jobs.once_a_day("test", lambda: done.append(2)) is False
    assert done == [1]
    run = JobRun.objects.get(job="test")
    assert run.finished_at and run.day == timezone.localdate()


def test_another_job_and_another_day_are_their_own() -> None:
    done: list[int] = []
    jobs.once_a_day("test", lambda: done.append(1))
    JobRun.objects.update(day=timezone.localdate() - timedelta(days=1))
    jobs.once_a_day("test", lambda: done.append(2))
    jobs.once_a_day("other", lambda: done.append(3))
    assert done == [1, 2, 3]


def test_work_that_failed_is_tried_again_after_an_hour_and_not_before() -> None:
    def fails() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        jobs.once_a_day("test", fails)
    done: list[int] = []
    assert jobs.once_a_day("test", lambda: done.append(1)) is False
    JobRun.objects.update(started_at=timezone.now() - timedelta(hours=1))
    assert jobs.once_a_day("test", lambda: done.append(2)) is True
    assert done == [2]


def test_a_run_that_is_under_way_elsewhere_is_left_alone() -> None:
    JobRun.objects.create(
        job="test", day=timezone.localdate(), started_at=timezone.now() - timedelta(minutes=59)
    )
    assert jobs.once_a_day("test", lambda: pytest.fail("ran beside the other")) is False


def old_invitation(cast: Cast, email: str, days_ago: int) -> Invitation:
    invitation = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email=email, name="Nia"
    )
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(days=days_ago))
    return invitation


def test_the_daily_job_clears_what_is_over_and_keeps_the_rest(cast: Cast) -> None:
    over, open_session = SessionStore(), SessionStore()
    for session, age in ((over, -60), (open_session, 3600)):
        session.set_expiry(age)
        session.save()
    for days, address in ((31, "192.0.2.1"), (1, "192.0.2.2")):
        attempt = AccessAttempt.objects.create(ip_address=address, username=address, failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=timezone.now() - timedelta(days=days))
    old, recent = old_invitation(cast, "old@example.org", 31), old_invitation(cast, "recent@example.org", 29)
    accepted = invitations.invite(
        by=cast.coordinator, role=Role.GATE, prison=cast.exeter, email="in@example.org", name="In"
    )
    invitations.accept_invitation(by=None, invitation=accepted, name="In", password="eleven blue boats")
    Invitation.objects.filter(pk=accepted.pk).update(expires_at=timezone.now() - timedelta(days=400))

    assert tasks.daily() is True
    assert tasks.daily() is False

    kept = set(Session.objects.values_list("pk", flat=True))
    assert open_session.session_key in kept and over.session_key not in kept
    assert list(AccessAttempt.objects.values_list("ip_address", flat=True)) == ["192.0.2.2"]
    left = set(Invitation.objects.values_list("pk", flat=True))
    assert {recent.pk, accepted.pk} <= left and old.pk not in left
    assert last_entry("clear_old_invitations").changes == {"invitations": [1, 0]}


def test_letters_that_the_queue_lost_are_queued_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email="lost@example.org", name="L"
    )
    fresh = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email="fresh@example.org", name="F"
    )
    sent = invitations.invite(
        by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email="sent@example.org", name="S"
    )
    tasks.send_invitation(sent.pk)
    past = timezone.now() - timedelta(minutes=6)
    # The link is made of the moment, so the rows that are to be old are moved before they are sent.
    Invitation.objects.filter(pk__in=[lost.pk, sent.pk]).update(invited_at=past)
    with queued(monkeypatch) as found:
        assert tasks.queue_unsent_invitations() == 1
    assert found == [("coordination.send_invitation", (lost.pk,))]
    assert fresh.is_open
    assert [letter.to for letter in mail.outbox] == [["sent@example.org"]]
