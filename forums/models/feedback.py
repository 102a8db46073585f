"""What people in prison say on paper: slips, and questions asked in a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from forums.models.meeting import Meeting
from forums.models.moments import day_in_words

if TYPE_CHECKING:
    from coordination.models import User


class FeedbackSlipQuerySet(models.QuerySet["FeedbackSlip"]):
    def visible_to(self, user: User) -> FeedbackSlipQuerySet:
        """Single slips are the coordinator's. An organisation sees sums (forums.heard)."""
        return self.kept().filter(prison__in=access.standing_of(user).prisons_where(Permission.TYPE_FEEDBACK))

    def kept(self) -> FeedbackSlipQuerySet:
        return self.filter(removed_at=None)


class FeedbackSlip(models.Model):
    """One slip that was typed in. Nothing on it says who wrote it: a wing, a service, a face and a few words."""

    class Face(models.IntegerChoices):
        SAD = 1, "Not good"
        FLAT = 2, "So so"
        GLAD = 3, "Good"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="feedback_slips")
    wing = models.ForeignKey(
        "coordination.Wing", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    listing = models.ForeignKey(
        "directory.Listing", null=True, blank=True, on_delete=models.PROTECT, related_name="feedback_slips",
        help_text="By its entry number. Empty: about no single service.",
    )  # fmt: skip
    face = models.PositiveSmallIntegerField(choices=Face, null=True, blank=True)
    words = models.TextField(max_length=600, blank=True)
    received_on = models.DateField(default=timezone.localdate)
    typed_at = models.DateTimeField(default=timezone.now)
    typed_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField(help_text="Of one page of slips, so that a page sent twice is kept once.")
    row = models.PositiveSmallIntegerField()
    removed_at = models.DateTimeField(
        null=True, blank=True,
        help_text="Taken out after its quarter was over: words and wing are gone, the face stays counted.",
    )  # fmt: skip

    objects = FeedbackSlipQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison wing listing face received_on typed_at batch row removed_at",
        personal="words typed_by",
    )

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "row"], name="feedback_slip_typed_once"),
            models.CheckConstraint(
                condition=Q(face__isnull=False) | ~Q(words="") | Q(removed_at__isnull=False),
                name="feedback_slip_says_something",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(words="", wing=None), name="feedback_slip_removed_is_empty"
            ),
        ]
        indexes = [
            models.Index(fields=["listing", "received_on"], name="feedback_slip_of_a_listing"),
            models.Index(fields=["prison", "received_on"], name="feedback_slip_of_a_prison"),
        ]

    def __str__(self) -> str:
        return f"Slip of {day_in_words(self.received_on)}"


class FeedbackSummary(models.Model):
    """What people said of a service, in the coordinator's own words: all that its organisation reads of the words."""

    listing = models.OneToOneField(
        "directory.Listing", on_delete=models.PROTECT, related_name="feedback_summary"
    )
    text = models.TextField(max_length=1000)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    disclosure = Disclosure(staff="id listing written_at", personal="text written_by")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="feedback_summary_says_something")]

    def __str__(self) -> str:
        return f"What was said of {self.listing}"


class FocusQuestionQuerySet(models.QuerySet["FocusQuestion"]):
    def visible_to(self, user: User) -> FocusQuestionQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class FocusQuestion(models.Model):
    """Asked at a focus group, about one pathway or group, or about anything."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    pathway = models.ForeignKey(
        "coordination.Pathway", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        "coordination.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = FocusQuestionQuerySet.as_manager()

    disclosure = Disclosure(staff="id meeting number text pathway group")

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="focus_question_number_once")
        ]

    def __str__(self) -> str:
        return self.text


class FocusAnswer(models.Model):
    """An answer in a few words and how many gave it."""

    question = models.ForeignKey(FocusQuestion, on_delete=models.PROTECT, related_name="answers")
    text = models.CharField(max_length=300)
    people_count = models.PositiveSmallIntegerField(
        "how many", validators=[MinValueValidator(1), MaxValueValidator(999)]
    )

    disclosure = Disclosure(staff="id question people_count", personal="text")

    class Meta:
        ordering = ["-people_count", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "text"], name="focus_answer_once"),
            models.CheckConstraint(condition=Q(people_count__gt=0), name="focus_answer_of_somebody"),
        ]

    def __str__(self) -> str:
        return self.text


class RaisedNeed(models.Model):
    """Where a need came from. The need itself is directory's; here stands which page led to it."""

    need = models.ForeignKey("directory.Need", on_delete=models.PROTECT, related_name="raised_from")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="needs"
    )
    question = models.ForeignKey(
        FocusQuestion, null=True, blank=True, on_delete=models.PROTECT, related_name="needs"
    )
    slip = models.ForeignKey(
        FeedbackSlip, null=True, blank=True, on_delete=models.PROTECT, related_name="needs"
    )
    recommendation = models.CharField(
        max_length=200, blank=True, help_text="Report and number of an inspection’s recommendation."
    )
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    disclosure = Disclosure(
        staff="id need meeting question slip recommendation raised_at", personal="raised_by"
    )

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) | Q(slip__isnull=False) | ~Q(recommendation=""),
                name="raised_need_came_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(question=None) | Q(meeting__isnull=False),
                name="raised_need_of_a_question_at_a_meeting",
            ),
        ]

    def __str__(self) -> str:
        return str(self.need)
