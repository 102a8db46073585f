"""A list of people that was brought in: each row with what is to become, or became, of it.

Cells and headings are kept only while rows wait, and no longer than UNFINISHED_KEPT: they may hold anything that
somebody once wrote into a spreadsheet.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User

# From the upload. Whoever was kept from finishing a list for longer still has the file.
UNFINISHED_KEPT: Final = timedelta(days=14)
# So long a list says what became of its rows, and the next one takes over what its columns mean.
FINISHED_KEPT: Final = timedelta(days=365)


class WorkerImportQuerySet(models.QuerySet["WorkerImport"]):
    def visible_to(self, user: User) -> WorkerImportQuerySet:
        standing = access.standing_of(user)
        return self.filter(prison__in=standing.prisons_where(Permission.MANAGE_WORKERS))

    def unfinished(self) -> WorkerImportQuerySet:
        return self.filter(finished_at=None)


class WorkerImport(models.Model):
    """`columns` is {field: heading}, a guess until somebody chose; fields are those of inductions/bringing_in.

    `headings` are emptied when the list is finished: of a list without any, its first person stands in their place.
    """

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

    def get_absolute_url(self) -> str:
        return reverse("workers_import_list", args=[self.prison.code, self.pk])

    @property
    def kept_until(self) -> datetime:
        """When what still waits is thrown away."""
        return self.uploaded_at + UNFINISHED_KEPT


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
        UNCHANGED = "unchanged", "Known already"
        REFUSED = "refused", "Refused"
        DROPPED = "dropped", "Not brought in"

    brought = models.ForeignKey(WorkerImport, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(help_text="As a spreadsheet counts, with the headings as row 1.")
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
