"""What is known of an e-mail address: whether mail arrives there, and what its owner complained of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coordination.disclosure import Disclosure

if TYPE_CHECKING:
    from coordination.models.user import User


# The ending is kept free for what is no address (RFC 2606): no mail is ever sent there.
NOWHERE: Final = "anonymised.invalid"
_SALT: Final = "coordination.mail_address"


def hidden(email: str) -> str:
    """Stands in the place of a normalised address that is kept no longer (ADR 0076).

    A keyed hash: whoever is asked about the address finds its row again, and nobody reads an address out of a row.
    """
    if email.endswith(f"@{NOWHERE}"):
        return email
    return f"{salted_hmac(_SALT, email, algorithm='sha256').hexdigest()[:40]}@{NOWHERE}"


def forms_of(emails: Iterable[str]) -> dict[str, str]:
    """{as it may be written in a row: the normalised address}: as it is, and hidden."""
    return {form: email for email in emails for form in (email, hidden(email))}


class MailAddressQuerySet(models.QuerySet["MailAddress"]):
    def of(self, email: str) -> MailAddressQuerySet:
        """The row of a normalised address, hidden or not."""
        return self.filter(email__in=forms_of([email]))


class MailAddress(models.Model):
    """One address, normalised. A hard bounce stops all mail, a complaint stops bulletins; either can be lifted.

    Soft bounces count; what arrives again sets them back. No row: nothing is known against it.
    """

    # So many temporary failures in a row, each on a day of its own, are one hard bounce.
    SOFT_UNTIL_HARD = 5

    email = models.EmailField(max_length=254, unique=True)
    hard_bounced_at = models.DateTimeField(null=True, blank=True)
    complained_at = models.DateTimeField(null=True, blank=True)
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    soft_bounced_on = models.DateField(null=True, blank=True)
    said = models.CharField(max_length=300, blank=True, help_text="What the other mail server answered.")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MailAddressQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id hard_bounced_at complained_at soft_bounces soft_bounced_on lifted_at",
        personal="email said lifted_by",
    )

    class Meta:
        ordering = ["email"]
        verbose_name_plural = "mail addresses"
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="mail_address_lifted_at_and_by",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def name_in_audit(self) -> str:
        """Nobody's address: the audit of a prison is read by more people than may know it."""
        return "an e-mail address"


class MailEventQuerySet(models.QuerySet["MailEvent"]):
    def visible_to(self, user: User) -> MailEventQuerySet:
        """Nobody reads these rows on a page: what they add up to stands on the address."""
        return self.none()


class MailEvent(models.Model):
    """One message of the mail provider about one address. `event_id` makes a message that comes twice count once."""

    class Kind(models.TextChoices):
        HARD = "hard", "Does not exist"
        SOFT = "soft", "Did not take it for now"
        COMPLAINT = "complaint", "Called it unwanted"
        DELIVERED = "delivered", "Took it"

    event_id = models.CharField(max_length=200, unique=True)
    email = models.EmailField(max_length=254)
    kind = models.CharField(max_length=20, choices=Kind)
    message_id = models.CharField(max_length=200, blank=True)
    said = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    objects = MailEventQuerySet.as_manager()

    disclosure = Disclosure(staff="id event_id kind message_id happened_at", personal="email said")

    class Meta:
        ordering = ["happened_at", "pk"]
        indexes = [models.Index(fields=["email", "kind"], name="mail_event_of_an_address")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.happened_at:%d %B %Y}"
