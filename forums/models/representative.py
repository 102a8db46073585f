"""A representative is a role on a wing: never a name, never a number, never an account."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from coordination import access, clock
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from forums.models.forum import Forum

if TYPE_CHECKING:
    from coordination.models import User


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def visible_to(self, user: User) -> RepresentativeQuerySet:
        standing = access.standing_of(user)
        return self.filter(prison__in=standing.prisons_where(Permission.VIEW_FORUMS))

    def current(self, day: date | None = None) -> RepresentativeQuerySet:
        day = day or clock.today()
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Representative(models.Model):
    class Opportunity(models.TextChoices):
        """What the role lets people do."""

        DIRECTORY_EDITOR = "directory_editor", "Directory editor"
        TRAINER = "trainer", "Trainer"
        EVENT_ORGANISER = "event_organiser", "Event organiser"
        NEWSLETTER = "newsletter", "Newsletter"
        INFORMATION_ROOM = "information_room", "Information room"
        FEEDBACK_GATHERER = "feedback_gatherer", "Feedback gatherer"

    prison = models.ForeignKey(
        "coordination.Prison", on_delete=models.PROTECT, related_name="representatives"
    )
    title = models.CharField(
        "role", max_length=80, help_text="For example: directory representative. No names."
    )
    wing = models.ForeignKey(
        "coordination.Wing", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: the whole prison.",
    )  # fmt: skip
    forum = models.ForeignKey(
        Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="representatives"
    )
    opportunity = models.CharField(max_length=30, choices=Opportunity)
    pathways = models.ManyToManyField("coordination.Pathway", blank=True, related_name="+")
    groups = models.ManyToManyField("coordination.Group", blank=True, related_name="+")
    holders = models.PositiveSmallIntegerField(
        "how many people hold it", default=1, validators=[MaxValueValidator(99)],
        help_text="None means that the role is vacant.",
    )  # fmt: skip
    hours_a_month = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(300)], help_text="Empty: not known.",
    )  # fmt: skip
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="title wing opportunity pathways groups",
        staff="id prison forum holders hours_a_month since until",
    )

    class Meta:
        ordering = ["wing__position", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="representative_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.wing}" if self.wing else self.title
