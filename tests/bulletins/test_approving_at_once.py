"""Approving and scheduling in the same moment as somebody else, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from bulletins.actions import approving, audience, scheduling, sending, settings, writing
from bulletins.models import BulletinIssue
from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from tests.bulletins import making
from tests.bulletins.test_approving import chosen
from tests.bulletins.test_at_once import at_once
from tests.cast import Cast, build_or_load

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one"),
    pytest.mark.django_db(transaction=True),
]
State = BulletinIssue.State
# Which of two comes first is chance, so each race is run anew a few times.
ROUNDS = range(4)


@pytest.fixture
def everybody(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    feature = SimpleNamespace(readers=lambda prisons: making.readers(5))
    monkeypatch.setattr("bulletins.audiences.offers", lambda name: [feature])
    cast = build_or_load()
    settings.change_setting(by=cast.coordinator, prison=cast.exeter, values={"needs_approval": True})
    yield cast


def waiting(cast: Cast) -> BulletinIssue:
    return approving.ask_approval(by=cast.coordinator, issue=making.issue(cast))


def approve(cast: Cast, issue: BulletinIssue) -> Callable[[], Any]:
    return lambda: approving.approve(by=cast.governor, issue=issue, seen_version=issue.version)


def overtaken(refused: list[Exception]) -> bool:
    return all(isinstance(each, Overtaken) for each in refused)


def test_of_two_answers_one_counts(everybody: Cast) -> None:
    cast = everybody
    for _ in ROUNDS:
        issue = waiting(cast)
        done, refused = at_once(
            approve(cast, issue),
            lambda issue=issue: approving.send_back(by=cast.governor, issue=issue, reason="Shorter."),
        )
        assert (len(done), len(refused)) == (1, 1) and overtaken(refused)
        now = BulletinIssue.objects.get(pk=issue.pk)
        assert (now.state == State.APPROVED) == bool(now.approved_at) != bool(now.returned_reason)
        answers = AuditEntry.objects.filter(object=f"bulletins.bulletinissue:{issue.pk}")
        assert answers.filter(verb__in=["approve_bulletin", "return_bulletin"]).count() == 1


def test_what_is_taken_back_in_the_moment_of_approval_is_a_draft_without_approval(everybody: Cast) -> None:
    cast = everybody
    for _ in ROUNDS:
        issue = waiting(cast)
        _, refused = at_once(
            approve(cast, issue),
            lambda issue=issue: approving.take_back_to_draft(by=cast.coordinator, issue=issue),
        )
        assert overtaken(refused)
        now = BulletinIssue.objects.get(pk=issue.pk)
        assert (now.state, now.approved_at, now.approved_by) == (State.DRAFT, None, None)


def test_words_that_are_changed_in_the_moment_of_approval_are_not_approved(everybody: Cast) -> None:
    cast = everybody

    def reword(issue: BulletinIssue) -> None:
        approving.take_back_to_draft(by=cast.coordinator, issue=issue)
        writing.reword_issue(by=cast.coordinator, issue=issue, values={"greeting": "Quite another."})
        approving.ask_approval(by=cast.coordinator, issue=issue)

    for _ in ROUNDS:
        issue = waiting(cast)
        read = issue.content.content_hash
        _, refused = at_once(approve(cast, issue), lambda issue=issue: reword(issue))
        assert overtaken(refused)
        now = BulletinIssue.objects.get(pk=issue.pk)
        assert now.state == State.WAITING and now.content.content_hash != read
        with pytest.raises(Refused):
            sending.begin_sending(by=cast.coordinator, issue=now)


def test_readers_that_change_in_the_moment_of_approval_are_seen_or_asked_about(everybody: Cast) -> None:
    cast = everybody
    for _ in ROUNDS:
        issue = waiting(cast)
        _, refused = at_once(
            approve(cast, issue),
            lambda issue=issue: audience.set_audience(
                by=cast.coordinator, issue=issue, values=chosen(outsiders=False)
            ),
        )
        now = BulletinIssue.objects.get(pk=issue.pk)
        assert now.version == 2 and overtaken(refused)
        assert now.state == (State.WAITING if refused else State.APPROVED)


def test_of_two_moments_chosen_at_once_one_holds_and_the_other_is_told(everybody: Cast) -> None:
    cast = everybody
    settings.change_setting(by=cast.governor, prison=cast.exeter, values={"needs_approval": False})
    issue = making.issue(cast)
    moments = [timezone.now() + timedelta(days=days) for days in (1, 2)]
    done, refused = at_once(*(
        lambda by=by, at=at: scheduling.schedule(by=by, issue=issue, send_at=at)
        for by, at in zip((cast.coordinator, cast.second_coordinator), moments, strict=True)
    ))  # fmt: skip
    assert (len(done), len(refused)) == (1, 1) and overtaken(refused)
    assert BulletinIssue.objects.get(pk=issue.pk).send_at == done[0].send_at


def test_an_issue_is_sent_or_scheduled_and_never_both(everybody: Cast) -> None:
    cast = everybody
    settings.change_setting(by=cast.governor, prison=cast.exeter, values={"needs_approval": False})
    for _ in ROUNDS:
        issue = making.issue(cast)
        at = timezone.now() + timedelta(days=1)
        at_once(
            lambda issue=issue: sending.begin_sending(by=cast.coordinator, issue=issue, seen_version=1),
            lambda issue=issue, at=at: scheduling.schedule(
                by=cast.second_coordinator, issue=issue, send_at=at
            ),
        )
        now = BulletinIssue.objects.get(pk=issue.pk)
        assert now.state == State.SENDING
        assert now.deliveries.count() == 5


def test_an_issue_that_is_taken_back_while_it_is_begun_is_one_or_the_other(everybody: Cast) -> None:
    cast = everybody
    for _ in ROUNDS:
        issue = waiting(cast)
        approve(cast, issue)()
        done, refused = at_once(
            lambda issue=issue: sending.begin_sending(by=cast.coordinator, issue=issue),
            lambda issue=issue: approving.take_back_to_draft(by=cast.second_coordinator, issue=issue),
        )
        now = BulletinIssue.objects.get(pk=issue.pk)
        assert (len(done), len(refused)) == (1, 1)
        assert (now.state, now.deliveries.count()) in {(State.SENDING, 5), (State.DRAFT, 0)}
