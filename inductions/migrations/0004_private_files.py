"""Files move to a storage that no address leads to; a published policy is written once, as what is signed is."""

from django.db import migrations, models

import coordination.private_files


def add_trigger(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON inductions_policydocument"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_is_written_once('ended_on')"
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
