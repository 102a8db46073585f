"""A meeting of a forum: when, what about, who was asked and who came."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from forums.models.forum import Forum, ForumMember
from forums.models.moments import day_in_words

if TYPE_CHECKING:
    from coordination.models import User


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> MeetingQuerySet:
        return self.filter(forum__in=Forum.objects.visible_to(user))


class Meeting(models.Model):
    """Moments are aware; pages and calendars show them in Europe/London.

    A focus group is a meeting that has questions. The calendar keeps its UID for good and counts its changes.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Cancelled"
        HELD = "held", "Took place"
        NOT_RUN = "not_run", "Did not run"

    class Reason(models.TextChoices):
        NOT_UNLOCKED = "not_unlocked", "Nobody was unlocked"
        NO_ROOM = "no_room", "The room was not free"
        NO_ESCORT = "no_escort", "There was no escort"
        REGIME = "regime", "The regime was restricted"
        CHAIR = "chair", "The chair could not come"
        TOO_FEW = "too_few", "Too few could come"
        MOVED = "moved", "Moved to another day"
        OTHER = "other", "Something else"

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=120, blank=True, help_text="Empty: the name of the forum.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    items_close_on = models.DateField(
        "agenda closes on", help_text="The last day on which members propose items."
    )
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    reason_note = models.CharField(max_length=200, blank=True)
    calendar_uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(default=timezone.now)
    called_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="title starts_at",
        staff="id forum ends_at place items_close_on state reason reason_note calendar_uid calendar_sequence"
        " invited_at called_at settled_at",
        personal="called_by settled_by",
    )

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_later"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "held"], reason="")
                | (Q(state__in=["cancelled", "not_run"]) & ~Q(reason="")),
                name="meeting_that_fell_out_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", settled_at=None, settled_by=None)
                | (~Q(state="planned") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="meeting_settled_at_and_by",
            ),
        ]
        indexes = [models.Index(fields=["forum", "starts_at"], name="meeting_of_a_forum_by_day")]

    def __str__(self) -> str:
        return f"{self.name}, {day_in_words(self.starts_at)}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.forum.prison.code, self.pk])

    @property
    def name(self) -> str:
        return self.title or self.forum.name

    @property
    def is_off(self) -> bool:
        """Calendars that hold it take it out."""
        return self.state == self.State.CANCELLED


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: User) -> AgendaItemQuerySet:
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def standing(self) -> AgendaItemQuerySet:
        """Those that are on the agenda, in its order."""
        return self.filter(state=AgendaItem.State.ACCEPTED).order_by("number", "pk")


class AgendaItem(models.Model):
    """Proposed, it waits; taken in, it has a number. What is carried over names its action."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "On the agenda"
        DECLINED = "declined", "Not taken in"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=160)
    detail = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.PROPOSED)
    raised_by = models.CharField(
        max_length=120,
        blank=True,
        help_text="For example: representatives, C wing. No names of people in prison.",
    )
    organisation = models.ForeignKey(
        "coordination.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Of whoever proposed it.",
    )  # fmt: skip
    carried_action = models.ForeignKey(
        "forums.Action", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    decline_reason = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: the portal carried it over.",
    )  # fmt: skip

    objects = AgendaItemQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="number title",
        staff="id meeting detail state raised_by organisation carried_action decline_reason proposed_at",
        personal="proposed_by",
    )

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="agenda_item_number_once"),
            models.UniqueConstraint(
                fields=["meeting", "carried_action"], name="agenda_item_carries_an_action_once"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", number__isnull=False) | (~Q(state="accepted") & Q(number=None)),
                name="agenda_item_numbered_when_taken_in",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                name="agenda_item_declined_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def raised_by_whom(self) -> str:
        """As it was typed; else the organisation whose member proposed it. Empty: nobody in particular."""
        return self.raised_by or (str(self.organisation) if self.organisation else "")


class MeetingInvitationQuerySet(models.QuerySet["MeetingInvitation"]):
    def visible_to(self, user: User) -> MeetingInvitationQuerySet:
        """Of the prisons where one keeps or reads forums; and what went to one's own address."""
        standing = access.standing_of(user)
        if standing.everywhere(Permission.VIEW_FORUMS):
            return self
        here = Q(meeting__forum__prison__in=standing.prisons_where(Permission.VIEW_FORUMS))
        return self.filter(here | Q(email__iexact=user.email, meeting__in=Meeting.objects.visible_to(user)))


class MeetingInvitation(models.Model):
    """One address, the newest letter that went there, and what was said to it.

    A letter is claimed in this row before it leaves (`asked`, `claimed_sequence`, `claimed_at`, `tries`), so that two
    workers send one; `sequence` and `sent_at` say what is known to have left. `ahead`: by how many letters this address
    is in front of the meeting's own number, because its member left and came back.
    """

    class Reply(models.TextChoices):
        NONE = "none", "No answer"
        COMING = "coming", "Coming"
        APOLOGIES = "apologies", "Apologies"

    class Asked(models.TextChoices):
        """The METHOD of the newest letter (RFC 5546)."""

        REQUEST = "REQUEST", "To come"
        CANCEL = "CANCEL", "Not to come"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    member = models.ForeignKey(ForumMember, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    sequence = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: nothing went out yet.")
    asked = models.CharField(max_length=10, choices=Asked, blank=True)
    ahead = models.PositiveSmallIntegerField(default=0)
    claimed_sequence = models.PositiveIntegerField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Of the newest letter.")
    reply = models.CharField(max_length=20, choices=Reply, default=Reply.NONE)
    replied_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingInvitationQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id meeting member sequence asked ahead claimed_sequence claimed_at tries reply replied_at sent_at",
        personal="email",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "email"], name="meeting_invitation_once_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_reply_display()}"


class Attendance(models.Model):
    """Organisations and staff by name: who came, or sent apologies."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey(
        "coordination.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(
        max_length=120, blank=True, help_text="Of staff or of somebody of the organisation."
    )
    role = models.CharField(max_length=120, blank=True)
    apologies = models.BooleanField("sent apologies", default=False)
    name_is_public = models.BooleanField(
        "the wings may read this name",
        default=False,
        help_text="Governors and whoever agreed to it. Everybody else stands there by role or organisation.",
    )

    disclosure = Disclosure(staff="id meeting organisation role apologies name_is_public", personal="name")

    class Meta:
        ordering = ["apologies", "organisation__name", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(name="") | ~Q(role=""),
                name="attendance_of_somebody",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(str(part) for part in (self.name, self.role, self.organisation) if part)


class WingAttendance(models.Model):
    """Representatives, and others who are in prison, as a count by wing. No wing: from the whole prison."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="wing_attendances")
    wing = models.ForeignKey(
        "coordination.Wing", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    people_count = models.PositiveSmallIntegerField(
        "how many", validators=[MinValueValidator(1), MaxValueValidator(999)]
    )

    disclosure = Disclosure(staff="id meeting wing people_count")

    class Meta:
        ordering = ["wing__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "wing"], name="wing_attendance_once_a_wing"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(wing=None), name="wing_attendance_once_of_the_whole_prison"
            ),
            models.CheckConstraint(condition=Q(people_count__gt=0), name="wing_attendance_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.wing or 'The whole prison'}: {self.people_count}"
