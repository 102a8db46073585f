"""A forum of a prison, and who belongs to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from coordination import access, clock
from coordination.disclosure import Disclosure
from coordination.models.prison import Prison
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class ForumQuerySet(models.QuerySet["Forum"]):
    def visible_to(self, user: User) -> ForumQuerySet:
        """Of the prisons where one may read forums; and those to which one's organisation belongs, or oneself.

        A posting grants access, a membership alone never does: who has left the prison reads its forums no more.
        """
        standing = access.standing_of(user)
        if standing.everywhere(Permission.VIEW_FORUMS):
            return self
        own = standing.organisations_where(Permission.VIEW_OWN_SERVICES)
        oneself = Q(user=user, forum__prison__in=Prison.objects.visible_to(user))
        membership = ForumMember.objects.current().filter(oneself | Q(organisation__in=own))
        here = Q(prison__in=standing.prisons_where(Permission.VIEW_FORUMS))
        return self.filter(here | Q(pk__in=membership.values("forum")))

    def one_belongs_to(self, user: User) -> ForumQuerySet:
        """As a member, oneself or by an organisation. Ask it of those that one may see."""
        own = access.standing_of(user).organisations_where(Permission.VIEW_OWN_SERVICES)
        membership = ForumMember.objects.current().filter(Q(user=user) | Q(organisation__in=own))
        return self.filter(pk__in=membership.values("forum"))

    def running(self) -> ForumQuerySet:
        return self.filter(ended_on=None)

    def with_what_is_next(self) -> ForumQuerySet:
        """`next_at` and `next_pk` of the next meeting, `open_actions`, `late_actions`: in the same query."""
        from forums.models.action import Action
        from forums.models.meeting import Meeting

        here = OuterRef("pk")
        to_come = Meeting.objects.filter(
            forum=here, state=Meeting.State.PLANNED, ends_at__gt=clock.now()
        ).order_by("starts_at", "pk")
        counted = [
            rows.filter(forum=here).order_by().values("forum").annotate(count=Count("pk")).values("count")
            for rows in (Action.objects.unfinished(), Action.objects.overdue())
        ]
        open_actions, late_actions = (Coalesce(Subquery(each), 0) for each in counted)
        return self.annotate(
            next_at=Subquery(to_come.values("starts_at")[:1]), next_pk=Subquery(to_come.values("pk")[:1]),
            open_actions=open_actions, late_actions=late_actions,
        )  # fmt: skip


class Forum(models.Model):
    """Where people meet again and again. One that ended stays with its minutes."""

    class Kind(models.TextChoices):
        VCS_FORUM = "vcs_forum", "Voluntary sector forum"
        COUNCIL = "council", "Representatives’ council"
        FOCUS_GROUP = "focus_group", "Focus group"
        REDUCING_REOFFENDING = "reducing_reoffending", "Reducing reoffending meeting"
        NETWORK = "network", "Network"
        BOARD = "board", "Board"

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", "Every week"
        FORTNIGHTLY = "fortnightly", "Every two weeks"
        MONTHLY = "monthly", "Every month"
        SIX_WEEKLY = "six_weekly", "Every six weeks"
        QUARTERLY = "quarterly", "Every three months"
        HALF_YEARLY = "half_yearly", "Twice a year"
        YEARLY = "yearly", "Once a year"
        AS_NEEDED = "as_needed", "When it is needed"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.PROTECT, related_name="forums")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, choices=Kind)
    purpose = models.TextField(max_length=1000)
    frequency = models.CharField(max_length=20, choices=Frequency)
    chair_name = models.CharField(
        max_length=120,
        blank=True,
        help_text="Prison staff or somebody of an organisation. Never people in prison.",
    )
    chair_role = models.CharField(max_length=120, blank=True, help_text="For example: head of resettlement.")
    chair_name_is_public = models.BooleanField(
        "the wings may read the chair’s name",
        default=False,
        help_text="For a governor, or whoever agreed to it.",
    )
    chair_organisation = models.ForeignKey(
        "coordination.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: the chair is prison staff.",
    )  # fmt: skip
    items_close_days = models.PositiveSmallIntegerField(
        "agenda closes", default=7, help_text="Days before a meeting until which members propose items."
    )
    started_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = ForumQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="name kind frequency",
        staff="id prison purpose chair_role chair_name_is_public chair_organisation items_close_days started_on"
        " ended_on",
        personal="chair_name",
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "name"], condition=Q(ended_on=None), name="forum_name_once_a_prison",
                violation_error_message="This prison already has a forum of that name.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="forum_ends_after_it_starts"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forum", args=[self.prison.code, self.pk])


class ForumMemberQuerySet(models.QuerySet["ForumMember"]):
    def visible_to(self, user: User) -> ForumMemberQuerySet:
        return self.filter(forum__in=Forum.objects.visible_to(user))

    def current(self, day: date | None = None) -> ForumMemberQuerySet:
        day = day or clock.today()
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class ForumMember(models.Model):
    """An organisation, somebody with an account, or a role among the prison's staff: exactly one of the three."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(
        "coordination.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    staff_role = models.CharField(max_length=120, blank=True, help_text="For example: head of safer custody.")
    email = models.EmailField(
        max_length=254, blank=True, help_text="Where invitations go. Empty: to the account, or nowhere."
    )
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    objects = ForumMemberQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id forum organisation staff_role since until",
        personal="user email",
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, user=None, staff_role="")
                | Q(organisation=None, user__isnull=False, staff_role="")
                | (Q(organisation=None, user=None) & ~Q(staff_role="")),
                name="forum_member_is_one_of_three",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="forum_member_leaves_after_joining"
            ),
            models.UniqueConstraint(
                fields=["forum", "organisation"],
                condition=Q(until=None),
                name="forum_member_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["forum", "user"], condition=Q(until=None), name="forum_member_person_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.user or self.staff_role)
