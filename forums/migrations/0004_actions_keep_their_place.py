"""A row trigger on PostgreSQL: where an action was agreed, when and by whom cannot be changed by any route."""

from django.db import migrations

MAY_CHANGE = (
    "what", "raised_by", "owner_id", "owner_organisation_id", "owner_role", "due_on", "state", "dropped_reason",
    "finished_at", "finished_by_id", "given_at", "told_at",
)  # fmt: skip


def add_trigger(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    arguments = ", ".join(f"'{column}'" for column in MAY_CHANGE)
    schema_editor.execute(
        "CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON forums_action"
        f" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_is_written_once({arguments})"
    )


def remove_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER written_once ON forums_action")


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_written_once"), ("forums", "0003_letters_of_meetings")]

    operations = [migrations.RunPython(add_trigger, remove_trigger)]
