"""An invitation by e-mail to take up a role. Only a hash of its token is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coordination.disclosure import Disclosure
from coordination.models.scoped import Target, target_constraint
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models.user import User


DAYS_OPEN: Final = 14


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, cancelled_at=None, expires_at__gt=timezone.now())

    def with_token(self, token: str) -> InvitationQuerySet:
        """The invitation whose link this is, whatever has become of it."""
        return self.filter(token_hash=hash_of(token))

    def visible_to(self, user: User) -> InvitationQuerySet:
        from coordination import access

        standing = access.standing_of(user)
        if standing.everywhere(Permission.INVITE_TO_PRISON):
            return self
        # Who adds an organisation follows the invitation of its first manager.
        first_managers = Q(pk__in=[])
        if standing.may(Permission.ADD_ORGANISATION):
            first_managers = Q(organisation__isnull=False, invited_by=user)
        return self.filter(
            Q(prison__in=standing.prisons_where(Permission.INVITE_TO_PRISON))
            | Q(organisation__in=standing.organisations_where(Permission.INVITE_TO_ORGANISATION))
            | first_managers
        )


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(Target):
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    ends_on = models.DateField(null=True, blank=True, help_text="Last day of the access it gives.")
    invited_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Empty: the e-mail has not left yet.")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id role prison organisation prison_set token_hash ends_on invited_by invited_at expires_at"
        " sent_at accepted_at accepted_by cancelled_at",
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

    @property
    def name_in_audit(self) -> str:
        return f"{self.name}, {self}"

    def issue(self, at: datetime) -> None:
        """Opens it for another fortnight with a new link; an earlier link works no more. The row needs its key."""
        self.invited_at, self.expires_at, self.sent_at = at, at + timedelta(days=DAYS_OPEN), None
        self.token_hash = hash_of(self.token())

    def token(self) -> str:
        """The secret of the link, worked out anew by whoever sends it, so that it is stored and queued nowhere."""
        message = f"{self.pk} {self.invited_at.timestamp():.6f}"
        return salted_hmac("coordination.invitation", message, algorithm="sha256").hexdigest()

    @property
    def is_open(self) -> bool:
        undecided = self.accepted_at is None and self.cancelled_at is None
        return undecided and self.expires_at > timezone.now()
