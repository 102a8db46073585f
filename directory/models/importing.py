"""A file of services that somebody brings in: where it came from, each of its rows, and what became of it.

The rows are kept here instead of the file, so that any worker can go on with them and no disk need be shared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


def prisons_of(user: User) -> models.QuerySet:
    """Where the user may bring in services."""
    return access.standing_of(user).prisons_where(Permission.IMPORT_SERVICES)


class OfAnImportingPrisonQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> models.QuerySet:
        return self.filter(prison__in=prisons_of(user))


class ImportSource(models.Model):
    """A list that comes again, with what its columns mean."""

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("where the list comes from", max_length=80)
    # {"columns": {our field: [headings]}, "fixed": {our field: value}, "first_weekday": 0|1, ...}
    mapping = models.JSONField(default=dict)
    headings = models.JSONField(default=list, help_text="Of the file for which it was last confirmed.")
    used_at = models.DateTimeField(default=timezone.now)

    objects = OfAnImportingPrisonQuerySet.as_manager()

    disclosure = Disclosure(staff="id prison name mapping headings used_at")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["prison", "name"], name="import_source_name_once_a_prison")
        ]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file on its way in. `prison` is where it was begun; `prisons` are the ones it is offered to."""

    class State(models.TextChoices):
        MAPPING = "mapping", "Waits for its columns to be named"
        CHECKING = "checking", "Dry run under way"
        CHECKED = "checked", "Dry run finished: waits for your yes"
        RUNNING = "running", "Under way"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="+")
    prisons = models.ManyToManyField("coordination.Prison", related_name="+")
    source = models.ForeignKey(
        ImportSource, null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    file_name = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State, default=State.MAPPING)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: a command on the server.",
    )  # fmt: skip
    moved_at = models.DateTimeField(default=timezone.now, help_text="When a worker last finished a row.")
    finished_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(
        null=True, blank=True, help_text="When the cells of its rows were deleted."
    )

    objects = OfAnImportingPrisonQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison prisons source file_name content_hash headings mapping state begun_at moved_at finished_at"
        " cleared_at",
        personal="begun_by",
    )

    class Meta:
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("import_run", args=[self.prison.code, self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.RUNNING)


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def visible_to(self, user: User) -> ImportRowQuerySet:
        return self.filter(run__in=ImportRun.objects.visible_to(user))


class ImportRow(models.Model):
    """A row of the file: its cells as read, its fate, and what was noticed on the way."""

    class State(models.TextChoices):
        WAITING = "waiting", "Not yet"
        DONE = "done", "Done"

    class Fate(models.TextChoices):
        CREATED = "created", "New: a text that waits for a decision"
        MATCHED = "matched", "Known: a changed text that waits for a decision"
        UNCHANGED = "unchanged", "Known, and nothing is different"
        REFUSED = "refused", "Not taken"

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Of the row in the file; the heading is row 1.")
    cells = models.JSONField(default=dict, help_text="{heading: text}; deleted some weeks after the end.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Of a dry run: what would become of it; written over by the real one.
    fate = models.CharField(max_length=10, choices=Fate, blank=True)
    # One for each prison that it was offered to: {"EXI": {"fate": "refused", "reason": "...", "listing": pk}}.
    outcomes = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was not taken.")
    # What a person should look at: [“2 telephone numbers were moved out of the description”, ...].
    flags = models.JSONField(default=list)
    # Of whom and what the row speaks, so that a row that says the same again is found however many there are.
    key = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=160, blank=True, help_text="Of the service, as read.")
    service = models.ForeignKey(
        "directory.Service", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRowQuerySet.as_manager()

    # Reasons and flags quote the file, and the outcomes hold reasons.
    disclosure = Disclosure(
        staff="id run number state fate key service done_at name", personal="cells outcomes reason flags"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="import_row_number_once"),
            models.CheckConstraint(
                condition=~Q(fate="refused") | ~Q(reason=""), name="import_row_refused_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state", "number"], name="import_row_next"),
            models.Index(fields=["run", "key"], name="import_row_said_again"),
        ]

    def __str__(self) -> str:
        return f"Row {self.number}"


class ImportedTextQuerySet(models.QuerySet["ImportedText"]):
    def visible_to(self, user: User) -> ImportedTextQuerySet:
        return self.filter(listing__prison__in=prisons_of(user))


class ImportedText(models.Model):
    """What one source last said of one listing: a file that says the same again changes nothing."""

    listing = models.ForeignKey("directory.Listing", on_delete=models.CASCADE, related_name="imported")
    source = models.ForeignKey(
        ImportSource, null=True, blank=True, on_delete=models.CASCADE, related_name="texts",
        help_text="Empty: a file of no named source.",
    )  # fmt: skip
    reference = models.CharField(max_length=120, blank=True, help_text="Of the service in the source.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what the row said, cleaned.")
    # The text that it made; where somebody wrote another since, that one is not overwritten.
    revision = models.ForeignKey(
        "directory.Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(default=timezone.now)

    objects = ImportedTextQuerySet.as_manager()

    disclosure = Disclosure(staff="id listing source reference digest revision imported_at")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "source"],
                condition=Q(source__isnull=False),
                name="imported_text_once_a_source",
            ),
            models.UniqueConstraint(
                fields=["listing"], condition=Q(source=None), name="imported_text_once_without_a_source"
            ),
        ]
        indexes = [models.Index(fields=["source", "reference"], name="imported_text_reference")]

    def __str__(self) -> str:
        return f"{self.reference or 'Imported'}: {self.listing}"
