"""What an organisation suggests, sees or asks for, and the answer by a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from coordination import access, clock
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from forums.models.meeting import AgendaItem

if TYPE_CHECKING:
    from coordination.models import User

A_YEAR: Final = timedelta(days=365)


class IdeaQuerySet(models.QuerySet["Idea"]):
    def visible_to(self, user: User) -> IdeaQuerySet:
        """The organisation's own; and those sent to a prison whose ideas one may read."""
        standing = access.standing_of(user)
        own = standing.organisations_where(Permission.VIEW_OWN_SERVICES)
        return self.filter(
            Q(organisation__in=own) | Q(prison__in=standing.prisons_where(Permission.VIEW_FORUMS))
        )

    def waiting(self) -> IdeaQuerySet:
        return self.filter(answered_at=None, taken_back_at=None)

    def answered(self) -> IdeaQuerySet:
        return self.filter(answered_at__isnull=False)

    def late(self, day: date | None = None) -> IdeaQuerySet:
        """Still waiting; the last day itself is in time."""
        return self.filter(still_late(day or clock.today()))

    def waited_longer(self, day: date | None = None) -> IdeaQuerySet:
        """Than the prison says that an answer takes: still waiting past the day, or answered late within a year."""
        day = day or clock.today()
        return self.filter(still_late(day) | answered_late(day))


def still_late(day: date) -> Q:
    return Q(answered_at=None, taken_back_at=None, answer_by__lt=day)


def answered_late(day: date) -> Q:
    """Within the year before `day`."""
    return Q(answered_at__date__gt=F("answer_by")) & answered_within_a_year(day)


def answered_in_time(day: date) -> Q:
    return Q(answered_at__date__lte=F("answer_by")) & answered_within_a_year(day)


def answered_within_a_year(day: date) -> Q:
    return Q(answered_at__date__gt=day - A_YEAR)


class Idea(models.Model):
    """`answer_by` is fixed when it is sent: a prison that changes its time changes it for what comes later."""

    class Kind(models.TextChoices):
        IDEA = "idea", "An idea"
        SEEN = "seen", "Something we see"
        CHANGE = "change", "Something that should change"

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "In part"
        NOT_NOW = "not_now", "Not now"
        NO = "no", "No"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="ideas")
    organisation = models.ForeignKey(
        "coordination.Organisation", on_delete=models.PROTECT, related_name="ideas"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=3000)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField()
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="ideas"
    )
    answer = models.CharField(max_length=20, choices=Answer, blank=True)
    answer_text = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    # Letters that left: of the idea to the prison, of the answer to whoever sent it.
    told_at = models.DateTimeField(null=True, blank=True)
    answer_told_at = models.DateTimeField(null=True, blank=True)

    objects = IdeaQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison organisation kind title sent_at answer_by agenda_item answer answered_at taken_back_at"
        " told_at answer_told_at",
        personal="text sent_by answer_text answered_by",
    )

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(answered_at=None, answered_by=None, answer=""))
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer="")
                    & ~Q(answer_text="")
                ),
                name="idea_answered_at_by_and_how",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(taken_back_at=None), name="idea_answered_or_taken_back"
            ),
        ]
        indexes = [models.Index(fields=["prison", "answer_by"], name="idea_of_a_prison")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("idea", args=[self.prison.code, self.pk])


class IdeaSetting(models.Model):
    """Within how many working days a prison answers ideas."""

    DEFAULT_WORKING_DAYS = 20

    prison = models.OneToOneField(
        "coordination.Prison", on_delete=models.PROTECT, related_name="idea_setting"
    )
    working_days = models.PositiveSmallIntegerField(default=DEFAULT_WORKING_DAYS)

    disclosure = Disclosure(staff="id prison working_days")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(working_days__gte=1, working_days__lte=120), name="idea_setting_is_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.prison}: {self.working_days} working days"
