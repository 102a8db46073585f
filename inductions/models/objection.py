"""Somebody says by the link of a letter that what is held of them is wrong, or should not be held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.disclosure import Disclosure
from inductions.models.person import Person

if TYPE_CHECKING:
    from coordination.models import User


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: User) -> ObjectionQuerySet:
        """With the person's record."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def open(self) -> ObjectionQuerySet:
        return self.filter(settled_at=None)


class Objection(models.Model):
    """It ends nothing by itself: whoever looks after the record looks at it and says what was done."""

    class What(models.TextChoices):
        WRONG = "wrong", "Something in it is wrong"
        NOT_ME = "not_me", "This is not me"
        UNWANTED = "unwanted", "I do not want to be listed"

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", "It was put right"
        ENDED = "ended", "The work was ended, and with it the record’s use"
        KEPT = "kept", "It stays as it is, and they were told why"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="objections")
    what = models.CharField(max_length=20, choices=What)
    words = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When those who look after the record were mailed."
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)

    objects = ObjectionQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id what said_at told_at settled_at outcome", personal="person words settled_by"
    )

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(settled_at=None), name="objection_one_open_a_person"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
                name="objection_settled_at_by_and_how",
            ),
        ]

    def __str__(self) -> str:
        return self.get_what_display()

    def get_absolute_url(self) -> str:
        return reverse("objection", args=[self.person_id, self.pk])
