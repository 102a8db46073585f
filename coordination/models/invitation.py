"""An invitation by e-mail to take up a role. Only a hash of its token is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination.disclosure import Disclosure
from coordination.models.scoped import Target, target_constraint
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models.user import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, cancelled_at=None, expires_at__gt=timezone.now())

    def visible_to(self, user: User) -> InvitationQuerySet:
        from coordination import access

        standing = access.standing_of(user)
        if standing.everywhere(Permission.INVITE_TO_PRISON):
            return self
        return self.filter(
            Q(prison__in=standing.prisons_where(Permission.INVITE_TO_PRISON))
            | Q(organisation__in=standing.organisations_where(Permission.INVITE_TO_ORGANISATION))
        )


class Invitation(Target):
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    ends_on = models.DateField(null=True, blank=True, help_text="Last day of the access it gives.")
    invited_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id role prison organisation prison_set token_hash ends_on invited_by invited_at expires_at"
        " accepted_at accepted_by cancelled_at",
        personal="email name",
    )

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            target_constraint("invitation_has_what_its_role_needs"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.place}"
