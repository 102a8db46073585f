"""“Who can help with ...?”: what the coordinator is asked all day, without a person in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class QueryQuerySet(models.QuerySet["Query"]):
    def visible_to(self, user: User) -> QueryQuerySet:
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_NEEDS))

    def in_month(self, year: int, month: int) -> QueryQuerySet:
        return self.filter(asked_on__year=year, asked_on__month=month)


class Query(models.Model):
    class AskedBy(models.TextChoices):
        """By role and never by name."""

        OFFICER = "officer", "Officer or key worker"
        MANAGER = "manager", "Governor or manager"
        RESETTLEMENT = "resettlement", "Resettlement or offender management"
        HEALTHCARE = "healthcare", "Healthcare"
        SAFER_CUSTODY = "safer_custody", "Safer custody"
        CHAPLAINCY = "chaplaincy", "Chaplaincy"
        EDUCATION = "education", "Education"
        ORGANISATION = "organisation", "Voluntary organisation"
        REPRESENTATIVE = "representative", "Representative of people in prison"
        FAMILY = "family", "Family"
        OTHER = "other", "Somebody else"

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "Answered with a service"
        NOTHING_FOUND = "nothing_found", "Nothing found"
        PASSED_ON = "passed_on", "Passed on"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="queries")
    asked_on = models.DateField("asked on", default=timezone.localdate)
    words = models.CharField("who can help with", max_length=200)
    asked_by = models.CharField("asked by", max_length=20, choices=AskedBy)
    pathway = models.ForeignKey(
        "coordination.Pathway", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    group = models.ForeignKey(
        "coordination.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    wing = models.ForeignKey(
        "coordination.Wing", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=Outcome)
    listing = models.ForeignKey(
        "directory.Listing", null=True, blank=True, on_delete=models.PROTECT, related_name="queries"
    )
    passed_on_to = models.CharField(
        "passed on to", max_length=80, blank=True, help_text="A team or an organisation."
    )
    need = models.ForeignKey(
        "directory.Need", null=True, blank=True, on_delete=models.SET_NULL, related_name="queries"
    )
    logged_at = models.DateTimeField(default=timezone.now)
    logged_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = QueryQuerySet.as_manager()

    # As of a need: what was typed freely must be able to vanish.
    disclosure = Disclosure(
        staff="id prison asked_on asked_by pathway group wing outcome listing need logged_at",
        personal="words passed_on_to logged_by",
    )

    class Meta:
        ordering = ["-asked_on", "-pk"]
        verbose_name_plural = "queries"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="answered", listing__isnull=False)
                | (~Q(outcome="answered") & Q(listing=None)),
                name="query_answered_with_a_service",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="passed_on") & ~Q(passed_on_to=""))
                | (~Q(outcome="passed_on") & Q(passed_on_to="")),
                name="query_passed_on_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(need=None) | Q(outcome="nothing_found"), name="query_unanswered_is_a_need"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="query_says_something"),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("query", args=[self.prison.code, self.pk])

    @property
    def answer(self) -> str:
        """What became of it, in words."""
        if self.listing:
            return f"Answered with “{self.listing.name_for_readers}”"
        if self.outcome == self.Outcome.PASSED_ON:
            return f"Passed on to {self.passed_on_to}"
        return str(self.get_outcome_display())
