"""Something that people in prison need and no service here gives: counted, never tied to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from directory.models.listing import both_or_neither

if TYPE_CHECKING:
    from coordination.models import User


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: User) -> NeedQuerySet:
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_NEEDS))

    def open(self) -> NeedQuerySet:
        return self.filter(state=Need.State.OPEN)


class Need(models.Model):
    """Told again in the same words, the same need counts up; it does not stand there twice."""

    class Source(models.TextChoices):
        SEARCH = "search", "A search that found nothing"
        QUERY = "query", "A query to the coordinator"
        STAFF = "staff", "Told by staff"
        FORUM = "forum", "A forum or focus group"
        SURVEY = "survey", "A survey or needs analysis"
        INSPECTION = "inspection", "An inspection"
        OTHER = "other", "Somewhere else"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MET = "met", "Met"
        SET_ASIDE = "set_aside", "Set aside"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="needs")
    statement = models.CharField("what is missing", max_length=300)
    pathway = models.ForeignKey(
        "coordination.Pathway", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        "coordination.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stage = models.ForeignKey(
        "coordination.Stage", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    wing = models.ForeignKey(
        "coordination.Wing", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    people_count = models.PositiveSmallIntegerField(
        "how many people", null=True, blank=True, help_text="Empty: not known."
    )
    source = models.CharField(max_length=20, choices=Source)
    source_on = models.DateField("first told on", default=timezone.localdate)
    times = models.PositiveIntegerField("how often told", default=1)
    last_on = models.DateField("last told on", default=timezone.localdate)
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: the portal itself.",
    )  # fmt: skip
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    met_by = models.ForeignKey(
        "directory.Listing", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why it was set aside, or how it was met."
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = NeedQuerySet.as_manager()

    # What was typed freely may turn out to speak of a person: taken out, it must not live on in the audit.
    disclosure = Disclosure(
        staff="id prison pathway group stage wing people_count source source_on times last_on raised_at state met_by"
        " settled_at",
        personal="statement reason raised_by settled_by",
    )

    class Meta:
        ordering = ["-last_on", "-pk"]
        constraints = [
            both_or_neither("need_settled_at_and_by", "settled_at", "settled_by"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="need_settled_unless_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(reason=""), name="need_set_aside_with_a_reason"
            ),
            models.CheckConstraint(condition=Q(met_by=None) | Q(state="met"), name="need_met_by_when_met"),
            models.CheckConstraint(condition=~Q(statement=""), name="need_says_something"),
            models.CheckConstraint(condition=Q(times__gt=0), name="need_was_told"),
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("source_on")), name="need_last_told_after_first"
            ),
            models.CheckConstraint(
                condition=Q(people_count=None) | Q(people_count__gt=0), name="need_of_somebody_or_not_known"
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.prison.code, self.pk])

    @property
    def about(self) -> list[str]:
        """Pathway, group, stage and wing in words, as far as they are known."""
        return [str(part) for part in (self.pathway, self.group, self.stage, self.wing) if part]


class NeedOrigin(models.Model):
    """Where a need was told, in words for its page; a feature that raises needs writes it when it raises one."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="origins")
    words = models.CharField(max_length=300)
    path = models.CharField(
        max_length=200, blank=True, help_text="A page of ours that whoever sees the need may open."
    )
    told_on = models.DateField()

    disclosure = Disclosure(staff="id need path told_on", personal="words")

    class Meta:
        ordering = ["-told_on", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="need_origin_in_words")]

    def __str__(self) -> str:
        return self.words
