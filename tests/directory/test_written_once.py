"""What is written once stays: by the ORM on both databases, by row triggers on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from coordination.models import AuditEntry
from coordination.models.immutable import ImmutableError
from directory.models import ListingEvent, Revision, Session
from tests.cast import Cast

KINDS = [AuditEntry, Revision, Session, ListingEvent]


@pytest.mark.parametrize("model", KINDS)
def test_a_second_save_and_a_delete_are_refused(cast: Cast, model: type) -> None:
    row = model.objects.first()
    with pytest.raises(ImmutableError, match="written once"):
        row.save()
    with pytest.raises(ImmutableError, match="cannot be deleted"):
        row.delete()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("coordination_auditentry", "verb = 'nothing'"),
        ("directory_revision", "summary = 'something else'"),
        ("directory_session", "place = 'elsewhere'"),
        ("directory_listingevent", "note = 'something else'"),
    ],
)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such triggers by decision")
def test_postgresql_refuses_a_change_by_any_route(cast: Cast, table: str, change: str) -> None:
    for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_decision_moves_the_state_and_nothing_else(cast: Cast) -> None:
    revision = cast.pending_revision
    revision.state, revision.summary = Revision.State.RETURNED, "smuggled"
    with pytest.raises(ImmutableError):
        revision.save(update_fields=["state", "summary"])
