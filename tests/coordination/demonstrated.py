"""A database that was seeded as a demonstration, for the length of a module; everything is undone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from coordination.models import Prison

# What the cast left. Row triggers guard single rows; emptying whole tables in a transaction is undone with it.
EMPTIED = (
    "coordination_user, coordination_organisation, coordination_prisonset, coordination_wing,"
    " coordination_auditentry"
)


def empty() -> None:
    """The database as migrating leaves it, until the transaction is rolled back."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        # Deferred constraints are checked first: PostgreSQL empties no table that still has some to check.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {EMPTIED} CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    Prison.objects.update(last_entry_number=0)


@dataclass
class Demonstration:
    """What seeding said, and what it left to be queued."""

    said: str
    queued: list[Any]


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demonstration]:
    with django_db_blocker.unblock(), transaction.atomic():
        empty()
        before = len(connection.run_on_commit)
        output = StringIO()
        call_command("seed_demo", stdout=output)
        yield Demonstration(output.getvalue(), connection.run_on_commit[before:])
        transaction.set_rollback(True)
