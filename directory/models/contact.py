"""Whom staff reach about a listing. A module of its own, so that an import contract can keep it out of papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from coordination.disclosure import Disclosure
from directory.models.listing import Listing

if TYPE_CHECKING:
    from coordination.models import User


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> ContactQuerySet:
        return self.filter(listing__in=Listing.objects.visible_to(user))


class Contact(models.Model):
    """Whom staff reach about a listing. A table of its own, so that one guard keeps it off every wing."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ContactQuerySet.as_manager()

    disclosure = Disclosure(staff="id listing role position", personal="name email phone")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""), name="contact_can_be_reached",
                violation_error_message="Give an e-mail address or a telephone number.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name or self.role or "Contact"
