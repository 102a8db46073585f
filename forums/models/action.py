"""What somebody said they would do, with the meeting at which they said it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access, clock
from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.models.prison import Prison
from coordination.roles import Permission
from forums.models.forum import Forum
from forums.models.meeting import AgendaItem, Meeting
from forums.models.moments import day_in_words

if TYPE_CHECKING:
    from coordination.models import User


class ActionQuerySet(ImmutableQuerySet["Action"]):
    def visible_to(self, user: User) -> ActionQuerySet:
        """Of the forums that one may read, and one's own."""
        standing = access.standing_of(user)
        return self.filter(
            Q(forum__in=Forum.objects.visible_to(user))
            | Q(prison__in=standing.prisons_where(Permission.VIEW_FORUMS))
            | self.of(user)
        )

    @staticmethod
    def of(user: User) -> Q:
        """Owned by the person, while they have access at that prison, or by an organisation of theirs."""
        own = access.standing_of(user).organisations_where(Permission.VIEW_OWN_SERVICES)
        return Q(owner=user, prison__in=Prison.objects.visible_to(user)) | Q(owner_organisation__in=own)

    def owned_by(self, user: User) -> ActionQuerySet:
        return self.filter(self.of(user))

    def unfinished(self) -> ActionQuerySet:
        return self.filter(state__in=Action.UNFINISHED)

    def finished(self) -> ActionQuerySet:
        return self.exclude(state__in=Action.UNFINISHED)

    def unheard(self) -> ActionQuerySet:
        """Finished, raised by somebody, and nobody has written down for them what came of it."""
        return self.finished().filter(outcome=None).exclude(raised_by="")

    def overdue(self, day: date | None = None) -> ActionQuerySet:
        """Past their day; the day itself still counts as in time."""
        return self.unfinished().filter(due_on__lt=day or clock.today())


class Action(ImmutableRow):
    """Owned by a person with an account, an organisation, or a role among the prison's staff: exactly one.

    Where it was agreed, when and by whom never changes: PostgreSQL has a trigger beside `may_change`.
    """

    may_change: ClassVar[frozenset[str]] = frozenset((
        "what", "raised_by", "owner", "owner_organisation", "owner_role", "due_on", "state", "dropped_reason",
        "finished_at", "finished_by", "given_at", "told_at",
    ))  # fmt: skip

    class State(models.TextChoices):
        OPEN = "open", "Open"
        IN_PROGRESS = "in_progress", "In progress"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    UNFINISHED = (State.OPEN, State.IN_PROGRESS)

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="actions")
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    event = models.ForeignKey(
        "forums.PartnershipEvent", null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    what = models.CharField("what is to be done", max_length=300)
    raised_by = models.CharField(
        max_length=120,
        blank=True,
        help_text="For example: representatives, C wing. No names of people in prison.",
    )
    owner = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_organisation = models.ForeignKey(
        "coordination.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_role = models.CharField(max_length=120, blank=True, help_text="For example: head of safer custody.")
    due_on = models.DateField(null=True, blank=True, help_text="Empty: no day was agreed.")
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    dropped_reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, help_text="To whoever owns it now.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When its owner was written to.")
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ActionQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id prison forum meeting agenda_item event raised_by owner_organisation owner_role due_on state made_at"
        " given_at told_at finished_at",
        personal="what owner dropped_reason made_by finished_by",
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, owner_organisation=None, owner_role="")
                | Q(owner=None, owner_organisation__isnull=False, owner_role="")
                | (Q(owner=None, owner_organisation=None) & ~Q(owner_role="")),
                name="action_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="dropped") & ~Q(dropped_reason="")
                | ~Q(state="dropped") & Q(dropped_reason=""),
                name="action_dropped_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "in_progress"], finished_at=None, finished_by=None)
                | Q(state__in=["done", "dropped"], finished_at__isnull=False, finished_by__isnull=False),
                name="action_finished_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(agenda_item=None) | Q(meeting__isnull=False), name="action_keeps_its_meeting"
            ),
        ]
        indexes = [
            models.Index(fields=["prison", "state", "due_on"], name="action_of_a_prison"),
            models.Index(fields=["forum", "state", "due_on"], name="action_of_a_forum"),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.prison.code, self.pk])

    @property
    def owner_name(self) -> str:
        return str(self.owner or self.owner_organisation or self.owner_role)

    @property
    def place_name(self) -> str:
        """Where it was agreed: “Voluntary sector forum, 4 May 2026”, an event, a forum; empty where it is not known."""
        if self.meeting:
            return f"{self.meeting.name}, {day_in_words(timezone.localdate(self.meeting.starts_at))}"
        return str(self.event or self.forum or "")

    @property
    def is_to_be_told(self) -> bool:
        """A role has no address: whoever keeps the forums there hears of it."""
        return bool(self.owner_id or self.owner_organisation_id)

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def is_overdue(self) -> bool:
        return self.is_unfinished and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def in_words(self) -> str:
        """How far it is, for an agenda onto which it was carried: “Done on 4 May 2026”, “In progress, due on ...”."""
        if self.finished_at:
            return f"{self.get_state_display()} on {day_in_words(timezone.localdate(self.finished_at))}"
        if self.due_on is None:
            return str(self.get_state_display())
        when = "was due" if self.is_overdue else "due"
        return f"{self.get_state_display()}, {when} on {day_in_words(self.due_on)}"


class ActionNoteQuerySet(ImmutableQuerySet["ActionNote"]):
    def visible_to(self, user: User) -> ActionNoteQuerySet:
        return self.filter(action__in=Action.objects.visible_to(user))


class ActionNote(ImmutableRow):
    """How far it has come. `state`: what it became with this note, or empty."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=20, choices=Action.State, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = ActionNoteQuerySet.as_manager()

    disclosure = Disclosure(staff="id action state written_at", personal="text written_by")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(state=""), name="action_note_says_something")
        ]

    def __str__(self) -> str:
        return self.text or self.get_state_display()
