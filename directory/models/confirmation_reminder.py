"""That an organisation was asked to confirm an entry, so that it is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from coordination.disclosure import Disclosure
from directory.models.listing import Listing

if TYPE_CHECKING:
    from coordination.models import User


class ConfirmationReminderQuerySet(models.QuerySet["ConfirmationReminder"]):
    def visible_to(self, user: User) -> ConfirmationReminderQuerySet:
        return self.filter(listing__in=Listing.objects.visible_to(user))


class ConfirmationReminder(models.Model):
    """That the organisation was asked at 75 or 90 days. The row is what makes it happen once."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="reminders")
    confirmed_on = models.DateField(help_text="The confirmation that is growing old.")
    after_days = models.PositiveSmallIntegerField()
    due_on = models.DateField(default=timezone.localdate)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Empty: the e-mail has not left yet.")

    objects = ConfirmationReminderQuerySet.as_manager()

    disclosure = Disclosure(staff="id listing confirmed_on after_days due_on sent_at")

    class Meta:
        ordering = ["-due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "confirmed_on", "after_days"], name="confirmation_reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.after_days} days: {self.listing}"
