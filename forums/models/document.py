"""Papers of a forum: its terms of reference, and what is laid before a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.private_files import private_storage
from forums.models.forum import Forum
from forums.models.meeting import Meeting

if TYPE_CHECKING:
    from coordination.models import User


class ForumFileQuerySet(ImmutableQuerySet["ForumFile"]):
    def visible_to(self, user: User) -> ForumFileQuerySet:
        """With the forum, for everybody who may read it."""
        return self.filter(forum__in=Forum.objects.visible_to(user))

    def standing(self) -> ForumFileQuerySet:
        return self.filter(removed_at=None)


class ForumFile(ImmutableRow):
    """A file checked by its content. A newer one of terms of reference stands beside the older, which is taken off.

    `removed_at`: taken off the page; the row stays and says that there was one, the content goes.
    """

    may_change = frozenset({"file", "removed_at"})

    class Kind(models.TextChoices):
        TERMS = "terms", "Terms of reference"
        PAPER = "paper", "Paper for a meeting"

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="files")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=120)
    file = models.FileField(storage=private_storage, upload_to="forums/", max_length=200, blank=True)
    name = models.CharField(max_length=150, help_text="As the page offers it for download.")
    content_type = models.CharField(max_length=100)
    bytes = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    stored_at = models.DateTimeField(default=timezone.now)
    stored_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ForumFileQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id forum meeting kind title content_type bytes content_hash stored_at removed_at",
        personal="file name stored_by",
    )

    class Meta:
        ordering = ["-stored_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="terms", meeting=None) | Q(kind="paper", meeting__isnull=False),
                name="forum_file_of_the_forum_or_a_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | Q(removed_at__isnull=False), name="forum_file_is_there_or_removed"
            ),
        ]

    def __str__(self) -> str:
        return self.title
