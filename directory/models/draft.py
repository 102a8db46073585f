"""What an organisation has typed and not sent: nothing is lost when the shared computer signs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from directory.models.listing import Listing

if TYPE_CHECKING:
    from coordination.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> DraftQuerySet:
        """The organisation's own people alone: what is not sent is nobody else's."""
        own = access.standing_of(user).organisations_where(Permission.VIEW_OWN_SERVICES)
        return self.filter(listing__service__organisation__in=own)


class Draft(models.Model):
    """`content` is the form as posted (name -> list of strings), checked only when it is sent."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="draft")
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey("coordination.User", on_delete=models.PROTECT, related_name="+")

    objects = DraftQuerySet.as_manager()

    disclosure = Disclosure(staff="id listing content saved_at", personal="saved_by")

    def __str__(self) -> str:
        return f"Draft of {self.listing}"
