from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0004_numbers_and_a_real_minute")]

    operations = [
        migrations.AddField(
            model_name="audience",
            name="settled",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="As it was when the issue was scheduled, or approval was asked for.",
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
