"""What a test committed is gone after it, and what it took away is there again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from coordination.models import Organisation, User, Wing
from tests.cast import Cast
from tests.put_back import Before


def change() -> None:
    """A new row, another text, and everything of one table away."""
    Organisation.objects.create(name="Newcomers", slug="newcomers")
    Organisation.objects.filter(slug="harbour-housing").update(website="https://changed.example.org")
    Wing.objects.all().delete()


def replication_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        return str(cursor.fetchone()[0])


@pytest.fixture
def afterwards(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Looks when the test's own database fixture has been taken down."""
    with django_db_blocker.unblock():
        rows = Before().rows
    yield
    with django_db_blocker.unblock():
        now = Before().rows
    for table, content in rows.items():
        assert sorted(now[table].splitlines()) == sorted(content.splitlines()), table


def test_every_row_is_as_it_was_after_a_test_that_commits(afterwards: None, everybody: Cast) -> None:
    change()
    assert not Wing.objects.exists()


def test_within_a_transaction_triggers_are_there_afterwards(cast: Cast) -> None:
    before = Before()
    change()
    before.put_back()
    assert before.summed() == before.sums
    assert replication_role() == "origin"


def test_a_new_row_gets_a_key_that_nobody_had(cast: Cast) -> None:
    before = Before()
    gone = User.objects.create(email="gone@example.org", name="Gone").pk
    before.put_back()
    assert User.objects.create(email="next@example.org", name="Next").pk > gone
