from django.db import migrations, models

BEFORE = (
    "state", "progress", "progress_at", "attempts", "problem", "file", "pages", "bytes", "entry_pages",
)  # fmt: skip


def allow(*columns):
    """What may change of an edition after it was made; everything else of it is written once."""

    def replace(apps, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return
        arguments = ", ".join(f"'{column}'" for column in columns)
        schema_editor.execute("DROP TRIGGER written_once ON directory_edition")
        schema_editor.execute(
            "CREATE TRIGGER written_once BEFORE UPDATE ON directory_edition"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_is_written_once({arguments})"
        )

    return replace


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_places_changed")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="withdrawn_on",
            field=models.DateField(
                blank=True, null=True, help_text="The prison closed: nobody uses it any more."
            ),
        ),
        migrations.RunPython(allow(*BEFORE, "withdrawn_on"), allow(*BEFORE)),
    ]
