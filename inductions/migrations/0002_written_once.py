"""Row triggers on PostgreSQL, as the directory has them: what is written once cannot be changed by any route."""

from django.db import migrations

# Table -> columns that may change; every other change, and any delete, is refused.
WRITTEN_ONCE = {
    "inductions_trainingrecord": (
        "verified_at", "verified_by_id", "struck_at", "struck_by_id", "struck_reason",
    ),
    "inductions_stepsignature": ("struck_at", "struck_by_id"),
    "inductions_clearanceevent": (),
    "inductions_reading": (),
    "inductions_acknowledgement": (),
    "inductions_storedfile": ("file", "deleted_at"),
}  # fmt: skip


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, columns in WRITTEN_ONCE.items():
        arguments = ", ".join(f"'{column}'" for column in columns)
        schema_editor.execute(
            f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_is_written_once({arguments})"
        )


def remove_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in WRITTEN_ONCE:
        schema_editor.execute(f"DROP TRIGGER written_once ON {table}")


class Migration(migrations.Migration):
    dependencies = [("inductions", "0001_initial"), ("directory", "0002_written_once")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
