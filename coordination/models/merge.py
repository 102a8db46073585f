"""Two records of one organisation become one, when everybody whose prison it touches agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from coordination.disclosure import Disclosure
from coordination.models.organisation import Organisation
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models.user import User


class OrganisationMergeQuerySet(models.QuerySet["OrganisationMerge"]):
    def visible_to(self, user: User) -> OrganisationMergeQuerySet:
        """For whoever may merge at its prison or is asked for consent; the national lead sees all."""
        from coordination import access

        standing = access.standing_of(user)
        if standing.everywhere(Permission.MERGE_ORGANISATIONS):
            return self
        prisons = standing.prisons_where(Permission.MERGE_ORGANISATIONS)
        asked = MergeConsent.objects.filter(prison__in=prisons).values("merge")
        return self.filter(Q(prison__in=prisons) | Q(pk__in=asked))

    def waiting(self) -> OrganisationMergeQuerySet:
        return self.filter(state=OrganisationMerge.State.WAITING)


class OrganisationMerge(models.Model):
    """`duplicate` goes into `kept`. It happens when the last prison that it touches has agreed (ADR 0033)."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for consent"
        DONE = "done", "Merged"
        REFUSED = "refused", "Refused"
        CANCELLED = "cancelled", "Cancelled"

    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    duplicate = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    prison = models.ForeignKey(
        "coordination.Prison", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Where it was asked for. Empty: by the national lead.",
    )  # fmt: skip
    # Which record's value is kept, by column: {"website": "duplicate"}; what is not named is the kept record's.
    chosen = models.JSONField(default=dict)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    # The keys of what was moved, for the page and for whoever must take it back: {"services": [3, 8], ...}.
    moved = models.JSONField(default=dict)

    objects = OrganisationMergeQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id kept duplicate prison chosen asked_at state settled_at reason moved",
        personal="asked_by settled_by",
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("duplicate")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["duplicate"], condition=Q(state="waiting"), name="merge_one_waiting_a_duplicate"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at=None, settled_by=None)
                | (~Q(state="waiting") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="merge_settled_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duplicate} into {self.kept}"

    def get_absolute_url(self) -> str:
        return reverse("merge", args=[self.pk])


class MergeConsentQuerySet(models.QuerySet["MergeConsent"]):
    def visible_to(self, user: User) -> MergeConsentQuerySet:
        return self.filter(merge__in=OrganisationMerge.objects.visible_to(user))

    def waiting(self) -> MergeConsentQuerySet:
        return self.filter(agreed_at=None, merge__state=OrganisationMerge.State.WAITING)


class MergeConsent(models.Model):
    """A prison that the merge touches: its coordinator, or the national lead, agrees."""

    merge = models.ForeignKey(OrganisationMerge, on_delete=models.CASCADE, related_name="consents")
    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MergeConsentQuerySet.as_manager()

    disclosure = Disclosure(staff="id merge prison agreed_at", personal="agreed_by")

    class Meta:
        ordering = ["prison__name"]
        constraints = [
            models.UniqueConstraint(fields=["merge", "prison"], name="merge_consent_once_a_prison"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="merge_consent_agreed_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison}: {self.merge}"
