"""Lists of people that are brought in, with what becomes of each row."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0005_reminders"),
        ("inductions", "0004_private_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkerImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=150)),
                ("headings", models.JSONField(default=list)),
                ("columns", models.JSONField(default=dict)),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "begun_at",
                    models.DateTimeField(
                        blank=True, help_text="When the first row was brought in.", null=True
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, help_text="Empty: rows wait.", null=True)),
                (
                    "prison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worker_imports",
                        to="coordination.prison",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="WorkerImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="Of the rows under the headings, from 1.")),
                ("cells", models.JSONField(default=dict)),
                (
                    "kept_out",
                    models.CharField(blank=True, help_text="Why its cells were never kept.", max_length=300),
                ),
                (
                    "fate",
                    models.CharField(
                        choices=[
                            ("unknown", "Not looked at yet"),
                            ("created", "Created"),
                            ("matched", "Matched"),
                            ("refused", "Refused"),
                            ("dropped", "Not brought in"),
                        ],
                        default="unknown",
                        max_length=20,
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=300)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "brought",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="inductions.workerimport",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("brought", "number"), name="worker_import_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("settled_at", None), ("cells", {}), _connector="OR"),
                        name="worker_import_row_settled_holds_nothing",
                    ),
                ],
            },
        ),
    ]
