"""Finished papers of an issue: for notice boards, and the newsletter for the wings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from bulletins.models.issue import BulletinIssue
from coordination.disclosure import Disclosure
from coordination.private_files import private_storage

if TYPE_CHECKING:
    from coordination.models import User


class BulletinPaperQuerySet(models.QuerySet["BulletinPaper"]):
    def visible_to(self, user: User) -> BulletinPaperQuerySet:
        return self.filter(issue__in=BulletinIssue.objects.visible_to(user))

    def current(self) -> BulletinPaperQuerySet:
        """The one of each kind that took the place of those before. Whether it may be handed out: see policies."""
        return self.filter(state=BulletinPaper.State.READY, superseded_at=None)


class BulletinPaper(models.Model):
    """Made in the background from a frozen snapshot; the newsletter's holds its allow-list alone. See ADR 0077."""

    class Kind(models.TextChoices):
        NOTICE_BOARD = "notice_board", "For notice boards"
        WINGS = "wings", "Newsletter for the wings"

    class State(models.TextChoices):
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    issue = models.ForeignKey(BulletinIssue, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20, choices=Kind)
    snapshot = models.JSONField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    file = models.FileField(storage=private_storage, upload_to="bulletins/", max_length=200, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    claimed = models.BooleanField(default=False, help_text="A worker lays it out; `attempts` is its token.")
    attempts = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField(default=timezone.now, help_text="Queued, or heard of, last.")
    superseded_at = models.DateTimeField(null=True, blank=True, help_text="A newer one took its place.")

    objects = BulletinPaperQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id issue kind snapshot content_hash state problem file pages asked_at claimed attempts touched_at"
        " superseded_at",
        personal="asked_by",
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "kind", "content_hash"], name="bulletin_paper_once"),
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(file="") & Q(pages__isnull=False)),
                name="bulletin_paper_ready_has_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="bulletin_paper_failed_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue}, {self.get_kind_display()}"
