from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0004_actions_keep_their_place")]

    operations = [
        migrations.AddField(
            model_name="minutes",
            name="told_at",
            field=models.DateTimeField(
                blank=True, help_text="When every letter of the last sending out had left.", null=True
            ),
        ),
    ]
