"""A prison's checklist for whoever starts there, and what was signed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.roles import Permission
from inductions.models.person import Person
from inductions.models.placement import Placement

if TYPE_CHECKING:
    from coordination.models import Prison, User


class InductionStepQuerySet(models.QuerySet["InductionStep"]):
    def visible_to(self, user: User) -> InductionStepQuerySet:
        """A checklist is no secret to anybody who may come to the prison."""
        return self.all() if user.is_authenticated else self.none()

    def current(self) -> InductionStepQuerySet:
        return self.filter(ended_on=None)


class InductionStep(models.Model):
    """Reworded, a step ends and another takes its place: what was signed keeps the words that were signed."""

    class SignedBy(models.TextChoices):
        PERSON = "person", "The person"
        COORDINATOR = "coordinator", "The coordinator"

    prison = models.ForeignKey(
        "coordination.Prison", on_delete=models.PROTECT, related_name="induction_steps"
    )
    title = models.CharField(max_length=160)
    signed_by = models.CharField("who signs it", max_length=20, choices=SignedBy)
    required = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    ended_on = models.DateField(null=True, blank=True)

    objects = InductionStepQuerySet.as_manager()

    disclosure = Disclosure(staff="id prison title signed_by required position replaces ended_on")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "title"], condition=Q(ended_on=None), name="induction_step_once_a_prison"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def now_called(cls, prison: Prison) -> dict[int, int]:
        """{a step that was reworded: the last to take its place}: who signed the one has signed the other."""
        rows = cls.objects.filter(prison=prison, replaces__isnull=False)
        after = {before: key for before, key in rows.values_list("replaces", "pk") if before is not None}
        last = dict(after)
        for before in after:
            while last[before] in after:
                last[before] = after[last[before]]
        return last


class StepSignatureQuerySet(ImmutableQuerySet["StepSignature"]):
    def visible_to(self, user: User) -> StepSignatureQuerySet:
        """At prisons that one looks after; one's own.

        An organisation those of its own people at prisons where they work for it, of days until their last: an
        induction at another prison would tell where else they work.
        """
        standing = access.standing_of(user)
        own = standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
        sent = Placement.sent_by(own, person="person", prison="step__prison", day="signed_on")
        return self.filter(
            Q(step__prison__in=standing.prisons_where(Permission.VIEW_WORKERS)) | Q(person__user=user) | sent
        )


class StepSignature(ImmutableRow):
    """A step signed off: by whom, when, and in which words."""

    may_change = frozenset({"struck_at", "struck_by"})

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatures")
    step = models.ForeignKey(InductionStep, on_delete=models.PROTECT, related_name="signatures")
    title = models.CharField(max_length=160, help_text="As it was when it was signed.")
    signed_on = models.DateField(default=timezone.localdate, help_text="The day on which it was done.")
    signed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    on_paper = models.BooleanField(default=False, help_text="Typed in from the signed paper.")
    struck_at = models.DateTimeField("struck out at", null=True, blank=True)
    struck_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = StepSignatureQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id step title signed_on signed_at on_paper struck_at", personal="person signed_by struck_by"
    )

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "step"], condition=Q(struck_at=None), name="step_signature_once"
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="step_signature_struck_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.signed_on.day} {self.signed_on:%B %Y}"
