"""For which organisation somebody works, and at which prisons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from inductions.models.person import Person

if TYPE_CHECKING:
    from typing import Any

    from coordination.models import Prison, User


class WorkerKind(models.TextChoices):
    STAFF = "staff", "Staff"
    VOLUNTEER = "volunteer", "Volunteer"
    SESSIONAL = "sessional", "Sessional worker"
    TRAINEE = "trainee", "Trainee"


def on_day(day: date) -> Q:
    """Begun and not over on that day; both days count."""
    return Q(begins_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def visible_to(self, user: User) -> EngagementQuerySet:
        """Of one's own organisation; at a prison that one looks after; one's own.

        For whom else somebody works is nobody else's to see.
        """
        standing = access.standing_of(user)
        if standing.everywhere(Permission.VIEW_WORKERS):
            return self
        here = Placement.objects.filter(prison__in=standing.prisons_where(Permission.VIEW_WORKERS))
        return self.filter(
            Q(organisation__in=standing.organisations_where(Permission.MANAGE_OWN_WORKERS))
            | Q(pk__in=here.values("engagement"))
            | Q(person__user=user)
        )

    def not_over(self) -> EngagementQuerySet:
        """Current, or yet to begin."""
        return self.exclude(ends_on__lt=timezone.localdate())

    def on(self, day: date) -> EngagementQuerySet:
        return self.filter(on_day(day))

    def still_on(self, *, person: str, day: str) -> Exists:
        """Of a row: whether one of these has its person, and on its day still had. Both name fields of the row."""
        not_over = Q(ends_on=None) | Q(ends_on__gte=OuterRef(day))
        return Exists(self.filter(not_over, person=OuterRef(person)))


class Engagement(models.Model):
    """A person working for an organisation, in one kind of work."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="engagements")
    organisation = models.ForeignKey(
        "coordination.Organisation", on_delete=models.PROTECT, related_name="engagements"
    )
    kind = models.CharField(max_length=20, choices=WorkerKind)
    role_title = models.CharField("role", max_length=120, blank=True)
    begins_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True, help_text="Last day. Empty: goes on.")

    objects = EngagementQuerySet.as_manager()

    disclosure = Disclosure(staff="id organisation kind role_title begins_on ends_on", personal="person")

    class Meta:
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ends_on=None),
                name="engagement_once_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("begins_on")),
                name="engagement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.organisation}"

    @classmethod
    def told_to(cls, person: Person) -> tuple[list[str], list[str]]:
        """(work, prisons), as somebody is told what is held of them: “Volunteer, Harbour Housing”; “HMP Exeter”."""
        work = list(cls.objects.not_over().filter(person=person).select_related("organisation"))
        placed = Placement.objects.filter(engagement__in=work).select_related("prison")
        return (
            [f"{each.get_kind_display()}, {each.organisation}" for each in work],
            sorted({each.prison.name for each in placed}),
        )


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: User) -> PlacementQuerySet:
        """At the prisons one looks after; of one's own organisation; one's own.

        A coordinator does not see where else somebody works.
        """
        standing = access.standing_of(user)
        if standing.everywhere(Permission.VIEW_WORKERS):
            return self
        own = standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
        return self.filter(
            Q(prison__in=standing.prisons_where(Permission.VIEW_WORKERS))
            | Q(engagement__organisation__in=own)
            | Q(engagement__person__user=user)
        )

    def on(self, day: date) -> PlacementQuerySet:
        """Of those whose engagement runs that day, too."""
        engaged = Q(engagement__ends_on=None) | Q(engagement__ends_on__gte=day)
        return self.filter(on_day(day), engaged, engagement__begins_on__lte=day)

    def not_over_by(self, day: date) -> PlacementQuerySet:
        """As `on`, and those that begin later: a newcomer is trained before the first day of work."""
        engaged = Q(engagement__ends_on=None) | Q(engagement__ends_on__gte=day)
        return self.filter(engaged, Q(ends_on=None) | Q(ends_on__gte=day))


class Placement(models.Model):
    """Work at one prison, from a day to a day."""

    class Movement(models.TextChoices):
        """How somebody moves inside. Not known is escorted."""

        ESCORTED = "escorted", "Escorted at all times"
        UNESCORTED = "unescorted", "Without escort, without keys"
        KEYS = "keys", "Draws keys"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="placements")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="placements")
    begins_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True, help_text="Last day. Empty: goes on.")
    line_contact = models.CharField(
        "contact in the prison", max_length=120, blank=True, help_text="Who looks after them there."
    )
    movement = models.CharField(max_length=20, choices=Movement, default=Movement.ESCORTED)

    objects = PlacementQuerySet.as_manager()

    disclosure = Disclosure(staff="id engagement prison begins_on ends_on movement", personal="line_contact")

    class Meta:
        ordering = ["prison__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "prison"], condition=Q(ends_on=None), name="placement_once_a_prison"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("begins_on")),
                name="placement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement} at {self.prison}"

    @classmethod
    def at_work_at(cls, prison: Prison, day: date) -> models.QuerySet:
        """Keys of the people who work at the prison on that day."""
        return cls.objects.on(day).filter(prison=prison).values("engagement__person")

    @classmethod
    def sent_by(cls, organisations: Any, *, person: str, prison: str, day: str) -> Exists:
        """Of a row: whether one of the organisations has its person at its prison, and on its day still had.

        The three name fields of the row. What happened before the work for the organisation began counts there, too:
        who is inducted for one organisation is not inducted again for another.
        """
        not_over = Q(ends_on=None) | Q(ends_on__gte=OuterRef(day))
        engaged = Q(engagement__ends_on=None) | Q(engagement__ends_on__gte=OuterRef(day))
        return Exists(
            cls.objects.filter(
                not_over, engaged, engagement__organisation__in=organisations,
                engagement__person=OuterRef(person), prison=OuterRef(prison),
            )
        )  # fmt: skip


class AccessStopQuerySet(models.QuerySet["AccessStop"]):
    def visible_to(self, user: User) -> AccessStopQuerySet:
        standing = access.standing_of(user)
        return self.filter(prison__in=standing.prisons_where(Permission.VIEW_WORKERS))

    def in_force(self) -> AccessStopQuerySet:
        return self.filter(lifted_at=None)


class AccessStop(models.Model):
    """“Stop access now”: from this moment the answer at this prison's gate is no. No reason is held."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stops")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(default=timezone.now)
    stopped_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AccessStopQuerySet.as_manager()

    disclosure = Disclosure(staff="id prison stopped_at lifted_at", personal="person stopped_by lifted_by")

    class Meta:
        ordering = ["-stopped_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "prison"], condition=Q(lifted_at=None), name="access_stop_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="access_stop_lifted_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Access stopped at {self.prison}"
