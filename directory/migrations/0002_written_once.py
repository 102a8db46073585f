"""Row triggers on PostgreSQL: what is written once cannot be changed by any route. SQLite relies on the ORM alone."""

from django.db import migrations

# Table -> columns that may change (a decision on a revision); every other change, and any delete, is refused.
WRITTEN_ONCE = {
    "coordination_auditentry": (),
    "directory_revision": ("state", "decided_at", "decided_by_id", "reason"),
    "directory_session": (),
    "directory_listingevent": (),
}

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_what_is_written_once() RETURNS trigger AS $$
BEGIN
    -- Anonymising after the retention time is the one permitted route; it sets this for its transaction.
    IF current_setting('portal.anonymising', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - TG_ARGV) = (to_jsonb(OLD) - TG_ARGV) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION, params=None)
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
    schema_editor.execute("DROP FUNCTION refuse_change_of_what_is_written_once()")


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("coordination", "0001_initial")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
