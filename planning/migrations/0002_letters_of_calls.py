from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="toldorganisation",
            name="letter_due_at",
            field=models.DateTimeField(
                blank=True,
                help_text="There is news since then, and its letter has not been seen to.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="expression",
            name="letter_due_at",
            field=models.DateTimeField(
                blank=True, help_text="It was decided then, and the letter has not been seen to.", null=True
            ),
        ),
    ]
