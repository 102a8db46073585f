"""An issue has a number of its place from the moment in which its words are frozen, and keeps it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from bulletins.actions.approving import ask_approval, take_back_to_draft
from bulletins.actions.freezing import freeze
from bulletins.actions.sending import cancel_sending
from bulletins.models import BulletinIssue, BulletinItem
from coordination.models import PrisonSet
from coordination.policies import Refused
from tests.bulletins import making
from tests.cast import Cast
from tests.together import at_once

pytestmark = pytest.mark.django_db


def frozen(issue: BulletinIssue) -> int:
    with transaction.atomic():
        freeze(BulletinIssue.objects.select_for_update().get(pk=issue.pk))
    issue.refresh_from_db()
    assert issue.number is not None
    return issue.number


def test_a_prison_a_set_and_all_prisons_count_for_themselves(cast: Cast) -> None:
    chosen = PrisonSet.objects.create(name="Two in the West")
    here, elsewhere = [making.issue(cast) for _ in range(3)], making.issue(cast, elsewhere=True)
    of_the_set = [making.issue(cast, prison=None, prison_set=chosen) for _ in range(2)]
    of_all = [making.issue(cast, prison=None) for _ in range(2)]
    assert [frozen(issue) for issue in reversed(here)] == [1, 2, 3]
    assert frozen(elsewhere) == 1
    assert [frozen(issue) for issue in of_the_set] == [1, 2]
    assert [frozen(issue) for issue in of_all] == [1, 2]


def test_a_draft_has_none_and_one_that_is_taken_back_and_asked_for_again_keeps_its_own(cast: Cast) -> None:
    issue = making.issue(cast)
    assert issue.number is None
    ask_approval(by=cast.coordinator, issue=issue)
    take_back_to_draft(by=cast.coordinator, issue=issue)
    BulletinItem.objects.filter(issue=issue).update(heading="Another heading")
    BulletinIssue.objects.filter(pk=issue.pk).update(version=2)
    assert (frozen(issue), frozen(making.issue(cast))) == (1, 2)


def test_the_number_of_a_cancelled_issue_is_not_given_again(cast: Cast) -> None:
    issue = making.issue(cast)
    ask_approval(by=cast.coordinator, issue=issue)
    cancel_sending(by=cast.coordinator, issue=issue)
    assert frozen(making.issue(cast)) == 2


def test_what_cannot_be_frozen_uses_no_number_up(cast: Cast) -> None:
    empty = making.issue(cast)
    empty.items.all().delete()
    with pytest.raises(Refused, match="says nothing yet"):
        frozen(empty)
    assert frozen(making.issue(cast)) == 1


def test_no_two_issues_of_a_place_have_one_number_whatever_writes_it(cast: Cast) -> None:
    first, second = making.issue(cast, prison=None), making.issue(cast, prison=None)
    frozen(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulletinIssue.objects.filter(pk=second.pk).update(number=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database writes one by one")
def test_issues_that_are_frozen_at_once_have_one_number_after_the_other(everybody: Any) -> None:
    for changes in ({}, {"prison": None}):
        issues = [making.issue(everybody, **changes) for _ in range(4)]
        done = at_once(*(lambda issue=issue: frozen(issue) for issue in issues))
        assert sorted(done) == [1, 2, 3, 4]
