"""What is written once stays: by the ORM on both databases, by row triggers on PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from coordination.models import AuditEntry
from coordination.models.immutable import ImmutableError
from directory.models import Edition, ListingEvent, Revision, Session
from directory.models.revision import COMMON_LISTS, LOCAL_LISTS
from tests.cast import Cast
from tests.directory.printing import finished

KINDS = [AuditEntry, Revision, Session, ListingEvent]


@pytest.mark.parametrize("model", KINDS)
def test_a_second_save_and_a_delete_are_refused(cast: Cast, model: type) -> None:
    row = model.objects.first()
    with pytest.raises(ImmutableError, match="written once"):
        row.save()
    with pytest.raises(ImmutableError, match="cannot be deleted"):
        row.delete()


@pytest.mark.parametrize("model", KINDS)
def test_many_at_once_are_held_to_the_same(cast: Cast, model: type) -> None:
    rows = model.objects.all()
    with pytest.raises(ImmutableError, match="cannot be deleted"):
        rows.delete()
    with pytest.raises(ImmutableError, match="written once: id"):
        rows.update(id=0)
    with pytest.raises(ImmutableError, match="written once: id"):
        rows.bulk_update(list(rows), ["id"])


@pytest.mark.parametrize("name", [*COMMON_LISTS, *LOCAL_LISTS])
def test_a_texts_lists_are_words_of_it(cast: Cast, name: str) -> None:
    decided = getattr(cast.approved.approved_revision, name)
    other = decided.model.objects.exclude(pk__in=decided.all()).first()
    with pytest.raises(ImmutableError, match="is decided"), transaction.atomic():
        decided.add(other)
    words = getattr(cast.pending_revision, name)
    kept = list(words.all())
    for change in (words.clear, lambda: words.remove(other), lambda: words.set([])):
        with pytest.raises(ImmutableError, match="written once"), transaction.atomic():
            words.add(other)
            change()
    assert list(words.all()) == kept


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("coordination_auditentry", "verb = 'nothing'"),
        ("directory_revision", "summary = 'something else'"),
        ("directory_session", "place = 'elsewhere'"),
        ("directory_listingevent", "note = 'something else'"),
        ("directory_revision_pathways", "pathway_id = 'finance'"),
        ("directory_revision_stages", "stage_id = 'release'"),
        ("directory_revision_ways_to_ask", "waytoask_id = 'officer'"),
    ],
)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such triggers by decision")
def test_postgresql_refuses_a_change_by_any_route(cast: Cast, table: str, change: str) -> None:
    for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such triggers by decision")
@pytest.mark.parametrize("name", [*COMMON_LISTS, *LOCAL_LISTS])
def test_postgresql_adds_nothing_to_a_decided_text(cast: Cast, name: str) -> None:
    through = getattr(Revision, name).through
    column = f"{getattr(Revision, name).field.m2m_reverse_field_name()}_id"
    decided = cast.approved.approved_revision
    taken = getattr(decided, name).values("pk")
    other = getattr(Revision, name).field.related_model.objects.exclude(pk__in=taken).first()
    row = {"revision_id": cast.pending_revision.pk, column: other.pk}
    if not through.objects.filter(**row).exists():
        through.objects.bulk_create([through(**row)])
    with pytest.raises(DatabaseError, match="decided text"), transaction.atomic():
        through.objects.bulk_create([through(**row | {"revision_id": decided.pk})])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such triggers by decision")
@pytest.mark.parametrize("changed", [{"snapshot": {}}, {"content_hash": "0"}, {"number": 9}])
def test_postgresql_keeps_what_was_printed(cast: Cast, changed: dict[str, object]) -> None:
    edition = finished(cast.exeter)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**changed)
    Edition.objects.filter(pk=edition.pk).update(state="failed", problem="The disk is full.")


def test_a_decision_moves_the_state_and_nothing_else(cast: Cast) -> None:
    revision = cast.pending_revision
    revision.state, revision.summary = Revision.State.RETURNED, "smuggled"
    with pytest.raises(ImmutableError):
        revision.save(update_fields=["state", "summary"])
