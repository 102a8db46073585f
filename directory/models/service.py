"""A service is an organisation's own record; what is said of it stands in the revisions of its listings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User
    from directory.models.listing import Listing


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, user: User) -> ServiceQuerySet:
        """Own services for the organisation's people; at a prison, those with a listing the user may see."""
        from directory.models.listing import Listing

        standing = access.standing_of(user)
        own = standing.organisations_where(Permission.VIEW_OWN_SERVICES)
        return self.filter(
            models.Q(organisation__in=own)
            | models.Q(pk__in=Listing.objects.visible_to(user).values("service"))
        )

    def to_hand_over_to(self, listing: Listing) -> ServiceQuerySet:
        """Whom the service may say it hands over to: the organisation's own others, and what is published here.

        A discreet service of somebody else is not offered: its name must not show up beside another's.
        """
        from directory.models.listing import Listing

        here = Listing.objects.published().filter(prison=listing.prison_id, discreet=False)
        own = models.Q(organisation=listing.service.organisation_id)
        return self.filter(own | models.Q(pk__in=here.values("service"))).exclude(pk=listing.service_id)


class Service(models.Model):
    organisation = models.ForeignKey(
        "coordination.Organisation", on_delete=models.PROTECT, related_name="services"
    )
    name = models.CharField(max_length=100, help_text="As last written by the organisation.")
    created_at = models.DateTimeField(auto_now_add=True)
    # Empty: the portal itself, from a file that was imported on the server.
    created_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ServiceQuerySet.as_manager()

    disclosure = Disclosure(staff="id organisation name created_at", personal="created_by")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("service", args=[self.organisation.slug, self.pk])


def approved_names(services: Iterable[Service]) -> dict[int, str]:
    """{key: name} as a coordinator last approved it somewhere, in one query.

    `Service.name` is the organisation's newest word, which nobody has read yet; it reaches no reader.
    """
    from directory.models.revision import Revision

    rows = Revision.objects.filter(listing__service__in=services, pk=models.F("listing__approved_revision"))
    named = dict(rows.order_by("decided_at", "pk").values_list("listing__service", "name"))
    return {each.pk: named.get(each.pk, f"another service of {each.organisation}") for each in services}
