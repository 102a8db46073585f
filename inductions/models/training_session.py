"""When something is taught, who may come, and who came."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from inductions.models.module import TrainingModule
from inductions.models.person import Person

if TYPE_CHECKING:
    from coordination.models import User


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    def visible_to(self, user: User) -> TrainingSessionQuerySet:
        """At the prisons one looks after, and where one's own people, or oneself, work."""
        from inductions.models.placement import Placement

        standing = access.standing_of(user)
        if standing.everywhere(Permission.VIEW_WORKERS):
            return self
        own = Placement.objects.filter(
            Q(engagement__organisation__in=standing.organisations_where(Permission.MANAGE_OWN_WORKERS))
            | Q(engagement__person__user=user)
        )
        return self.filter(
            Q(prison__in=standing.prisons_where(Permission.VIEW_WORKERS)) | Q(prison__in=own.values("prison"))
        )


class TrainingSession(models.Model):
    """Moments are aware; a page shows them in Europe/London, on either side of the clock change."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Cancelled"
        RUN = "run", "Took place"
        NOT_RUN = "not_run", "Did not run"

    class Reason(models.TextChoices):
        """Why it was cancelled or did not run."""

        NOT_UNLOCKED = "not_unlocked", "Nobody was unlocked"
        NO_ROOM = "no_room", "The room was not free"
        NO_ESCORT = "no_escort", "There was no escort"
        REGIME = "regime", "The regime was restricted"
        TRAINER = "trainer", "The trainer could not come"
        TOO_FEW = "too_few", "Too few were booked"
        MOVED = "moved", "Moved to another day"
        OTHER = "other", "Something else"

    prison = models.ForeignKey(
        "coordination.Prison", on_delete=models.PROTECT, related_name="training_sessions"
    )
    module = models.ForeignKey(TrainingModule, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    trainers = models.CharField(
        max_length=200, blank=True, help_text="Prison staff or partners. Never people in prison."
    )
    co_delivered = models.BooleanField("people in prison co-deliver", default=False)
    co_deliverers = models.PositiveSmallIntegerField("how many of them", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(500)])
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    reason_note = models.CharField(max_length=200, blank=True)
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField(default=timezone.now)
    planned_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TrainingSessionQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison module starts_at ends_at place co_delivered co_deliverers capacity state reason reason_note"
        " calendar_uid calendar_sequence planned_at settled_at",
        personal="trainers planned_by settled_by",
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="training_session_ends_later"
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="training_session_has_places"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "run"]) | ~Q(reason=""),
                name="training_session_that_fell_out_says_why",
            ),
            models.CheckConstraint(
                condition=Q(co_delivered=True) | Q(co_deliverers=None),
                name="training_session_counts_who_co_deliver",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", settled_at=None, settled_by=None)
                | (~Q(state="planned") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="training_session_settled_at_and_by",
            ),
        ]
        indexes = [models.Index(fields=["prison", "starts_at"], name="training_session_of_a_day")]

    def __str__(self) -> str:
        return f"{self.module}, {timezone.localtime(self.starts_at):%d %B %Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("training_session", args=[self.prison.code, self.pk])

    def waiting_list(self) -> list[int]:
        """Keys of the bookings that wait, the first in line first."""
        waiting = self.bookings.filter(state=Booking.State.WAITING)
        return list(waiting.order_by("pk").values_list("pk", flat=True))


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: User) -> BookingQuerySet:
        """Whoever looks after the prison sees all; a person their own.

        An organisation those of its own people at prisons where they work for it, for sessions until their last day:
        where else somebody is trained would tell for whom else they work.
        """
        from inductions.models.placement import Placement

        standing = access.standing_of(user)
        own = standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
        sent = Placement.sent_by(
            own, person="person", prison="session__prison", day="session__starts_at__date"
        )
        return self.filter(
            Q(session__prison__in=standing.prisons_where(Permission.VIEW_WORKERS))
            | Q(person__user=user)
            | sent
        )


class Booking(models.Model):
    """The waiting list is the order of `pk`: nobody is ever moved behind somebody who came later."""

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        WAITING = "waiting", "On the waiting list"
        CANCELLED = "cancelled", "Cancelled"
        ATTENDED = "attended", "Came"
        ABSENT = "absent", "Did not come"

    class Reason(models.TextChoices):
        """Why a place was given up. None of them says anything of somebody’s health or family."""

        CANNOT = "cannot", "Cannot come on that day"
        ANOTHER = "another", "Goes to another session"
        NOT_NEEDED = "not_needed", "Does not need it any more"
        LEFT = "left", "No longer works at the prison"
        OTHER = "other", "Something else"

    class News(models.TextChoices):
        """What the person is to be told next. Empty: nothing has changed that a letter should say."""

        BOOKED = "booked", "Booked"
        WAITING = "waiting", "Put on the waiting list"
        MOVED_UP = "moved_up", "Moved up from the waiting list"
        CANCELLED = "cancelled", "The booking was cancelled"
        SESSION_CHANGED = "session_changed", "The session was changed"
        SESSION_CANCELLED = "session_cancelled", "The session was cancelled"

    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=20, choices=State)
    booked_at = models.DateTimeField(default=timezone.now)
    booked_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    moved_up_at = models.DateTimeField(null=True, blank=True)
    news = models.CharField(max_length=20, choices=News, blank=True)
    news_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the last news was mailed.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=20, choices=Reason, blank=True)

    objects = BookingQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id session state booked_at moved_up_at news news_at told_at cancelled_at cancel_reason",
        personal="person booked_by",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=~Q(state="cancelled"), name="booking_once_a_person"
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled") & Q(cancelled_at__isnull=False))
                | (~Q(state="cancelled") & Q(cancelled_at=None)),
                name="booking_cancelled_at",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") | Q(cancel_reason=""), name="booking_cancelled_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.session}"

    @classmethod
    def numbers_of(cls, sessions: Iterable[int]) -> list[tuple[int, str]]:
        """(key of session, state) of every booking: how many there are is no secret, whose they are is."""
        return list(cls.objects.filter(session__in=list(sessions)).order_by().values_list("session", "state"))

    @property
    def place_on_list(self) -> int:
        """From 1; 0 for somebody who does not wait."""
        if self.state != self.State.WAITING:
            return 0
        waiting = type(self).objects.filter(session=self.session_id, state=self.State.WAITING)
        return waiting.filter(pk__lte=self.pk).count()


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, user: User) -> CalendarFeedQuerySet:
        return self.filter(made_by=user)


class CalendarFeed(models.Model):
    """A private address for a calendar, of a person or of a prison. Only a hash of its token is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds")
    prison = models.ForeignKey(
        "coordination.Prison", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    disclosure = Disclosure(staff="id token_hash prison made_at revoked_at", personal="person made_by")

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, prison__isnull=False) | Q(person__isnull=False, prison=None),
                name="calendar_feed_of_a_person_or_a_prison",
            )
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.person or self.prison}"
