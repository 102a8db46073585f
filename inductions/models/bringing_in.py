"""A list of people that was brought in: each row with what is to become, or became, of it.

Cells are kept only while a row waits: they may hold anything that somebody once wrote into a spreadsheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class WorkerImportQuerySet(models.QuerySet["WorkerImport"]):
    def visible_to(self, user: User) -> WorkerImportQuerySet:
        standing = access.standing_of(user)
        return self.filter(prison__in=standing.prisons_where(Permission.MANAGE_WORKERS))


class WorkerImport(models.Model):
    """`columns` is {field: heading}, empty until they were chosen; fields are those of inductions/bringing_in."""

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="worker_imports")
    file_name = models.CharField(max_length=150)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True, help_text="When the first row was brought in.")
    finished_at = models.DateTimeField(null=True, blank=True, help_text="Empty: rows wait.")

    objects = WorkerImportQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison headings columns uploaded_at begun_at finished_at",
        personal="file_name uploaded_by",
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class WorkerImportRowQuerySet(models.QuerySet["WorkerImportRow"]):
    def visible_to(self, user: User) -> WorkerImportRowQuerySet:
        return self.filter(brought__in=WorkerImport.objects.visible_to(user))

    def waiting(self) -> WorkerImportRowQuerySet:
        return self.filter(settled_at=None)


class WorkerImportRow(models.Model):
    """`fate` is what the dry run found until `settled_at`, and what became of it from then on."""

    class Fate(models.TextChoices):
        UNKNOWN = "unknown", "Not looked at yet"
        CREATED = "created", "Created"
        MATCHED = "matched", "Matched"
        REFUSED = "refused", "Refused"
        DROPPED = "dropped", "Not brought in"

    brought = models.ForeignKey(WorkerImport, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(help_text="Of the rows under the headings, from 1.")
    cells = models.JSONField(default=dict)
    kept_out = models.CharField(max_length=300, blank=True, help_text="Why its cells were never kept.")
    fate = models.CharField(max_length=20, choices=Fate, default=Fate.UNKNOWN)
    sentence = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = WorkerImportRowQuerySet.as_manager()

    disclosure = Disclosure(staff="id brought number fate settled_at", personal="cells kept_out sentence")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["brought", "number"], name="worker_import_row_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(cells={}), name="worker_import_row_settled_holds_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.number}"
