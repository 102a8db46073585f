"""A report as it was issued: numbers, inputs and formula frozen, to be read exactly so for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.private_files import private_storage
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class GapReportQuerySet(ImmutableQuerySet["GapReport"]):
    def visible_to(self, user: User) -> GapReportQuerySet:
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_PLAN))


class GapReport(ImmutableRow):
    """`snapshot` holds everything that page, paper and tables show: see planning/reports/snapshot.py for its shape."""

    class Paper(models.TextChoices):
        NONE = "", "Not made"
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    may_change = frozenset({"paper", "problem", "file", "pages", "claimed", "attempts", "touched_at"})

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="gap_reports")
    number = models.PositiveIntegerField()
    day = models.DateField(help_text="What the numbers say is said of this day.")
    formula = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    content_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=timezone.now)
    # Empty: the portal itself, in a run over all prisons.
    issued_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    run = models.ForeignKey(
        "planning.ReportRun", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    paper = models.CharField(max_length=20, choices=Paper, blank=True, default=Paper.NONE)
    problem = models.CharField(max_length=300, blank=True)
    file = models.FileField(storage=private_storage, upload_to="reports/", max_length=200, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    claimed = models.BooleanField(
        default=False, help_text="A worker makes the paper; `attempts` is its token."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField(default=timezone.now, help_text="Queued, or heard of, last.")

    objects = GapReportQuerySet.as_manager()

    # The snapshot quotes needs and names owners.
    disclosure = Disclosure(
        staff="id prison number day formula content_hash issued_at run paper problem file pages claimed attempts"
        " touched_at",
        personal="snapshot issued_by",
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["prison", "number"], name="gap_report_number_once"),
            models.UniqueConstraint(
                fields=["run", "prison"], condition=Q(run__isnull=False), name="gap_report_once_a_run"
            ),
            models.CheckConstraint(
                condition=~Q(paper="ready") | ~Q(file="") & Q(pages__isnull=False),
                name="gap_report_ready_has_a_paper",
            ),
            models.CheckConstraint(
                condition=~Q(paper="failed") | ~Q(problem=""), name="gap_report_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.number} of {self.prison}"

    def get_absolute_url(self) -> str:
        return reverse("gap_report", args=[self.prison.code, self.number])


class AskedDecisionQuerySet(models.QuerySet["AskedDecision"]):
    def visible_to(self, user: User) -> AskedDecisionQuerySet:
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_PLAN))

    def open(self) -> AskedDecisionQuerySet:
        return self.filter(settled_at=None)


class AskedDecision(models.Model):
    """What the governor is asked to decide: it stands on every report until it is settled."""

    prison = models.ForeignKey(
        "coordination.Prison", on_delete=models.PROTECT, related_name="asked_decisions"
    )
    question = models.CharField(max_length=300)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AskedDecisionQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison asked_at settled_at", personal="question answer asked_by settled_by"
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, answer="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(answer=""),
                name="asked_decision_settled_with_an_answer",
            )
        ]

    def __str__(self) -> str:
        return self.question


class ReportRunQuerySet(models.QuerySet["ReportRun"]):
    def visible_to(self, user: User) -> ReportRunQuerySet:
        return self if access.standing_of(user).everywhere(Permission.COMPARE_PRISONS) else self.none()


class ReportRun(models.Model):
    """Reports of many prisons, made in the background one by one: stopped, resumed, and each issued once."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        STOPPED = "stopped", "Stopped"
        DONE = "done", "Done"

    state = models.CharField(max_length=20, choices=State, default=State.RUNNING)
    day = models.DateField()
    began_at = models.DateTimeField(default=timezone.now)
    began_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(default=timezone.now, help_text="Queued, or heard of, last.")

    objects = ReportRunQuerySet.as_manager()

    disclosure = Disclosure(staff="id state day began_at ended_at moved_at", personal="began_by")

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="report_run_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Reports of {self.day:%B %Y}"


class ReportRunPrison(models.Model):
    """One prison of a run. It is claimed, and done in the transaction that issues its report."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        DONE = "done", "Issued"
        FAILED = "failed", "Could not be made"
        LEFT_OUT = "left_out", "Not open any more"

    run = models.ForeignKey(ReportRun, on_delete=models.PROTECT, related_name="prisons")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    disclosure = Disclosure(staff="id run prison state tries claimed_at problem")

    class Meta:
        ordering = ["run", "prison"]
        constraints = [models.UniqueConstraint(fields=["run", "prison"], name="report_run_prison_once")]

    def __str__(self) -> str:
        return f"{self.prison}: {self.get_state_display()}"
