"""Row triggers on PostgreSQL: what is written once, and the text of approved minutes, no route changes.

SQLite relies on the ORM alone (forums/models/minutes.py).
"""

from django.db import migrations

# Table -> columns that may change; every other change, and any delete, is refused.
WRITTEN_ONCE = {
    "forums_approvedminutes": (),
    "forums_minutesaddendum": (),
    "forums_actionnote": (),
    "forums_forumfile": ("file", "removed_at"),
}

# Anonymising is the one permitted route, as for what is written once; it sets this for its transaction.
MINUTES = """
CREATE FUNCTION refuse_change_of_approved_minutes() RETURNS trigger AS $$
BEGIN
    IF current_setting('portal.anonymising', true) = 'on' OR OLD.state <> 'approved' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Approved minutes stay as they are' USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""

# The minutes' row is held until the change holds, so that nobody approves them in between; and who waited for an
# approval reads it afterwards.
ITEMS = """
CREATE FUNCTION refuse_change_of_items_of_approved_minutes() RETURNS trigger AS $$
DECLARE
    found text;
BEGIN
    IF current_setting('portal.anonymising', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    FOR found IN
        SELECT state FROM forums_minutes
        WHERE id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.minutes_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.minutes_id END
        )
        ORDER BY id FOR SHARE
    LOOP
        IF found = 'approved' THEN
            RAISE EXCEPTION 'Approved minutes stay as they are' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN COALESCE(NEW, OLD);
END $$ LANGUAGE plpgsql
"""


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, columns in WRITTEN_ONCE.items():
        arguments = ", ".join(f"'{column}'" for column in columns)
        schema_editor.execute(
            f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_is_written_once({arguments})"
        )
    schema_editor.execute(MINUTES, params=None)
    schema_editor.execute(ITEMS, params=None)
    schema_editor.execute(
        "CREATE TRIGGER approved_stay BEFORE UPDATE OR DELETE ON forums_minutes"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_approved_minutes()"
    )
    schema_editor.execute(
        "CREATE TRIGGER approved_stay BEFORE INSERT OR UPDATE OR DELETE ON forums_minuteitem"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_items_of_approved_minutes()"
    )


def remove_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in WRITTEN_ONCE:
        schema_editor.execute(f"DROP TRIGGER written_once ON {table}")
    for table in ("forums_minutes", "forums_minuteitem"):
        schema_editor.execute(f"DROP TRIGGER approved_stay ON {table}")
    schema_editor.execute("DROP FUNCTION refuse_change_of_approved_minutes()")
    schema_editor.execute("DROP FUNCTION refuse_change_of_items_of_approved_minutes()")


class Migration(migrations.Migration):
    dependencies = [("forums", "0005_letters_of_minutes"), ("directory", "0002_written_once")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
