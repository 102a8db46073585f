import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0003_papers_in_turn"),
        ("coordination", "0008_mail_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="IssueNumbering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "prison",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coordination.prison",
                    ),
                ),
                (
                    "prison_set",
                    models.ForeignKey(
                        blank=True,
                        help_text="With neither prison nor set: of the issues for all prisons.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coordination.prisonset",
                    ),
                ),
                ("last_number", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("prison", None), ("prison_set", None), _connector="OR"),
                        name="issue_numbering_of_one_place",
                    ),
                    models.UniqueConstraint(
                        Coalesce(F("prison"), 0),
                        Coalesce(F("prison_set"), 0),
                        name="issue_numbering_once_a_place",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="bulletinissue",
            constraint=models.UniqueConstraint(
                Coalesce(F("prison"), 0),
                Coalesce(F("prison_set"), 0),
                F("number"),
                name="bulletin_number_once",
            ),
        ),
        # What was taken in the last minute is not worth carrying over.
        migrations.RemoveField(model_name="minuteofsending", name="minute"),
        migrations.RemoveField(model_name="minuteofsending", name="taken"),
        migrations.AddField(model_name="minuteofsending", name="taken", field=models.JSONField(default=list)),
    ]
