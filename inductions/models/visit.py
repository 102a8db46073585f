"""Who came through the gate and when they left, as far as the portal was told. The gate's own list wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from inductions.models.person import Person

if TYPE_CHECKING:
    from coordination.models import User


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> VisitQuerySet:
        standing = access.standing_of(user)
        return self.filter(prison__in=standing.prisons_where(Permission.VIEW_GATE))

    def inside(self) -> VisitQuerySet:
        return self.filter(left_at=None)


class Visit(models.Model):
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="visits")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    read_acct_folder = models.BooleanField(
        "has read the ACCT folder today",
        default=False,
        help_text="The tick alone; the folder stays where it is.",
    )
    escorted = models.BooleanField(default=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    from_paper = models.BooleanField(default=False, help_text="Typed in afterwards from the signed sheet.")

    objects = VisitQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison arrived_at left_at read_acct_folder escorted recorded_at from_paper",
        personal="person recorded_by",
    )

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=models.F("arrived_at")),
                name="visit_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["person", "prison"], condition=Q(left_at=None), name="visit_inside_once"
            ),
        ]
        indexes = [models.Index(fields=["prison", "arrived_at"], name="visit_of_a_day")]

    def __str__(self) -> str:
        return f"{self.prison}, {timezone.localtime(self.arrived_at):%d %B %Y %H:%M}"
