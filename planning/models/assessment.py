"""What one source says of the needs at a prison in a period. Several may disagree: all are kept, one counts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from directory.models.listing import both_or_neither

if TYPE_CHECKING:
    from coordination.models import User

HUNDRED = [MinValueValidator(0), MaxValueValidator(100)]


def in_figures(number: Decimal | int | None) -> str:
    """“1,200”, “12.5”: without noughts behind the point."""
    if number is None:
        return ""
    text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def people_in_words(number: Decimal | int) -> str:
    return "1 person" if number == 1 else f"{in_figures(number)} people"


class NeedsAssessmentQuerySet(models.QuerySet["NeedsAssessment"]):
    def visible_to(self, user: User) -> NeedsAssessmentQuerySet:
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_PLAN))

    def standing(self) -> NeedsAssessmentQuerySet:
        """Not taken back."""
        return self.filter(taken_back_at=None)


class NeedsAssessment(models.Model):
    """Facts on the prison and its people from one source. What is empty is not known; the rows below say what is."""

    class Kind(models.TextChoices):
        """From the one that counts people to the one that hears some of them."""

        ANALYSIS = "analysis", "Needs analysis"
        SURVEY = "survey", "Survey"
        INSPECTION = "inspection", "HMIP report"
        FOCUS_GROUP = "focus_group", "Focus group"
        FORUM = "forum", "Forum"
        OTHER = "other", "Something else"

    prison = models.ForeignKey(
        "coordination.Prison", on_delete=models.PROTECT, related_name="needs_assessments"
    )
    kind = models.CharField("what kind of source", max_length=20, choices=Kind)
    source = models.CharField("what it is called", max_length=160)
    dated_on = models.DateField("date of the source")
    period_from = models.DateField()
    period_to = models.DateField(help_text="The last day of it.")
    population = models.PositiveIntegerField("people held", null=True, blank=True)
    receptions_a_month = models.DecimalField(
        "people who come in a month", max_digits=7, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    stay_days = models.DecimalField(
        "average stay in days", max_digits=7, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    note = models.TextField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_reason = models.CharField(max_length=300, blank=True)

    objects = NeedsAssessmentQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison kind source dated_on period_from period_to population receptions_a_month stay_days"
        " recorded_at taken_back_at",
        personal="note recorded_by taken_back_by taken_back_reason",
    )

    class Meta:
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="assessment_in_order"),
            models.CheckConstraint(condition=~Q(source=""), name="assessment_names_its_source"),
            models.CheckConstraint(
                condition=Q(stay_days=None) | Q(stay_days__gt=0), name="assessment_stay_is_some_time"
            ),
            both_or_neither("assessment_taken_back_at_and_by", "taken_back_at", "taken_back_by"),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.dated_on:%B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("needs_assessment", args=[self.prison.code, self.pk])


class PartQuerySet(models.QuerySet[models.Model]):
    """Rows of an assessment are seen with it."""

    def visible_to(self, user: User) -> PartQuerySet:
        return self.filter(assessment__in=NeedsAssessment.objects.visible_to(user))


class GroupCount(models.Model):
    """How many people of a group the prison holds. One number of the two."""

    assessment = models.ForeignKey(NeedsAssessment, on_delete=models.PROTECT, related_name="groups")
    group = models.ForeignKey("coordination.Group", on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(null=True, blank=True)
    share = models.DecimalField(
        "per cent", max_digits=5, decimal_places=2, null=True, blank=True, validators=HUNDRED
    )

    objects = PartQuerySet.as_manager()

    disclosure = Disclosure(staff="id assessment group people share")

    class Meta:
        ordering = ["assessment", "group__position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "group"], name="group_count_once"),
            models.CheckConstraint(
                condition=Q(people=None, share__isnull=False) | Q(people__isnull=False, share=None),
                name="group_count_says_one_number",
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=100), name="group_count_within_hundred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.number_in_words}"

    @property
    def number_in_words(self) -> str:
        """“62 people” or “11% of those held”."""
        if self.people is not None:
            return people_in_words(self.people)
        return f"{in_figures(self.share)}% of those held"


class PathwayNeed(models.Model):
    """How many need help on a pathway: of all, unless a group is named; at any stage, unless one is. One number."""

    assessment = models.ForeignKey(NeedsAssessment, on_delete=models.PROTECT, related_name="needs")
    pathway = models.ForeignKey("coordination.Pathway", on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(
        "coordination.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stage = models.ForeignKey(
        "coordination.Stage", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    needing = models.PositiveIntegerField("people who need help at any one time", null=True, blank=True)
    share = models.DecimalField(
        "per cent of those who come in", max_digits=5, decimal_places=2, null=True, blank=True,
        validators=HUNDRED,
    )  # fmt: skip
    a_month = models.DecimalField(
        "people who need help a month", max_digits=7, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip

    objects = PartQuerySet.as_manager()

    disclosure = Disclosure(staff="id assessment pathway group stage needing share a_month")

    class Meta:
        ordering = ["assessment", "pathway__position", "group__position", "stage__position"]
        constraints = [
            # Empty is a value of its own here, which a unique constraint over nulls would not see.
            models.UniqueConstraint(
                F("assessment"), F("pathway"),
                models.functions.Coalesce(F("group"), models.Value("")),
                models.functions.Coalesce(F("stage"), models.Value("")),
                name="pathway_need_once",
            ),
            models.CheckConstraint(
                condition=Q(needing__isnull=False, share=None, a_month=None)
                | Q(needing=None, share__isnull=False, a_month=None)
                | Q(needing=None, share=None, a_month__isnull=False),
                name="pathway_need_says_one_number",
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=100), name="pathway_need_within_hundred"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.pathway, self.group, self.stage) if part)

    @property
    def key(self) -> tuple[str, str, str]:
        """(pathway, group, stage), as `Demand` has them."""
        return (self.pathway_id, self.group_id or "", self.stage_id or "")

    @property
    def number_in_words(self) -> str:
        """“224 people at any one time”, “40% of those who come in”, “56 people a month”."""
        if self.share is not None:
            return f"{in_figures(self.share)}% of those who come in"
        if self.a_month is not None:
            return f"{people_in_words(self.a_month)} a month"
        return f"{people_in_words(self.needing or 0)} at any one time"


class ReleaseShare(models.Model):
    """How many of those who leave go to an area."""

    assessment = models.ForeignKey(NeedsAssessment, on_delete=models.PROTECT, related_name="releases")
    area = models.ForeignKey("coordination.Area", on_delete=models.PROTECT, related_name="+")
    share = models.DecimalField("per cent", max_digits=5, decimal_places=2, validators=HUNDRED)

    objects = PartQuerySet.as_manager()

    disclosure = Disclosure(staff="id assessment area share")

    class Meta:
        ordering = ["assessment", "-share", "area__name"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "area"], name="release_share_once"),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=100), name="release_share_within_hundred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {in_figures(self.share)}%"


class PinnedSourceQuerySet(models.QuerySet["PinnedSource"]):
    def visible_to(self, user: User) -> PinnedSourceQuerySet:
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_PLAN))


class PinnedSource(models.Model):
    """A coordinator's word that this source counts and not the newest one, for one topic."""

    class Topic(models.TextChoices):
        FACTS = "facts", "People held, coming in and staying"
        GROUPS = "groups", "Groups"
        PATHWAY = "pathway", "A pathway"
        RELEASES = "releases", "Where people go on release"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="pinned_sources")
    topic = models.CharField(max_length=20, choices=Topic)
    pathway = models.ForeignKey(
        "coordination.Pathway", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(NeedsAssessment, on_delete=models.PROTECT, related_name="pins")
    reason = models.CharField(max_length=300)
    pinned_at = models.DateTimeField(default=timezone.now)
    pinned_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = PinnedSourceQuerySet.as_manager()

    disclosure = Disclosure(staff="id prison topic pathway assessment pinned_at", personal="reason pinned_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("prison"), F("topic"), models.functions.Coalesce(F("pathway"), models.Value("")),
                name="pinned_source_once_a_topic",
            ),
            models.CheckConstraint(
                condition=Q(topic="pathway", pathway__isnull=False) | ~Q(topic="pathway") & Q(pathway=None),
                name="pinned_source_of_a_pathway",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="pinned_source_with_a_reason"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.assessment}"
