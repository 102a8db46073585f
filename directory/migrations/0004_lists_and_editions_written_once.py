"""Row triggers on PostgreSQL for what 0002 left open: a text's lists, additions to a decided text, printed snapshots."""

from django.db import migrations

LISTS = ("delivery_ways", "groups", "languages", "pathways", "stages", "ways_to_ask", "wings")
# What a worker writes while it lays out; the snapshot and everything that names it stay.
OF_AN_EDITION = (
    "state", "progress", "progress_at", "attempts", "problem", "file", "pages", "bytes", "entry_pages",
)  # fmt: skip

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_addition_to_what_is_decided() RETURNS trigger AS $$
BEGIN
    IF (SELECT state FROM directory_revision WHERE id = NEW.revision_id) <> 'pending' THEN
        RAISE EXCEPTION '% takes nothing more of a decided text', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql
"""


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION, params=None)
    lists = [f"directory_revision_{name}" for name in LISTS]
    for table in lists:
        schema_editor.execute(
            f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_is_written_once()"
        )
    for table in (*lists, "directory_session"):
        schema_editor.execute(
            f"CREATE TRIGGER added_while_pending BEFORE INSERT ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_addition_to_what_is_decided()"
        )
    arguments = ", ".join(f"'{column}'" for column in OF_AN_EDITION)
    schema_editor.execute(
        "CREATE TRIGGER written_once BEFORE UPDATE ON directory_edition"
        f" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_is_written_once({arguments})"
    )


def remove_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    lists = [f"directory_revision_{name}" for name in LISTS]
    for table in (*lists, "directory_session"):
        schema_editor.execute(f"DROP TRIGGER added_while_pending ON {table}")
    for table in (*lists, "directory_edition"):
        schema_editor.execute(f"DROP TRIGGER written_once ON {table}")
    schema_editor.execute("DROP FUNCTION refuse_addition_to_what_is_decided()")


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_editions_under_way_and_page_numbers")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
