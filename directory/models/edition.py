"""Editions: frozen snapshots that were printed, and the places where their copies lie."""

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


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: User) -> EditionQuerySet:
        """Finished editions for readers of the prison; those under way and notices for who prints them."""
        standing = access.standing_of(user)
        readers = Q(prison__in=standing.prisons_where(Permission.VIEW_EDITIONS))
        makers = Q(prison__in=standing.prisons_where(Permission.MAKE_EDITION))
        finished = Q(state=Edition.State.READY) & ~Q(kind=Edition.Kind.TAKE_DOWN)
        return self.filter(makers | (readers & finished))


class Edition(models.Model):
    class Kind(models.TextChoices):
        STAFF = "staff", "Directory for staff"
        PEOPLE = "people", "Directory for people in prison"
        TAKE_DOWN = "take_down", "Take-down notice"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be laid out"
        RENDERING = "rendering", "Being laid out"
        READY = "ready", "Ready to print"
        FAILED = "failed", "Could not be made"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="editions")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveIntegerField(help_text="Counts up for each prison and kind.")
    printed_on = models.DateField(default=timezone.localdate)
    renew_on = models.DateField(help_text="“Ask for a new one after”.")
    made_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: made by a command on the server.",
    )  # fmt: skip
    made_at = models.DateTimeField(default=timezone.now)
    snapshot = models.JSONField(help_text="Everything that is printed, frozen.")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the snapshot as canonical JSON.")
    changes = models.JSONField(
        default=dict, help_text="Entries added, changed and removed since the last one."
    )
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent.")
    progress_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, help_text="What went wrong, for the coordinator.")
    file = models.FileField(upload_to="editions/", blank=True, max_length=200)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    bytes = models.PositiveIntegerField(null=True, blank=True)
    entry_pages = models.JSONField(default=dict, help_text="Entry number -> page on which it begins.")
    withdrawn_on = models.DateField(
        null=True, blank=True, help_text="The prison closed: nobody uses it any more."
    )

    objects = EditionQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="kind number printed_on renew_on content_hash withdrawn_on",
        staff="id prison made_at snapshot changes state progress progress_at attempts problem file pages bytes"
        " entry_pages",
        personal="made_by",
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["prison", "kind", "number"], name="edition_number_once"),
            # Two presses of one button make one edition. Notices are urgent and wait for nothing.
            models.UniqueConstraint(
                fields=["prison", "kind"],
                condition=Q(state__in=["queued", "rendering"]) & ~Q(kind="take_down"),
                name="edition_one_under_way_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & Q(pages__isnull=False)),
                name="edition_ready_has_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="edition_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, edition {self.number}, {self.prison}"

    def get_absolute_url(self) -> str:
        return reverse("edition", args=[self.prison.code, self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RENDERING)


class CopyPlaceQuerySet(models.QuerySet["CopyPlace"]):
    def visible_to(self, user: User) -> CopyPlaceQuerySet:
        standing = access.standing_of(user)
        return self.filter(prison__in=standing.prisons_where(Permission.VIEW_EDITIONS))


class CopyPlace(models.Model):
    """Where copies lie: a wing office, the library, induction, the ACCT documents."""

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="copy_places")
    name = models.CharField(max_length=80)
    ended_on = models.DateField(null=True, blank=True)

    objects = CopyPlaceQuerySet.as_manager()

    disclosure = Disclosure(staff="id prison name ended_on")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "name"], condition=Q(ended_on=None), name="copy_place_name_once_a_prison"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlacedCopyQuerySet(models.QuerySet["PlacedCopy"]):
    def visible_to(self, user: User) -> PlacedCopyQuerySet:
        return self.filter(place__in=CopyPlace.objects.visible_to(user))

    def lying(self) -> PlacedCopyQuerySet:
        """Still there: neither taken away nor replaced."""
        return self.filter(removed_on=None)


class PlacedCopy(models.Model):
    """So many copies of an edition lie at a place, until they are taken away or replaced."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="placed_copies")
    place = models.ForeignKey(CopyPlace, on_delete=models.PROTECT, related_name="placed_copies")
    copies = models.PositiveSmallIntegerField()
    placed_on = models.DateField(default=timezone.localdate)
    removed_on = models.DateField(null=True, blank=True)

    objects = PlacedCopyQuerySet.as_manager()

    disclosure = Disclosure(staff="id edition place copies placed_on removed_on")

    class Meta:
        ordering = ["place__name", "-placed_on"]
        constraints = [
            models.CheckConstraint(condition=Q(copies__gt=0), name="placed_copy_is_at_least_one"),
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(removed_on__gte=models.F("placed_on")),
                name="placed_copy_removed_after_placed",
            ),
            models.UniqueConstraint(
                fields=["edition", "place"], condition=Q(removed_on=None), name="placed_copy_once_at_a_place"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.copies} at {self.place}"
