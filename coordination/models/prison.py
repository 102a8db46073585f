"""Prisons of the register, their wings, and sets of prisons that are looked at together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from coordination.disclosure import Disclosure
from coordination.roles import Permission, Reach

if TYPE_CHECKING:
    from coordination.models.user import User


class PrisonQuerySet(models.QuerySet["Prison"]):
    def visible_to(self, user: User) -> PrisonQuerySet:
        """Prisons where the user has a current posting, directly, by a set, or everywhere."""
        from coordination.models.posting import Posting

        if not user.is_authenticated:
            return self.none()
        current = Posting.objects.current().filter(user=user)
        if current.filter(role__in=Posting.roles_reaching(Reach.EVERYWHERE)).exists():
            return self
        return self.filter(
            Q(pk__in=current.filter(prison__isnull=False).values("prison"))
            | Q(sets__in=current.filter(prison_set__isnull=False).values("prison_set"))
        ).distinct()

    def taking_services(self) -> PrisonQuerySet:
        """Prisons to which an organisation may offer a service: not those that closed for good."""
        return self.exclude(status=Prison.Status.CLOSED)


class Prison(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED_TEMPORARILY = "closed_temporarily", "Closed temporarily"
        CLOSED = "closed", "Closed"
        PLANNED = "planned", "Planned"

    code = models.CharField(max_length=3, unique=True, help_text="Agency code, for example EXI.")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=120)
    name_welsh = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    status_since = models.CharField(max_length=10, blank=True, help_text="Year, month or day, as known.")
    status_note = models.CharField(max_length=300, blank=True)
    categories = models.ManyToManyField("coordination.PrisonCategory", blank=True)
    functions = models.ManyToManyField("coordination.PrisonFunction", blank=True)
    holds_men = models.BooleanField(default=False)
    holds_women = models.BooleanField(default=False)
    holds_young_adults = models.BooleanField(null=True, help_text="Empty: not known.")
    operator = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    last_entry_number = models.PositiveIntegerField(default=0)
    renew_after_days = models.PositiveSmallIntegerField(
        default=90, help_text="Editions say “ask for a new one after” this many days."
    )
    ask_for_new_copy = models.CharField(
        max_length=120, default="the library or the voluntary sector coordinator",
        help_text="Whom to ask for a new copy, as it stands in print. No names.",
    )  # fmt: skip

    objects = PrisonQuerySet.as_manager()

    disclosure = Disclosure(
        everyone="code name short_name name_welsh status status_since status_note categories functions holds_men"
        " holds_women holds_young_adults operator region address postcode renew_after_days ask_for_new_copy",
        staff="id last_entry_number",
    )

    class Meta:
        ordering = ["short_name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("prison", args=[self.code])

    @property
    def holds_only(self) -> str:
        """`men` or `women` where nobody else is held; otherwise, or where it is not known, nothing."""
        if self.holds_men == self.holds_women:
            return ""
        return "men" if self.holds_men else "women"

    @property
    def is_running(self) -> bool:
        return self.status == self.Status.OPEN


class Wing(models.Model):
    """A wing or unit. An ended wing stays on old papers and leaves the forms."""

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="wings")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)

    disclosure = Disclosure(everyone="name position ended_on", staff="id prison")

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "name"], condition=Q(ended_on=None), name="wing_name_once_a_prison",
                violation_error_message="This prison already has a wing of that name.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class PrisonSetQuerySet(models.QuerySet["PrisonSet"]):
    def visible_to(self, user: User) -> PrisonSetQuerySet:
        """All for who chooses sets; their own for leads."""
        from coordination import access

        standing = access.standing_of(user)
        if standing.everywhere(Permission.MANAGE_PRISONS):
            return self
        return self.filter(pk__in=[p.prison_set_id for p in standing.postings if p.prison_set_id])


class PrisonSet(models.Model):
    """Prisons chosen to be looked at together; not always a region (women's prisons lie far apart)."""

    name = models.CharField(max_length=120, unique=True)
    prisons = models.ManyToManyField(Prison, related_name="sets", blank=True)

    objects = PrisonSetQuerySet.as_manager()

    disclosure = Disclosure(staff="id name prisons")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
