"""One issue of a bulletin: for a prison, for a set of prisons, or for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class BulletinIssueQuerySet(models.QuerySet["BulletinIssue"]):
    def visible_to(self, user: User) -> BulletinIssueQuerySet:
        """Being made: for whoever makes bulletins there. Sent: for everybody who may read bulletins there."""
        standing = access.standing_of(user)
        if standing.everywhere(Permission.MANAGE_BULLETINS):
            return self
        made = standing.prisons_where(Permission.MANAGE_BULLETINS)
        approves = standing.prisons_where(Permission.APPROVE_BULLETINS)
        read = standing.prisons_where(Permission.READ_BULLETINS)
        sets = [p.prison_set_id for p in standing.postings if p.prison_set_id]
        own = Q(prison__in=made) | Q(prison_set__in=sets)
        if not standing.may(Permission.MANAGE_BULLETINS):
            own = Q(pk__in=[])
        waits = Q(prison__in=approves) & ~Q(state=BulletinIssue.State.DRAFT)
        sent = Q(state__in=BulletinIssue.READABLE, sending_began_at__isnull=False) & (
            Q(prison__in=read) | Q(prison_set__prisons__in=read) | Q(prison=None, prison_set=None)
        )
        if not read.exists():
            sent = Q(pk__in=[])
        return self.filter(pk__in=self.model.objects.filter(own | waits | sent).order_by().values("pk"))

    def under_way(self) -> BulletinIssueQuerySet:
        return self.filter(state=BulletinIssue.State.SENDING)


class BulletinIssue(models.Model):
    """What it says is frozen (`BulletinContent`) when it is approved or sent; who gets it, when sending begins."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        WAITING = "waiting", "Waits for approval"
        APPROVED = "approved", "Approved"
        SCHEDULED = "scheduled", "Scheduled"
        SENDING = "sending", "Being sent"
        PAUSED = "paused", "Paused"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"

    READABLE = (State.SENDING, State.PAUSED, State.SENT, State.CANCELLED)
    WRITABLE = (State.DRAFT,)

    prison = models.ForeignKey(
        "coordination.Prison", null=True, blank=True, on_delete=models.PROTECT, related_name="bulletins",
    )  # fmt: skip
    prison_set = models.ForeignKey(
        "coordination.PrisonSet", null=True, blank=True, on_delete=models.PROTECT, related_name="bulletins",
        help_text="With neither prison nor set it is for all prisons.",
    )  # fmt: skip
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of the prison, the set or all; given when it is frozen first."
    )
    title = models.CharField(max_length=120)
    greeting = models.TextField(max_length=1000, blank=True)
    period_from = models.DateField()
    period_to = models.DateField(help_text="The last day of it.")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(
        default=1, help_text="Rises with every change of words or audience."
    )
    send_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When approval was asked for.")
    asked_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_reason = models.CharField(max_length=300, blank=True)
    sending_began_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    # The mail server does not take mail: the sending waits by itself, longer each time.
    troubles = models.PositiveSmallIntegerField(default=0, help_text="Temporary failures in a row.")
    waits_until = models.DateTimeField(null=True, blank=True)
    trouble_said = models.CharField(max_length=300, blank=True)

    objects = BulletinIssueQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="number period_from period_to",
        staff="id prison prison_set title greeting state version send_at begun_at asked_at approved_at"
        " returned_reason sending_began_at finished_at troubles waits_until trouble_said",
        personal="begun_by asked_by approved_by sent_by",
    )

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(prison=None) | Q(prison_set=None), name="bulletin_of_one_place"
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="bulletin_period_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="bulletin_approved_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(send_at__isnull=False),
                name="bulletin_scheduled_for_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "paused", "sent"]) | Q(sending_began_at__isnull=False),
                name="bulletin_sending_began",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(finished_at__isnull=False), name="bulletin_sent_is_finished"
            ),
            models.UniqueConstraint(
                Coalesce(F("prison"), 0),
                Coalesce(F("prison_set"), 0),
                F("number"),
                name="bulletin_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("bulletin", args=[self.pk])

    @property
    def place(self) -> str:
        return str(self.prison or self.prison_set or "All prisons")


class BulletinContent(models.Model):
    """What an issue says, frozen: plain data with its hash, from which mail, papers and archive are made."""

    issue = models.OneToOneField(BulletinIssue, on_delete=models.PROTECT, related_name="content")
    version = models.PositiveIntegerField(help_text="Of the issue, whose words these are.")
    words = models.JSONField()
    html = models.TextField(help_text="With inlined styles, and marks where a recipient’s own links stand.")
    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=timezone.now)

    disclosure = Disclosure(staff="id issue version words html text content_hash frozen_at")

    def __str__(self) -> str:
        return f"{self.issue}, version {self.version}"


class BulletinSetting(models.Model):
    """How a prison makes its bulletins."""

    prison = models.OneToOneField(
        "coordination.Prison", on_delete=models.PROTECT, related_name="bulletin_setting"
    )
    needs_approval = models.BooleanField(
        default=False, help_text="The governor or deputy approves each issue before it is sent."
    )
    sender_name = models.CharField(max_length=80, blank=True, help_text="Empty: the prison’s name.")
    reply_to = models.EmailField(max_length=254, blank=True, help_text="Where answers go. Empty: nowhere.")

    disclosure = Disclosure(staff="id prison needs_approval sender_name", personal="reply_to")

    def __str__(self) -> str:
        return f"Bulletins of {self.prison}"
