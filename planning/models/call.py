"""A call for expressions of interest: a gap that organisations are asked to fill, and what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from planning.models.priority import Priority

if TYPE_CHECKING:
    from coordination.models import Organisation, User


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: User) -> CallQuerySet:
        """For who plans at the prison; and, once it is open, for the organisations that were told of it or answered."""
        standing = access.standing_of(user)
        own = standing.organisations_where(Permission.ANSWER_CALL)
        asked = Q(told__organisation__in=own) | Q(expressions__organisation__in=own)
        rows = self.filter(
            Q(priority__prison__in=standing.prisons_where(Permission.VIEW_PLAN))
            | asked & ~Q(state=Call.State.DRAFT)
        )
        return self.filter(pk__in=rows.order_by().values("pk"))

    def came_to(self, organisation: Organisation) -> CallQuerySet:
        """Of which it was told, or which it answered."""
        asked = Q(told__organisation=organisation) | Q(expressions__organisation=organisation)
        rows = self.model._default_manager.filter(asked).exclude(state=Call.State.DRAFT)
        return self.filter(pk__in=rows.order_by().values("pk"))

    def running(self) -> CallQuerySet:
        """Begun, and neither decided nor cancelled."""
        return self.filter(state__in=[Call.State.DRAFT, Call.State.OPEN, Call.State.CLOSED])

    def open_on(self, day: object) -> CallQuerySet:
        return self.filter(state=Call.State.OPEN, closes_on__gte=day)


class Call(models.Model):
    """Light on purpose: what is asked fits on one page, and so does the answer."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed, not decided"
        DECIDED = "decided", "Decided"
        CANCELLED = "cancelled", "Cancelled"

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="calls")
    title = models.CharField(max_length=160)
    wanted = models.TextField("what we look for", max_length=2000)
    people_a_month = models.PositiveSmallIntegerField("for how many people a month", null=True, blank=True)
    lot_size = models.PositiveIntegerField(
        "money for one offer, in pounds", null=True, blank=True, help_text="Empty: there is no money in it."
    )
    lots = models.PositiveSmallIntegerField("how many such offers", default=1)
    closes_on = models.DateField("answers until the end of")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("why it was cancelled", max_length=300, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = CallQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id priority title wanted people_a_month lot_size lots closes_on state opened_at decided_at reason"
        " begun_at",
        personal="opened_by decided_by begun_by",
    )

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(lots__gt=0), name="call_has_a_lot"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="call_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="call_cancelled_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("call", args=[self.pk])


class ToldOrganisation(models.Model):
    """An organisation that was told of a call, and why it was thought of."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="told")
    organisation = models.ForeignKey("coordination.Organisation", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="Empty: nobody there wishes such mail.")
    letter_due_at = models.DateTimeField(
        null=True, blank=True, help_text="There is news since then, and its letter has not been seen to."
    )

    disclosure = Disclosure(staff="id call organisation why told_at mailed_at letter_due_at")

    class Meta:
        ordering = ["call", "organisation__name"]
        constraints = [models.UniqueConstraint(fields=["call", "organisation"], name="told_of_a_call_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.call}"


class ExpressionQuerySet(models.QuerySet["Expression"]):
    def visible_to(self, user: User) -> ExpressionQuerySet:
        """One's own; and for who plans at the prison, those that were sent."""
        standing = access.standing_of(user)
        here = standing.prisons_where(Permission.VIEW_PLAN)
        own = standing.organisations_where(Permission.ANSWER_CALL)
        sent = ~Q(state=Expression.State.DRAFT)
        return self.filter(Q(organisation__in=own) | Q(call__priority__prison__in=here) & sent)


class Expression(models.Model):
    """What one organisation answers."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT = "sent", "Sent"
        WITHDRAWN = "withdrawn", "Taken back"
        SHORTLISTED = "shortlisted", "On the short list"
        CHOSEN = "chosen", "Chosen"
        NOT_CHOSEN = "not_chosen", "Not chosen"

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="expressions")
    organisation = models.ForeignKey(
        "coordination.Organisation", on_delete=models.PROTECT, related_name="expressions"
    )
    offer = models.TextField("what you would do, and how often", max_length=2000)
    people_a_month = models.PositiveSmallIntegerField("for how many people a month", null=True, blank=True)
    starts_on = models.DateField("from when", null=True, blank=True)
    cost = models.PositiveIntegerField("what it costs, in pounds", null=True, blank=True)
    needs = models.CharField("what you need from the prison", max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("what the organisation is told", max_length=500, blank=True)
    listing = models.ForeignKey(
        "directory.Listing", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The new listing by which it fills the gap.",
    )  # fmt: skip
    letter_due_at = models.DateTimeField(
        null=True, blank=True, help_text="It was decided then, and the letter has not been seen to."
    )

    objects = ExpressionQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id call organisation people_a_month starts_on cost state sent_at decided_at listing"
        " letter_due_at",
        personal="offer needs reason sent_by decided_by",
    )

    class Meta:
        ordering = ["call", "sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "organisation"], name="expression_once_an_organisation"),
            models.CheckConstraint(
                condition=~Q(state__in=["chosen", "not_chosen"])
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason=""),
                name="expression_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="expression_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(listing=None) | Q(state="chosen"), name="expression_fills_when_chosen"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(sent_at=None) | Q(decided_at__gte=F("sent_at")),
                name="expression_decided_after_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.call}"
