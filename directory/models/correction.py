"""Readers who say that something in an entry is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from directory.models.listing import Listing

if TYPE_CHECKING:
    from coordination.models import User


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: User) -> CorrectionQuerySet:
        """For who looks after the entry, for the organisation whose entry it is, and for the reader who told."""
        standing = access.standing_of(user)
        return self.filter(
            Q(listing__prison__in=standing.prisons_where(Permission.VIEW_QUEUE))
            | Q(told_by=user.pk, listing__prison__in=standing.prisons_where(Permission.VIEW_DIRECTORY))
            | Q(listing__service__organisation__in=standing.organisations_where(Permission.UPDATE_LISTING))
        )

    def open(self) -> CorrectionQuerySet:
        return self.filter(settled_at=None)


class Correction(models.Model):
    """A reader says that something in an entry is wrong. It changes nothing by itself."""

    class Topic(models.TextChoices):
        CONTACT = "contact", "Phone, e-mail or contact person"
        TIMES = "times", "Day, time or place"
        ROOM = "room", "Whether there is room"
        HOW_TO_ASK = "how_to_ask", "How to ask"
        WHO_FOR = "who_for", "Who it is for"
        GONE = "gone", "It does not run any more"
        WORDS = "words", "Words that are hard to understand"
        OTHER = "other", "Something else"

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="corrections")
    topic = models.CharField("what is wrong", max_length=20, choices=Topic)
    words = models.CharField("what should it say?", max_length=400, blank=True)
    told_at = models.DateTimeField(default=timezone.now)
    told_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField("what was done", max_length=300, blank=True)

    objects = CorrectionQuerySet.as_manager()

    # What was typed freely may turn out to speak of a person, so it must not live on in the audit.
    disclosure = Disclosure(
        staff="id listing topic told_at settled_at", personal="words told_by settled_by answer"
    )

    class Meta:
        ordering = ["settled_at", "-told_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="correction_settled_at_and_by",
            ),
            # Told again by the same reader while nobody has looked, it is the same thing.
            models.UniqueConstraint(
                fields=["listing", "topic", "told_by"],
                condition=Q(settled_at=None),
                name="correction_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.listing}"

    def get_absolute_url(self) -> str:
        return reverse("correction", args=[self.listing.prison.code, self.pk])
