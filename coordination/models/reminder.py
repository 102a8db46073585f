"""What somebody was reminded of. The row makes it happen once, and the mails are made from rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from coordination.disclosure import Disclosure

if TYPE_CHECKING:
    from coordination.models.user import User


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: User) -> ReminderQuerySet:
        """One's own."""
        return self.filter(email=user.email) if user.is_authenticated else self.none()

    def unsent(self) -> ReminderQuerySet:
        return self.filter(sent_at=None)


class Reminder(models.Model):
    """One thing that comes due for one address. `key` names the thing and its end, so that a new end reminds anew."""

    key = models.CharField(max_length=120)
    days = models.PositiveSmallIntegerField(help_text="How long before it comes due.")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    sentence = models.CharField(max_length=1000)
    path = models.CharField(
        max_length=200, blank=True, help_text="Empty: there is no account to open it with."
    )
    digest = models.BooleanField(
        default=False, help_text="What is open at a place, and nothing of one’s own."
    )
    comes_due_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Empty: not handed over yet.")

    objects = ReminderQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id key days path digest comes_due_on made_at sent_at", personal="email name sentence"
    )

    class Meta:
        ordering = ["comes_due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["email", "key", "days"], name="reminder_once")]
        indexes = [models.Index(fields=["sent_at", "email"], name="reminder_unsent")]

    def __str__(self) -> str:
        return f"{self.key}, {self.days} days"
