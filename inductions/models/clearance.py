"""Whether somebody is cleared at a prison. Never why not, and never a document."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.models.reference import ReferenceItem
from coordination.roles import Permission
from inductions.models.person import Person

if TYPE_CHECKING:
    from coordination.models import User


class ClearanceLevel(ReferenceItem):
    """Names in use. How long one is valid is not known for the country: each clearance carries its own typed end."""

    disclosure = Disclosure(staff="code label label_welsh position active")


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def visible_to(self, user: User) -> ClearanceQuerySet:
        """At the prison that decides on it. Others see an answer, never the row."""
        standing = access.standing_of(user)
        return self.filter(prison__in=standing.prisons_where(Permission.VIEW_CLEARANCES))

    def granted_on(self, day: object) -> ClearanceQuerySet:
        """In force that day; the day it expires on still counts."""
        return self.filter(state=Clearance.State.GRANTED, granted_on__lte=day, expires_on__gte=day)


class Clearance(models.Model):
    """One application at one prison, from the day it was made to what became of it."""

    class State(models.TextChoices):
        APPLIED = "applied", "Applied for"
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clearances")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="clearances")
    level = models.ForeignKey(ClearanceLevel, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.APPLIED)
    applied_on = models.DateField(null=True, blank=True, help_text="Empty: not known.")
    decided_on = models.DateField(null=True, blank=True)
    granted_by = models.CharField(max_length=120, blank=True, help_text="The office that granted it.")
    granted_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True, help_text="Last day, as typed from the decision.")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = ClearanceQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison level applied_on decided_on granted_on expires_on recorded_at",
        # What was decided is told at the prison alone. The audit, which leads read as well, says that it changed.
        personal="person reference state granted_by recorded_by",
    )

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted_on__isnull=False, expires_on__isnull=False),
                name="clearance_granted_from_and_until",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=models.F("granted_on")),
                name="clearance_expires_after_it_is_granted",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(applied_on=None) | Q(decided_on__gte=models.F("applied_on")),
                name="clearance_decided_after_it_was_applied_for",
            ),
            models.UniqueConstraint(
                fields=["person", "prison", "level"],
                condition=Q(state="applied"),
                name="clearance_applied_for_once",
            ),
        ]
        indexes = [models.Index(fields=["prison", "state", "expires_on"], name="clearance_of_a_prison")]

    def __str__(self) -> str:
        return f"{self.level} at {self.prison}"

    def state_on(self, day: date) -> str:
        """In words for who may see the row: “Expired” is derived, and the last day itself is not yet it."""
        if self.state == self.State.GRANTED and self.expires_on and self.expires_on < day:
            return "Expired"
        return self.get_state_display()


class ClearanceEventQuerySet(ImmutableQuerySet["ClearanceEvent"]):
    def visible_to(self, user: User) -> ClearanceEventQuerySet:
        return self.filter(clearance__in=Clearance.objects.visible_to(user))


class ClearanceEvent(ImmutableRow):
    """The history of a clearance: what it became, when, by whom. There is no column for a reason."""

    clearance = models.ForeignKey(Clearance, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=20, choices=Clearance.State)
    expires_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = ClearanceEventQuerySet.as_manager()

    disclosure = Disclosure(staff="id clearance expires_on at", personal="state by")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.clearance}"


class RelianceQuerySet(models.QuerySet["Reliance"]):
    def visible_to(self, user: User) -> RelianceQuerySet:
        standing = access.standing_of(user)
        return self.filter(prison__in=standing.prisons_where(Permission.VIEW_CLEARANCES))

    def in_force(self) -> RelianceQuerySet:
        return self.filter(ended_at=None)


class Reliance(models.Model):
    """Another prison's coordinator confirms by name that this clearance is enough there, too."""

    clearance = models.ForeignKey(Clearance, on_delete=models.PROTECT, related_name="reliances")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty though ended: because the clearance itself ended.",
    )  # fmt: skip

    objects = RelianceQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id clearance prison confirmed_at ended_at", personal="confirmed_by ended_by"
    )

    class Meta:
        ordering = ["-confirmed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["clearance", "prison"], condition=Q(ended_at=None), name="reliance_once_a_prison"
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(ended_at__isnull=False), name="reliance_ended_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison} relies on {self.clearance}"
