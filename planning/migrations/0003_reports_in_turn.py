"""Claims on papers and runs; and row triggers on PostgreSQL: a report that was issued stays as it is.

SQLite relies on the ORM alone (planning/models/report.py).
"""

import django.utils.timezone
from django.db import migrations, models

# What of an issued report may change: the state of its paper.
MAY_CHANGE = ("paper", "problem", "file", "pages", "claimed", "attempts", "touched_at")


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    arguments = ", ".join(f"'{column}'" for column in MAY_CHANGE)
    schema_editor.execute(
        "CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON planning_gapreport"
        f" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_what_is_written_once({arguments})"
    )


def remove_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP TRIGGER written_once ON planning_gapreport")


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_letters_of_calls"), ("directory", "0002_written_once")]

    operations = [
        migrations.AddField(
            model_name="gapreport",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="gapreport",
            name="claimed",
            field=models.BooleanField(
                default=False, help_text="A worker makes the paper; `attempts` is its token."
            ),
        ),
        migrations.AddField(
            model_name="gapreport",
            name="touched_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="Queued, or heard of, last."
            ),
        ),
        migrations.AddField(
            model_name="reportrun",
            name="moved_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="Queued, or heard of, last."
            ),
        ),
        migrations.AddConstraint(
            model_name="gapreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paper", "ready"), _negated=True),
                    models.Q(models.Q(("file", ""), _negated=True), ("pages__isnull", False)),
                    _connector="OR",
                ),
                name="gap_report_ready_has_a_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="gapreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paper", "failed"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="gap_report_failed_says_why",
            ),
        ),
        migrations.RunPython(add_triggers, remove_triggers),
    ]
