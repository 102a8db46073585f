"""Whatever inductions writes once is held so in every column: by the ORM, and by triggers on PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from coordination.models.immutable import ImmutableError, ImmutableRow
from inductions.models import TrainingRecord
from tests.cast import Cast
from tests.inductions.trained import a_record

pytestmark = pytest.mark.django_db
EVERY = [each for each in apps.get_app_config("inductions").get_models() if issubclass(each, ImmutableRow)]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no such triggers by decision (ADR 0006)"
)


def columns(model: Any) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.name not in model.may_change]


def test_records_signatures_histories_and_what_was_read_are_among_them() -> None:
    assert {model.__name__ for model in EVERY} == {
        "TrainingRecord", "StepSignature", "ClearanceEvent", "Reading", "Acknowledgement", "StoredFile",
        "PolicyDocument",
    }  # fmt: skip


@pytest.mark.parametrize("model", EVERY)
def test_no_column_but_those_named_changes_by_any_way_of_the_orm(model: Any) -> None:
    row = model(pk=1)
    row._state.adding = False
    for field in columns(model):
        with pytest.raises(ImmutableError):
            model.objects.update(**{field.name: None})
        with pytest.raises(ImmutableError):
            row.save(update_fields=[field.name])
        with pytest.raises(ImmutableError):
            model.objects.bulk_update([row], [field.name])
        with pytest.raises(ImmutableError):
            model.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["pk"], update_fields=[field.name]
            )
    for change in (row.save, row.delete, model.objects.all().delete):
        with pytest.raises(ImmutableError):
            change()


@on_postgresql
@pytest.mark.parametrize("model", EVERY)
def test_the_trigger_lets_the_same_columns_change_as_the_orm(model: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(tgargs, 'escape'), tgenabled, tgtype FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND tgname = 'written_once'",
            [model._meta.db_table],
        )
        ((arguments, enabled, kind),) = cursor.fetchall()
    named = set(arguments.split("\\000")) - {""}
    assert named == {model._meta.get_field(name).column for name in model.may_change}
    row, before, delete, update = 1, 2, 8, 16
    assert (enabled, kind) == ("O", row | before | delete | update)


@on_postgresql
def test_what_goes_round_the_orm_changes_no_column_of_a_record(cast: Cast) -> None:
    record = a_record(cast, cast.volunteer)
    before = TrainingRecord.objects.filter(pk=record.pk).values().get()
    for field in columns(TrainingRecord):
        other = {"IntegerField": 1, "DateField": "2001-01-01"}.get(field.get_internal_type())
        statement = f"UPDATE {TrainingRecord._meta.db_table} SET {field.column} = %s"
        if other is None and before[field.attname] is None:
            continue  # It would be the same.
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [other])
    assert TrainingRecord.objects.filter(pk=record.pk).values().get() == before


def test_what_may_change_of_a_record_is_what_a_second_person_or_a_mistake_adds(cast: Cast) -> None:
    record = a_record(cast, cast.volunteer)
    record.verified_at, record.verified_by = timezone.now(), cast.second_coordinator
    record.save(update_fields=["verified_at", "verified_by"])
    assert TrainingRecord.may_change == {
        "verified_at", "verified_by", "struck_at", "struck_by", "struck_reason",
    }  # fmt: skip
