"""What happened to each address: one row an issue and address, made before the first mail leaves."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

from bulletins.models.issue import BulletinIssue
from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> DeliveryQuerySet:
        """For whoever sends the issue. Nobody else learns who else got it."""
        standing = access.standing_of(user)
        if standing.everywhere(Permission.MANAGE_BULLETINS):
            return self
        sets = [p.prison_set_id for p in standing.postings if p.prison_set_id]
        here = standing.prisons_where(Permission.MANAGE_BULLETINS)
        if not standing.may(Permission.MANAGE_BULLETINS):
            return self.none()
        return self.filter(Q(issue__prison__in=here) | Q(issue__prison_set__in=sets))

    def counted(self) -> dict[str, int]:
        """{state: how many}; states that no row has are missing."""
        rows = self.order_by().values_list("state").annotate(rows=Count("pk"))
        return dict(rows)


class Delivery(models.Model):
    """Queued; claimed by one lane; handed over; settled. It only ever moves along ARROWS.

    It is made queued, or left out with the reason. Its turn comes: queued, claimed, handed, sent (or refused).
    Back to queued: paused, its lane ended or died before handing it over, or the server took it not now. Handed and its
    lane died: uncertain, until a person says, or the lane after all, what became of it. Not begun when the issue is
    cancelled: cancelled. Not begun when its reader leaves, or its address bounces or is complained of: left out.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waits"
        CLAIMED = "claimed", "About to be sent"
        HANDED = "handed", "Being handed over"
        SENT = "sent", "Sent"
        REFUSED = "refused", "Refused by the mail server"
        UNCERTAIN = "uncertain", "Uncertain"
        CANCELLED = "cancelled", "Not sent: cancelled"
        LEFT_OUT = "left_out", "Left out"

    class Reason(models.TextChoices):
        """Why somebody of the audience gets no mail."""

        UNSUBSCRIBED = "unsubscribed", "Wants no bulletins"
        NOT_THIS_PRISON = "not_this_prison", "Wants none of this prison"
        NO_SECTION = "no_section", "Wants none of these sections"
        BOUNCED = "bounced", "Mail does not arrive there"
        COMPLAINED = "complained", "Called a bulletin unwanted"
        NO_CONSENT = "no_consent", "Has not confirmed"
        BAD_ADDRESS = "bad_address", "The address cannot be used"

    UNSETTLED = (State.QUEUED, State.CLAIMED, State.HANDED)
    ARROWS = {
        State.QUEUED: {State.CLAIMED, State.CANCELLED, State.LEFT_OUT},
        State.CLAIMED: {State.HANDED, State.QUEUED, State.CANCELLED, State.LEFT_OUT},
        State.HANDED: {State.SENT, State.REFUSED, State.QUEUED, State.UNCERTAIN, State.CANCELLED},
        State.UNCERTAIN: {State.SENT, State.REFUSED, State.QUEUED, State.CANCELLED},
    }

    issue = models.ForeignKey(BulletinIssue, on_delete=models.PROTECT, related_name="deliveries")
    email = models.CharField(max_length=320, help_text="Normalised; also of one that cannot be used.")
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.UUIDField(null=True, blank=True, help_text="Of the lane that has it.")
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    try_after = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=300, blank=True, help_text="What the mail server answered.")

    objects = DeliveryQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id issue state reason message_id claim claimed_at handed_at settled_at try_after tries",
        personal="email name said",
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["issue", "email"], name="delivery_once_an_address"),
            models.CheckConstraint(
                condition=Q(state="left_out") & ~Q(reason="") | ~Q(state="left_out") & Q(reason=""),
                name="delivery_left_out_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "handed"], claim__isnull=False)
                | ~Q(state__in=["claimed", "handed"]),
                name="delivery_claimed_by_a_lane",
            ),
        ]
        indexes = [models.Index(fields=["issue", "state", "id"], name="delivery_next")]

    def __str__(self) -> str:
        return f"{self.issue}, {self.get_state_display()}"


class SendingLane(models.Model):
    """One of so many processes that may send at the same time. Taken while `beat_at` is fresh."""

    number = models.PositiveSmallIntegerField(unique=True)
    claim = models.UUIDField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)

    disclosure = Disclosure(staff="id number claim beat_at")

    def __str__(self) -> str:
        return f"Lane {self.number}"


class MinuteOfSending(models.Model):
    """How many mails were taken out of the allowance lately, over all issues and machines: one row.

    `taken`: [[second since 1970, how many]], of a good minute.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    taken = models.JSONField(default=list)

    disclosure = Disclosure(staff="id taken")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="minute_of_sending_is_one_row")]

    def __str__(self) -> str:
        return f"{sum(count for _, count in self.taken)} lately"
