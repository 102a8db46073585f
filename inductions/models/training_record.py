"""That somebody was trained: written once. What it is worth today is worked out, never stored."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.roles import Permission
from inductions.models.module import ModuleRule, TrainingModule
from inductions.models.person import Person
from inductions.models.placement import Engagement, Placement

if TYPE_CHECKING:
    from coordination.models import Prison, User


class TrainingRecordQuerySet(ImmutableQuerySet["TrainingRecord"]):
    def visible_to(self, user: User) -> TrainingRecordQuerySet:
        """With the person: a record made at one prison counts, and is seen, wherever they work.

        So an organisation sees every record of its own people, because each counts at its prisons, too; but of somebody
        who left only what was done until their last day for it. Pages name the prison that recorded it only to
        whoever may know that the person works there.
        """
        standing = access.standing_of(user)
        if standing.everywhere(Permission.VIEW_WORKERS):
            return self
        here = Placement.objects.filter(prison__in=standing.prisons_where(Permission.VIEW_WORKERS))
        own = Engagement.objects.filter(
            organisation__in=standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
        )
        return self.filter(
            Q(person__user=user)
            | Q(person__in=here.values("engagement__person"))
            | own.still_on(person="person", day="done_on")
        )

    def standing(self) -> TrainingRecordQuerySet:
        """Without those that were struck out as a mistake."""
        return self.filter(struck_at=None)

    def waiting_for_a_second_person(self, prison: Prison, day: date) -> TrainingRecordQuerySet:
        """Of people who work at the prison, in modules for which it asks for one."""
        modules = ModuleRule.asking_for_a_second_person(prison)
        here = Placement.at_work_at(prison, day)
        return self.standing().filter(verified_at=None, module__in=modules, person__in=here)


class TrainingRecord(ImmutableRow):
    """A second person may verify it, and a mistake may be struck out with a reason; nothing else ever changes."""

    may_change = frozenset({"verified_at", "verified_by", "struck_at", "struck_by", "struck_reason"})

    class Source(models.TextChoices):
        SESSION = "session", "A session here"
        READ = "read", "Read and acknowledged"
        EARLIER = "earlier", "Earlier evidence"
        IMPORTED = "imported", "A list that was brought in"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="training_records")
    module = models.ForeignKey(TrainingModule, on_delete=models.PROTECT, related_name="records")
    version = models.CharField(max_length=20, default="1")
    done_on = models.DateField()
    source = models.CharField(max_length=20, choices=Source)
    prison = models.ForeignKey(
        "coordination.Prison", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Where it was recorded.",
    )  # fmt: skip
    booking = models.ForeignKey(
        "inductions.Booking", null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    reading = models.ForeignKey(
        "inductions.Reading", null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    evidence = models.ForeignKey(
        "inductions.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: a command on the server.",
    )  # fmt: skip
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    struck_at = models.DateTimeField("struck out at", null=True, blank=True)
    struck_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    struck_reason = models.CharField(max_length=200, blank=True)

    objects = TrainingRecordQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id module version done_on source prison booking reading evidence recorded_at verified_at struck_at"
        " struck_reason",
        personal="person recorded_by verified_by struck_by",
    )

    class Meta:
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_by=None)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="training_record_verified_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | Q(recorded_by=None) | ~Q(verified_by=models.F("recorded_by")),
                name="training_record_verified_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None, struck_reason="")
                | (Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason="")),
                name="training_record_struck_out_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(source="session", booking__isnull=False)
                | (~Q(source="session") & Q(booking=None)),
                name="training_record_of_a_session_has_its_booking",
            ),
            models.CheckConstraint(
                condition=Q(source="read", reading__isnull=False) | (~Q(source="read") & Q(reading=None)),
                name="training_record_of_a_reading_has_it",
            ),
            models.UniqueConstraint(
                fields=["booking"], condition=Q(struck_at=None), name="training_record_once_a_booking"
            ),
        ]
        indexes = [models.Index(fields=["person", "module", "done_on"], name="training_record_of_a_person")]

    def __str__(self) -> str:
        return f"{self.module}, {self.done_on.day} {self.done_on:%B %Y}"
