"""A database that was seeded as a demonstration, for the length of a module; everything is undone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import StringIO
from types import FunctionType, SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from coordination.demo.world import World
from coordination.models import Prison
from coordination.offers import offers
from tests.put_back import Before

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
    """What seeding said, and what it left to be queued, by the feature that did."""

    said: str
    queued_by: dict[str, list[Any]]
    rows: Before

    @property
    def queued(self) -> list[Any]:
        return [each for queued in self.queued_by.values() for each in queued]


def seeded() -> Demonstration:
    queued_by: dict[str, list[Any]] = {}

    def seed(module: Any, world: World) -> None:
        before = [act for _, act, _ in connection.run_on_commit]
        module.seed(world)
        # A file that was kept stands there too, in front: it is taken away where nothing is committed.
        queued_by[module.__name__] = [
            each
            for each in connection.run_on_commit
            if each[1] not in before and isinstance(each[1], FunctionType)
        ]

    output = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        modules = [SimpleNamespace(seed=partial(seed, module)) for module in offers("demo")]
        patch.setattr("coordination.management.commands.seed_demo.offers", lambda name: modules)
        call_command("seed_demo", stdout=output)
    connection.check_constraints()
    return Demonstration(output.getvalue(), queued_by, Before())


# Seeding takes half a minute: what it wrote serves every module of this process (tests/side_by_side.py keeps them
# together). Their rows are put where they were, so that no module finds what tests of another changed.
MADE: list[Demonstration] = []


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demonstration]:
    with django_db_blocker.unblock(), transaction.atomic():
        empty()
        if MADE:
            MADE[0].rows.put_back()
        else:
            MADE.append(seeded())
        yield MADE[0]
        transaction.set_rollback(True)
