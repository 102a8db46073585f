"""Files move to a storage that no address leads to; what a policy says is written once, as what is signed is."""

from django.db import migrations, models

import coordination.private_files

# Whom a version is for and when it is looked at again may change: nobody has to read the same words twice for it.
MAY_CHANGE = (
    "ended_on", "review_on", "must_acknowledge", "acknowledge_within_days",
    "for_staff", "for_volunteers", "for_sessional", "for_trainees",
)  # fmt: skip


def add_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON inductions_policydocument"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_is_written_once("
            + ", ".join(f"'{column}'" for column in MAY_CHANGE)
            + ")"
        )


def remove_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER written_once ON inductions_policydocument")


class Migration(migrations.Migration):
    dependencies = [("inductions", "0003_news_of_bookings")]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="file",
            field=models.FileField(
                blank=True,
                max_length=200,
                storage=coordination.private_files.private_storage,
                upload_to="inductions/",
            ),
        ),
        migrations.RunPython(add_trigger, remove_trigger),
    ]
