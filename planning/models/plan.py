"""The action plan of a prison at one of three levels, and the evidence of what was done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.models.reference import ReferenceItem
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class Level(models.TextChoices):
    """Of the model: each holds the activities of those before it."""

    BRONZE = "bronze", "Bronze"
    SILVER = "silver", "Silver"
    GOLD = "gold", "Gold"


class Activity(ReferenceItem):
    """What belongs to a level, as data. `evidence`: kinds of evidence that show it, by their codes, one a line."""

    level = models.CharField(max_length=10, choices=Level)
    sentence = models.CharField(max_length=200, blank=True)
    evidence = models.JSONField(default=list)
    months = models.PositiveSmallIntegerField(
        default=12, help_text="Evidence older than so many months counts no more."
    )

    disclosure = Disclosure(everyone="code label label_welsh position active level sentence evidence months")

    class Meta(ReferenceItem.Meta):
        verbose_name_plural = "activities"


class ActionPlanQuerySet(models.QuerySet["ActionPlan"]):
    def visible_to(self, user: User) -> ActionPlanQuerySet:
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_PLAN))


class ActionPlan(models.Model):
    """One a prison: the level it works towards, and who is the named manager for the voluntary sector."""

    prison = models.OneToOneField("coordination.Prison", on_delete=models.PROTECT, related_name="action_plan")
    level = models.CharField("the level to reach", max_length=10, choices=Level, default=Level.BRONZE)
    manager = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    manager_role = models.CharField("named manager, by role", max_length=120, blank=True)
    named_on = models.DateField(null=True, blank=True, help_text="Since when this manager is named.")
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = ActionPlanQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison level manager_role named_on begun_at", personal="manager begun_by"
    )

    def __str__(self) -> str:
        return f"Action plan of {self.prison}"

    @property
    def manager_name(self) -> str:
        return " · ".join(
            part for part in (self.manager.name if self.manager else "", self.manager_role) if part
        )


class PlanStepQuerySet(models.QuerySet["PlanStep"]):
    def visible_to(self, user: User) -> PlanStepQuerySet:
        return self.filter(plan__in=ActionPlan.objects.visible_to(user))

    def open(self) -> PlanStepQuerySet:
        """Neither done nor left out."""
        return self.filter(done_on=None, left_out_reason="")

    def overdue(self, day: date) -> PlanStepQuerySet:
        return self.open().filter(due_on__lt=day)


class PlanStep(models.Model):
    """One activity at the prison, with whose it is and until when; or an own one of the prison."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="steps")
    activity = models.ForeignKey(Activity, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=Level)
    title = models.CharField("what is to be done", max_length=160)
    owner = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_role = models.CharField("or a role", max_length=80, blank=True)
    due_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    left_out_reason = models.CharField("why it is not done here", max_length=300, blank=True)

    objects = PlanStepQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id plan activity level due_on done_on",
        personal="title owner owner_role note done_by left_out_reason",
    )

    class Meta:
        ordering = ["plan", "activity__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "activity"],
                condition=Q(activity__isnull=False),
                name="plan_step_once_an_activity",
            ),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(owner_role=""), name="plan_step_has_one_owner_at_most"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="plan_step_done_on_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else self.owner_role


class PlanEvidence(models.Model):
    """Something that a feature offers as evidence, linked to a step: named by its source, never typed again."""

    step = models.ForeignKey(PlanStep, on_delete=models.PROTECT, related_name="evidence")
    source = models.CharField(max_length=120, help_text="As the feature names it, for example edition:12.")
    words = models.CharField(max_length=200)
    path = models.CharField(max_length=200, blank=True)
    dated_on = models.DateField()
    linked_at = models.DateTimeField(default=timezone.now)
    linked_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    disclosure = Disclosure(staff="id step source words path dated_on linked_at", personal="linked_by")

    class Meta:
        ordering = ["-dated_on", "-pk"]
        verbose_name_plural = "plan evidence"
        constraints = [models.UniqueConstraint(fields=["step", "source"], name="plan_evidence_once_a_step")]

    def __str__(self) -> str:
        return self.words
