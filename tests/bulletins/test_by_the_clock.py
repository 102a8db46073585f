"""An issue that was scheduled begins at its moment, once; or goes back with the sentence that says why not."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from bulletins import tasks
from bulletins.actions.approving import approve, ask_approval, take_back_to_draft
from bulletins.actions.scheduling import begin_due, begin_when_due, give_back, schedule, unschedule
from bulletins.actions.sending import begin_sending, cancel_sending
from bulletins.models import BulletinIssue, BulletinSetting, Delivery
from coordination.models import AuditEntry
from coordination.policies import Overtaken
from tests.bulletins import making
from tests.cast import Cast
from tests.together import at_once

pytestmark = pytest.mark.django_db
State = BulletinIssue.State
READERS = 40
at_once_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the embedded database writes one by one"
)


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Who is offered; a test may empty the list."""
    offered = making.readers(READERS)
    feature = SimpleNamespace(readers=lambda prisons: offered)
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    return offered


def scheduled(cast: Cast, issue: BulletinIssue | None = None, *, ago: int = 1) -> BulletinIssue:
    """For a moment that was `ago` minutes ago."""
    issue = issue or making.issue(cast)
    schedule(by=cast.coordinator, issue=issue, send_at=timezone.now() + timedelta(hours=1))
    BulletinIssue.objects.filter(pk=issue.pk).update(send_at=timezone.now() - timedelta(minutes=ago))
    issue.refresh_from_db()
    return issue


def test_what_is_due_is_sent_and_what_is_not_waits(cast: Cast) -> None:
    due = scheduled(cast)
    later = scheduled(cast, ago=-5)
    tasks.look()
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, later.state) == (State.SENDING, State.SCHEDULED)
    assert due.deliveries.count() == READERS
    assert not later.deliveries.exists()
    entry = AuditEntry.objects.get(verb="begin_sending")
    assert entry.actor == ""
    tasks.send()
    assert len(mail.outbox) == READERS
    assert begin_due() == 0


def test_whoever_leaves_the_audience_before_the_moment_gets_nothing_and_whoever_comes_does(
    cast: Cast, readers: list[Any]
) -> None:
    issue = scheduled(cast)
    readers[:2] = making.readers(1, email="new@example.org")
    assert begin_due() == 1
    found = set(issue.deliveries.values_list("email", flat=True))
    assert "new@example.org" in found
    assert not {"reader0@example.org", "reader1@example.org"} & found


def test_where_approval_is_asked_for_meanwhile_it_goes_back_and_nothing_leaves(cast: Cast) -> None:
    issue = scheduled(cast)
    BulletinSetting.objects.create(prison=cast.exeter, needs_approval=True)
    assert begin_due() == 0
    issue.refresh_from_db()
    assert (issue.state, issue.send_at) == (State.DRAFT, None)
    assert "governor approves this issue" in issue.trouble_said
    assert not issue.deliveries.exists()
    assert AuditEntry.objects.filter(verb="bulletin_not_begun", actor="").count() == 1
    assert begin_due() == 0
    assert AuditEntry.objects.filter(verb="bulletin_not_begun").count() == 1


def test_what_was_approved_and_scheduled_is_sent(cast: Cast) -> None:
    BulletinSetting.objects.create(prison=cast.exeter, needs_approval=True)
    issue = making.issue(cast)
    ask_approval(by=cast.coordinator, issue=issue)
    approve(by=cast.governor, issue=issue, seen_version=BulletinIssue.objects.get().version)
    issue = scheduled(cast, issue)
    assert begin_due() == 1
    assert issue.deliveries.count() == READERS


def test_where_nobody_would_get_it_an_approved_one_goes_back_to_approved_with_the_sentence(
    cast: Cast, readers: list[Any]
) -> None:
    BulletinSetting.objects.create(prison=cast.exeter, needs_approval=True)
    issue = making.issue(cast)
    ask_approval(by=cast.coordinator, issue=issue)
    approve(by=cast.governor, issue=issue, seen_version=BulletinIssue.objects.get().version)
    issue = scheduled(cast, issue)
    readers.clear()
    assert begin_due() == 0
    issue.refresh_from_db()
    assert (issue.state, issue.send_at) == (State.APPROVED, None)
    assert issue.trouble_said.startswith("Nobody would get this issue.")
    assert not issue.deliveries.exists()


