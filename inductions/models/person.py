"""Somebody who comes in for an organisation. A person never has access to the portal by this row: postings give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.models.user import normalise_email
from coordination.roles import Permission

if TYPE_CHECKING:
    from typing import Any

    from coordination.models import User


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> PersonQuerySet:
        """Oneself; an organisation's own people for its manager; who works at a prison for those who look after it.

        The gate has a page of its own, which shows names and an answer, never the record.
        """
        from inductions.models.placement import Placement

        standing = access.standing_of(user)
        if standing.everywhere(Permission.VIEW_WORKERS):
            return self
        here = Placement.objects.filter(prison__in=standing.prisons_where(Permission.VIEW_WORKERS))
        own = standing.organisations_where(Permission.MANAGE_OWN_WORKERS)
        return self.filter(
            Q(user=user) | Q(pk__in=here.values("engagement__person")) | Q(engagements__organisation__in=own)
        ).distinct()


class Person(models.Model):
    """Never here: anything lived, any conviction, any document of vetting."""

    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail address", max_length=254, blank=True)
    phone = models.CharField("telephone", max_length=40, blank=True)
    user = models.OneToOneField(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="person"
    )
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When they were mailed what is held of them and how to object."
    )
    left_on = models.DateField(null=True, blank=True, help_text="Last day with any organisation.")
    anonymised_at = models.DateTimeField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id added_at told_at left_on anonymised_at", personal="name email phone user added_by"
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="person_email_once"),
            models.CheckConstraint(
                condition=Q(anonymised_at=None) | Q(email="", phone="", user=None),
                name="person_anonymised_holds_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = normalise_email(self.email)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])
