"""“You said, we did”: what people in prison asked for, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from forums.models.action import Action
from forums.models.feedback import FeedbackSlip

if TYPE_CHECKING:
    from coordination.models import User


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def visible_to(self, user: User) -> OutcomeQuerySet:
        """All of it for whoever keeps forums; for other readers of forums what is approved."""
        standing = access.standing_of(user)
        return self.filter(
            Q(prison__in=standing.prisons_where(Permission.MANAGE_FORUMS))
            | Q(
                prison__in=standing.prisons_where(Permission.VIEW_FORUMS),
                approved_at__isnull=False,
                withdrawn_at=None,
            )
        )

    def waiting(self) -> OutcomeQuerySet:
        return self.filter(approved_at=None, withdrawn_at=None)

    def approved(self) -> OutcomeQuerySet:
        return self.filter(approved_at__isnull=False, withdrawn_at=None)

    def taken_off(self) -> OutcomeQuerySet:
        return self.filter(withdrawn_at__isnull=False)


class Outcome(models.Model):
    """“You said, we did”: both halves in plain words. Changed after approval, it waits for approval again."""

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="outcomes")
    action = models.OneToOneField(
        Action, null=True, blank=True, on_delete=models.PROTECT, related_name="outcome"
    )
    slip = models.ForeignKey(
        FeedbackSlip, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    you_said = models.CharField(max_length=200)
    we_did = models.CharField(max_length=300)
    pathway = models.ForeignKey(
        "coordination.Pathway", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="you_said we_did pathway approved_at",
        staff="id prison action slip written_at withdrawn_at",
        personal="written_by approved_by",
    )

    class Meta:
        ordering = ["-approved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="outcome_approved_at_and_by",
            ),
            models.CheckConstraint(condition=~Q(you_said="") & ~Q(we_did=""), name="outcome_has_both_halves"),
        ]

    def __str__(self) -> str:
        return f"You said: {self.you_said}"

    def get_absolute_url(self) -> str:
        return reverse("outcome", args=[self.prison.code, self.pk])
