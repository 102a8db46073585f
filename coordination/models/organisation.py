"""Organisations that work, or want to work, in prisons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from coordination.disclosure import Disclosure
from coordination.roles import Reach, Role

if TYPE_CHECKING:
    from coordination.models.user import User

CHARITY_NUMBER = RegexValidator(
    r"^([0-9]{6,7}(-[0-9]{1,3})?|SC[0-9]{6}|(NIC)?[0-9]{6})$",
    "Enter a charity number of six or seven digits, for example 1074546, or leave this empty.",
)
COMPANY_NUMBER = RegexValidator(
    r"^([0-9]{8}|[A-Z]{2}[0-9]{6})$",
    "Enter a company number of eight characters, for example 03562176, or leave this empty.",
)


SEE_EVERY_ORGANISATION: Final = (Role.COORDINATOR, Role.GOVERNOR, Role.LEAD, Role.NATIONAL)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def current(self) -> OrganisationQuerySet:
        """All but those that were merged into another."""
        return self.filter(merged_into=None)

    def visible_to(self, user: User) -> OrganisationQuerySet:
        """Own organisation for its people; every organisation for coordinators, governors and leads.

        The record holds nothing about a person; wing and gate staff reach organisations by the directory. A record
        that was merged into another is nobody's any more: its addresses lead to the one that is kept.
        """
        from coordination.models.posting import Posting

        if not user.is_authenticated:
            return self.none()
        postings = Posting.objects.current().filter(user=user)
        if postings.filter(role__in=SEE_EVERY_ORGANISATION).exists():
            return self.current()
        own = postings.filter(role__in=Posting.roles_reaching(Reach.ORGANISATION))
        return self.current().filter(pk__in=own.values("organisation"))


class Organisation(models.Model):
    class Kind(models.TextChoices):
        VOLUNTARY = "voluntary", "Voluntary or community"
        STATUTORY = "statutory", "Statutory"
        PRIVATE = "private", "Private"
        EDUCATION = "education", "Education"
        HEALTH = "health", "Health"

    class Size(models.TextChoices):
        """Bands of yearly turnover in pounds, as the charity registers use them."""

        UNKNOWN = "", "Not known"
        MICRO = "micro", "Under £10,000 a year"
        SMALL = "small", "£10,000 to £100,000 a year"
        MEDIUM = "medium", "£100,000 to £1 million a year"
        LARGE = "large", "£1 million to £10 million a year"
        MAJOR = "major", "Over £10 million a year"

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.VOLUNTARY)
    charity_number = models.CharField(max_length=12, blank=True, validators=[CHARITY_NUMBER])
    company_number = models.CharField(max_length=8, blank=True, validators=[COMPANY_NUMBER])
    size = models.CharField("yearly turnover", max_length=10, choices=Size, blank=True, default=Size.UNKNOWN)
    led_by = models.ManyToManyField("coordination.Group", blank=True, related_name="+")
    led_by_lived_experience = models.BooleanField(
        null=True,
        blank=True,
        help_text="A fact about the organisation, never about a named worker. Empty: not known.",
    )
    areas = models.ManyToManyField("coordination.Area", blank=True, related_name="+")
    website = models.URLField(blank=True)
    postcode = models.CharField(
        max_length=10, blank=True, help_text="Of the office. To tell organisations of one name apart."
    )
    # The record of a double stays, so that papers, history and old addresses lead to the one that is kept.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="name kind led_by led_by_lived_experience",
        staff="id slug charity_number company_number size areas website postcode merged_into created_at",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="organisation_not_merged_into_itself",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])
