"""What an issue says: items in sections, and pictures from the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from bulletins.models.issue import BulletinIssue
from coordination import access
from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.private_files import private_storage
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class Section(models.TextChoices):
    """In the order in which they are read."""

    NEWS = "news", "News"
    SERVICES = "services", "New and changed services"
    TRAINING = "training", "Training"
    FORUMS = "forums", "Forums and meetings"
    OUTCOMES = "outcomes", "You said, we did"
    FUNDING = "funding", "Funding"
    ROLES = "roles", "Vacancies and volunteer roles"

    @property
    def symbol(self) -> str:
        """The line-art symbol that stands beside its items on the wings where no other was chosen."""
        return SYMBOLS[self.value]


SYMBOLS: Final = {
    "news": "information", "services": "question", "training": "education", "forums": "group", "outcomes": "talk",
    "funding": "money", "roles": "work",
}  # fmt: skip


class BulletinImageQuerySet(ImmutableQuerySet["BulletinImage"]):
    def visible_to(self, user: User) -> BulletinImageQuerySet:
        """Pictures of one's prisons, and those that belong to all."""
        standing = access.standing_of(user)
        if not standing.may(Permission.MANAGE_BULLETINS):
            return self.none()
        here = standing.prisons_where(Permission.MANAGE_BULLETINS)
        return self.filter(Q(prison__in=here) | Q(prison=None))

    def in_use(self) -> BulletinImageQuerySet:
        return self.filter(removed_at=None)


class BulletinImage(ImmutableRow):
    """A picture that may be shown. Its alternative text is read where pictures are off, and on every screen reader."""

    may_change = frozenset({"alternative_text", "credit", "removed_at"})

    prison = models.ForeignKey(
        "coordination.Prison", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: of all prisons.",
    )  # fmt: skip
    file = models.FileField(storage=private_storage, upload_to="bulletins/", max_length=200)
    alternative_text = models.CharField(max_length=200)
    credit = models.CharField(max_length=120, blank=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    bytes = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = BulletinImageQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="alternative_text credit width height",
        staff="id prison file bytes content_hash added_at removed_at",
        personal="added_by",
    )

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(alternative_text=""), name="bulletin_image_has_words")
        ]

    def __str__(self) -> str:
        return self.alternative_text


class BulletinItemQuerySet(models.QuerySet["BulletinItem"]):
    def visible_to(self, user: User) -> BulletinItemQuerySet:
        return self.filter(issue__in=BulletinIssue.objects.visible_to(user))

    def kept(self) -> BulletinItemQuerySet:
        return self.filter(dropped_at=None)

    def for_wings(self) -> BulletinItemQuerySet:
        """Marked for people in prison, and approved as they stand."""
        return self.kept().filter(wing_approved_at__isnull=False)


class BulletinItem(models.Model):
    """`text` is our subset of Markdown. `source` names what a feature offered, so that it is offered once an issue.

    For the wings it has words of its own, which never come from `text` by themselves.
    """

    issue = models.ForeignKey(BulletinIssue, on_delete=models.PROTECT, related_name="items")
    section = models.CharField(max_length=20, choices=Section)
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=120, blank=True)
    heading = models.CharField(max_length=160)
    text = models.TextField(max_length=3000, blank=True)
    path = models.CharField(max_length=200, blank=True, help_text="A page of ours that says more.")
    image = models.ForeignKey(
        BulletinImage, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)
    for_wings = models.BooleanField("for people in prison", default=False)
    wing_heading = models.CharField(max_length=100, blank=True)
    wing_text = models.TextField(max_length=600, blank=True)
    wing_symbol = models.CharField(max_length=40, blank=True)
    wing_approved_at = models.DateTimeField(null=True, blank=True)
    wing_approved_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = BulletinItemQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="wing_heading wing_text wing_symbol",
        staff="id issue section position source heading text path image dropped_at for_wings wing_approved_at",
        personal="wing_approved_by",
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "source"], condition=~Q(source=""), name="bulletin_item_offered_once"
            ),
            models.CheckConstraint(
                condition=Q(wing_approved_at=None, wing_approved_by=None)
                | (Q(wing_approved_at__isnull=False, wing_approved_by__isnull=False, for_wings=True))
                & ~Q(wing_text=""),
                name="bulletin_item_approved_for_wings",
            ),
        ]
        indexes = [models.Index(fields=["issue", "section", "position"], name="bulletin_item_in_order")]

    def __str__(self) -> str:
        return self.heading
