"""Minutes: a draft that two people may write, then a text that nothing changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableError, ImmutableQuerySet, ImmutableRow, is_anonymising
from coordination.roles import Permission
from forums.models.forum import Forum
from forums.models.meeting import AgendaItem, Meeting
from forums.models.moments import day_in_words

if TYPE_CHECKING:
    from coordination.models import User


M = TypeVar("M", bound=models.Model)

CLOSED = "Approved minutes stay as they are. Write an addendum instead."


def refuse_if(approved: bool) -> None:
    """Raises ImmutableError. SQLite relies on it; PostgreSQL has row triggers beside it."""
    if approved and not is_anonymising():
        raise ImmutableError(CLOSED)


class ClosedQuerySet(models.QuerySet[M]):
    """Many rows at once: none of them may belong to approved minutes. `state` leads from a row to its minutes."""

    state = "state"

    def of_approved(self) -> models.QuerySet[M]:
        return self.filter(**{self.state: Minutes.State.APPROVED})

    def update(self, **values: Any) -> int:
        refuse_if(self.of_approved().exists())
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse_if(self.of_approved().exists())
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """New rows alone: what is there already is not written over."""
        refuse_if(bool(kwargs.get("update_conflicts")))
        return super().bulk_create(objs, *args, **kwargs)


class MinutesQuerySet(ClosedQuerySet["Minutes"]):
    def visible_to(self, user: User) -> MinutesQuerySet:
        """A draft for whoever writes minutes there; circulated and approved ones for the forum's readers."""
        drafts = access.standing_of(user).prisons_where(Permission.MANAGE_FORUMS)
        return self.filter(
            Q(meeting__forum__prison__in=drafts)
            | (~Q(state=Minutes.State.DRAFT) & Q(meeting__forum__in=Forum.objects.visible_to(user)))
        )


class Minutes(models.Model):
    """Of one meeting. `version` counts every save of the text: whoever saves over a newer one is told.

    Approved minutes are closed: their words lie in `ApprovedMinutes`, which is written once.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CIRCULATED = "circulated", "Out for correction"
        APPROVED = "approved", "Approved"

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    correct_until = models.DateField(
        null=True, blank=True, help_text="Until when members may say what is wrong."
    )
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    circulated_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When every letter of the last sending out had left."
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MinutesQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id meeting state version correct_until begun_at changed_at circulated_at told_at approved_at",
        personal="begun_by changed_by approved_by",
    )

    class Meta:
        ordering = ["-meeting__starts_at"]
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="approved", approved_at__isnull=False, approved_by__isnull=False)
                | (~Q(state="approved") & Q(approved_at=None, approved_by=None)),
                name="minutes_approved_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(circulated_at__isnull=False),
                name="minutes_circulated_once_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_if(Minutes.objects.of_approved().filter(pk=self.pk).exists())
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("minutes", args=[self.meeting.forum.prison.code, self.meeting_id])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_if(Minutes.objects.of_approved().filter(pk=self.pk).exists())
        return super().delete(*args, **kwargs)


class MinuteItemQuerySet(ClosedQuerySet["MinuteItem"]):
    state = "minutes__state"

    def update(self, **values: Any) -> int:
        """Nor may a row move into approved minutes."""
        refuse_if(_any_approved([values.get("minutes") or values.get("minutes_id")]))
        return super().update(**values)

    def bulk_create(self, objs: Iterable[MinuteItem], *args: Any, **kwargs: Any) -> list[MinuteItem]:
        rows = list(objs)
        refuse_if(_any_approved({row.minutes_id for row in rows}))
        return super().bulk_create(rows, *args, **kwargs)


def _any_approved(minutes: Iterable[Any]) -> bool:
    keys = [getattr(each, "pk", each) for each in minutes if each is not None]
    return bool(keys) and Minutes.objects.of_approved().filter(pk__in=keys).exists()


class MinuteItem(models.Model):
    """What was said on one item of the agenda. `plain_words` is what the wings read; nothing else of it is."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="items")
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="minuted")
    discussion = models.TextField(max_length=6000, blank=True)
    decision = models.TextField(max_length=2000, blank=True)
    plain_words = models.TextField(
        "in plain words for the wings", max_length=800, blank=True,
        help_text="Empty: the item is left off the page for the wings.",
    )  # fmt: skip

    objects = MinuteItemQuerySet.as_manager()

    disclosure = Disclosure(everyone="plain_words", staff="id minutes agenda_item discussion decision")

    class Meta:
        ordering = ["agenda_item__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "agenda_item"], name="minute_item_once_an_agenda_item")
        ]

    def __str__(self) -> str:
        return str(self.agenda_item)

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_if(self._is_closed())
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_if(self._is_closed())
        return super().delete(*args, **kwargs)

    def _is_closed(self) -> bool:
        """By the minutes that it belongs to, and by those that it belonged to before."""
        here = Q(pk=self.minutes_id) | Q(items__pk=self.pk)
        return Minutes.objects.of_approved().filter(here).exists()


class MinutesCorrectionQuerySet(models.QuerySet["MinutesCorrection"]):
    def visible_to(self, user: User) -> MinutesCorrectionQuerySet:
        """All for whoever writes the minutes; one's own for a member."""
        managed = access.standing_of(user).prisons_where(Permission.MANAGE_FORUMS)
        return self.filter(Q(minutes__meeting__forum__prison__in=managed) | Q(said_by=user))


class MinutesCorrection(models.Model):
    """What a member says is wrong while minutes are out for correction."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField(max_length=2000)
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    taken_up = models.BooleanField(null=True, blank=True)

    objects = MinutesCorrectionQuerySet.as_manager()

    disclosure = Disclosure(staff="id minutes said_at settled_at taken_up", personal="text said_by")

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, taken_up=None)
                | Q(settled_at__isnull=False, taken_up__isnull=False),
                name="minutes_correction_settled_one_way",
            )
        ]

    def __str__(self) -> str:
        return f"Correction to {self.minutes}"


class ApprovedMinutesQuerySet(ImmutableQuerySet["ApprovedMinutes"]):
    def visible_to(self, user: User) -> ApprovedMinutesQuerySet:
        return self.filter(minutes__in=Minutes.objects.visible_to(user))


class ApprovedMinutes(ImmutableRow):
    """The words as they were approved: agenda, texts, attendance and actions, as JSON with its hash.

    `content` has the shape of `forums.minuted.snapshot`; all printed forms are made from it alone.
    """

    minutes = models.OneToOneField(Minutes, on_delete=models.PROTECT, related_name="approved")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    approved_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = ApprovedMinutesQuerySet.as_manager()

    disclosure = Disclosure(staff="id minutes content_hash approved_at", personal="content approved_by")

    class Meta:
        ordering = ["-approved_at"]
        verbose_name_plural = "approved minutes"

    def __str__(self) -> str:
        return str(self.minutes)


class MinutesAddendum(ImmutableRow):
    """A correction after approval: dated, beside the text, never in it."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = ImmutableQuerySet.as_manager()

    disclosure = Disclosure(staff="id minutes text written_at", personal="written_by")

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name_plural = "minutes addenda"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="minutes_addendum_says_something")]

    def __str__(self) -> str:
        return f"Addendum of {day_in_words(self.written_at)}"
