"""A partnership event: organisations with stalls, people in prison who organise, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class PartnershipEventQuerySet(models.QuerySet["PartnershipEvent"]):
    def visible_to(self, user: User) -> PartnershipEventQuerySet:
        """Of the prison; and, for an organisation, those to which it is invited."""
        standing = access.standing_of(user)
        own = standing.organisations_where(Permission.VIEW_OWN_SERVICES)
        invited = Stall.objects.filter(organisation__in=own).values("event")
        return self.filter(Q(prison__in=standing.prisons_where(Permission.VIEW_FORUMS)) | Q(pk__in=invited))


class PartnershipEvent(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Cancelled"
        HELD = "held", "Took place"

    prison = models.ForeignKey(
        "coordination.Prison", on_delete=models.PROTECT, related_name="partnership_events"
    )
    title = models.CharField(max_length=120)
    purpose = models.TextField(max_length=1000, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    organisers_count = models.PositiveSmallIntegerField(
        "people in prison who organise", null=True, blank=True, help_text="How many. Empty: not known."
    )
    visitors_count = models.PositiveSmallIntegerField(
        "people in prison who came", null=True, blank=True, help_text="How many. Empty: not known."
    )
    contacts_count = models.PositiveSmallIntegerField(
        "contacts made", null=True, blank=True, help_text="How many. Empty: not known."
    )
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=300, blank=True)
    calendar_sequence = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField(default=timezone.now)
    planned_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = PartnershipEventQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="title purpose starts_at ends_at place",
        staff="id prison organisers_count visitors_count contacts_count state reason calendar_sequence"
        " planned_at",
        personal="planned_by",
    )

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="partnership_event_ends_later"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="partnership_event_cancelled_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partnership_event", args=[self.prison.code, self.pk])


class StallQuerySet(models.QuerySet["Stall"]):
    def visible_to(self, user: User) -> StallQuerySet:
        """Every stall of the prison's events; and one's own organisation's. What others need is not for everybody."""
        standing = access.standing_of(user)
        own = standing.organisations_where(Permission.VIEW_OWN_SERVICES)
        return self.filter(
            Q(organisation__in=own) | Q(event__prison__in=standing.prisons_where(Permission.VIEW_FORUMS))
        )

    def untold(self) -> StallQuerySet:
        return self.filter(Q(told_at=None) | Q(told_at__lt=F("news_at")))


class Stall(models.Model):
    """An organisation that was asked, and its answer. Its services here are linked through the organisation."""

    class Reply(models.TextChoices):
        INVITED = "invited", "Invited"
        COMING = "coming", "Coming"
        NOT_COMING = "not_coming", "Not coming"
        CAME = "came", "Came"
        DID_NOT_COME = "did_not_come", "Did not come"

    event = models.ForeignKey(PartnershipEvent, on_delete=models.PROTECT, related_name="stalls")
    organisation = models.ForeignKey(
        "coordination.Organisation", on_delete=models.PROTECT, related_name="stalls"
    )
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    needs = models.CharField(max_length=200, blank=True, help_text="A table, power, a screen.")
    reply = models.CharField(max_length=20, choices=Reply, default=Reply.INVITED)
    contacts_count = models.PositiveSmallIntegerField("contacts made", null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    # Since when there is something that its managers should hear; and when they last heard.
    news_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = StallQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="number organisation",
        staff="id event needs reply contacts_count replied_at news_at told_at",
    )

    class Meta:
        ordering = ["number", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["event", "organisation"], name="stall_once_an_organisation"),
            models.UniqueConstraint(fields=["event", "number"], name="stall_number_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