def test_one_that_cannot_be_sent_holds_nobody_up(cast: Cast) -> None:
    BulletinSetting.objects.create(prison=cast.exeter, needs_approval=False)
    first = scheduled(cast, ago=9)
    elsewhere = making.issue(cast, elsewhere=True)
    schedule(by=cast.other_coordinator, issue=elsewhere, send_at=timezone.now() + timedelta(hours=1))
    BulletinIssue.objects.filter(pk=elsewhere.pk).update(send_at=timezone.now())
    BulletinSetting.objects.update(needs_approval=True)
    assert begin_due() == 1
    first.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (first.state, elsewhere.state) == (State.DRAFT, State.SENDING)


def test_a_moment_that_was_chosen_anew_after_the_clock_looked_holds(cast: Cast) -> None:
    issue = scheduled(cast)
    BulletinIssue.objects.filter(pk=issue.pk).update(send_at=timezone.now() + timedelta(hours=2))
    with pytest.raises(Overtaken, match="not due any more"):
        begin_when_due(issue)
    unschedule(by=cast.coordinator, issue=issue)
    with pytest.raises(Overtaken, match="not due any more"):
        begin_when_due(issue)
    assert not issue.deliveries.exists()


def test_what_a_person_did_meanwhile_is_not_given_back(cast: Cast) -> None:
    issue = scheduled(cast)
    cancel_sending(by=cast.coordinator, issue=issue)
    give_back(issue, "too late")
    issue.refresh_from_db()
    assert (issue.state, issue.trouble_said) == (State.CANCELLED, "")
    assert not AuditEntry.objects.filter(verb="bulletin_not_begun").exists()


# Each empties the database and fills it anew, so that they try several times in one test.
@at_once_only
@pytest.mark.django_db(transaction=True)
def test_three_clocks_begin_it_once(everybody: Cast) -> None:
    for turn in range(1, 4):
        issue = scheduled(everybody)
        assert sorted(at_once(begin_due, begin_due, begin_due)) == [0, 0, 1]
        assert issue.deliveries.count() == READERS
        assert AuditEntry.objects.filter(verb="begin_sending").count() == turn


@at_once_only
@pytest.mark.django_db(transaction=True)
def test_the_clock_and_a_person_who_presses_send_begin_it_once(everybody: Cast) -> None:
    for turn in range(1, 5):
        issue = scheduled(everybody)
        clock, person = at_once(begin_due, lambda it=issue: begin_sending(by=everybody.coordinator, issue=it))
        assert (clock, type(person)) in {(1, Overtaken), (0, BulletinIssue)}
        assert issue.deliveries.count() == READERS
        assert AuditEntry.objects.filter(verb="begin_sending").count() == turn


@at_once_only
@pytest.mark.django_db(transaction=True)
def test_whoever_stops_it_as_it_becomes_due_has_stopped_it_or_is_told(everybody: Cast) -> None:
    for act in [cancel_sending, unschedule, take_back_to_draft] * 2:
        issue = scheduled(everybody)
        begun, stopped = at_once(begin_due, lambda act=act, it=issue: act(by=everybody.coordinator, issue=it))
        issue.refresh_from_db()
        counted = issue.deliveries.counted()
        if isinstance(stopped, Overtaken):
            assert (begun, issue.state, counted) == (1, State.SENDING, {Delivery.State.QUEUED: READERS})
        elif begun:
            assert (issue.state, counted) == (State.CANCELLED, {Delivery.State.CANCELLED: READERS})
        else:
            assert (begun, counted) == (0, {})
            assert issue.state == (State.CANCELLED if act is cancel_sending else State.DRAFT)


@at_once_only
@pytest.mark.django_db(transaction=True)
def test_two_clocks_give_it_back_once(everybody: Cast, readers: list[Any]) -> None:
    readers.clear()
    for turn in range(1, 4):
        issue = scheduled(everybody)
        assert at_once(begin_due, begin_due) == [0, 0]
        issue.refresh_from_db()
        assert issue.state == State.DRAFT
        assert AuditEntry.objects.filter(verb="bulletin_not_begun").count() == turn
