"""The managed exit of a prison that closes."""

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


class ManagedExitQuerySet(models.QuerySet["ManagedExit"]):
    def visible_to(self, user: User) -> ManagedExitQuerySet:
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_PLAN))


class ManagedExit(models.Model):
    """`impact`: what was lost, frozen on the day of the decision (see planning/exits/impact.py)."""

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="managed_exits")
    closes_on = models.DateField()
    temporary = models.BooleanField(default=False)
    impact = models.JSONField()
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ManagedExitQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison closes_on temporary impact begun_at called_off_at closed_at", personal="begun_by"
    )

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison"],
                condition=Q(called_off_at=None, closed_at=None),
                name="managed_exit_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(called_off_at=None) | Q(closed_at=None), name="managed_exit_called_off_or_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"Managed exit of {self.prison}"

    def get_absolute_url(self) -> str:
        return reverse("managed_exit", args=[self.prison.code, self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.called_off_at is None and self.closed_at is None


class ExitStep(models.Model):
    """One line of the dated checklist."""

    managed_exit = models.ForeignKey(ManagedExit, on_delete=models.PROTECT, related_name="steps")
    code = models.SlugField(max_length=40, blank=True, help_text="Empty: the prison's own.")
    title = models.CharField(max_length=160)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)

    disclosure = Disclosure(staff="id managed_exit code due_on done_on", personal="title done_by note")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="exit_step_done_on_and_by",
            )
        ]

    def __str__(self) -> str:
        return self.title
