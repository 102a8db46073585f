"""A gap that the prison decided to work on, and the follow-ups of duplication."""

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


class PriorityQuerySet(models.QuerySet["Priority"]):
    def visible_to(self, user: User) -> PriorityQuerySet:
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_PLAN))

    def open(self) -> PriorityQuerySet:
        return self.filter(state=Priority.State.OPEN)


class Priority(models.Model):
    """Pathway, group and stage as the gap has them; `need` where one single need is taken up."""

    class State(models.TextChoices):
        OPEN = "open", "Being worked on"
        MET = "met", "Met"
        ENDED = "ended", "Ended without it"

    class Origin(models.TextChoices):
        GAP = "gap", "A gap"
        DUPLICATION = "duplication", "The same thing offered several times"
        LOSS = "loss", "About to be lost"
        NEED = "need", "A single need"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="priorities")
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.GAP)
    pathway = models.ForeignKey(
        "coordination.Pathway", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        "coordination.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stage = models.ForeignKey(
        "coordination.Stage", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    need = models.ForeignKey(
        "directory.Need", null=True, blank=True, on_delete=models.PROTECT, related_name="priorities"
    )
    listings = models.ManyToManyField(
        "directory.Listing", blank=True, related_name="+", help_text="That are alike, or about to be lost."
    )
    title = models.CharField("what is to change", max_length=160)
    target = models.CharField("how we shall know that it has", max_length=300)
    owner = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_role = models.CharField("or a role", max_length=80, blank=True)
    due_on = models.DateField()
    adopted_at = models.DateTimeField(default=timezone.now)
    adopted_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    met_by = models.ForeignKey(
        "directory.Listing", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    follow_up = models.CharField(
        max_length=200, blank=True, help_text="A page of ours: what another feature began."
    )
    outcome = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PriorityQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison origin pathway group stage need listings due_on adopted_at state met_by follow_up settled_at",
        personal="title target owner owner_role adopted_by outcome settled_by",
    )

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name_plural = "priorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) & ~Q(owner_role="") | Q(owner__isnull=False, owner_role=""),
                name="priority_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None, settled_by=None)
                | ~Q(state="open") & Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome=""),
                name="priority_settled_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(met_by=None) | Q(state="met"), name="priority_met_by_when_met"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("priority", args=[self.prison.code, self.pk])

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else self.owner_role

    @property
    def about(self) -> list[str]:
        """Pathway, group and stage in words, as far as they are named."""
        return [str(part) for part in (self.pathway, self.group, self.stage) if part]
