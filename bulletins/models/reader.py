"""Who reads bulletins, and what they wish. An address without a row wishes what its role brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import User


class ReaderQuerySet(models.QuerySet["Reader"]):
    def visible_to(self, user: User) -> ReaderQuerySet:
        """Outsiders who joined at one's prisons. Nobody's wishes are read on a page but one's own, by a signed link."""
        here = access.standing_of(user).prisons_where(Permission.MANAGE_BULLETINS)
        return self.filter(outsider=True, prisons__in=here).distinct()


class Reader(models.Model):
    """One address that said something: an outsider who joined, or somebody who chose prisons or sections or left.

    An outsider counts once confirmed by the link that went to the address. `chose_prisons` False: all that the
    reader's roles bring.
    """

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    outsider = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True, help_text="Wants no bulletins at all.")
    chose_prisons = models.BooleanField(default=False)
    prisons = models.ManyToManyField("coordination.Prison", blank=True, related_name="+")
    pathways = models.ManyToManyField("coordination.Pathway", blank=True, related_name="+")
    sections_left_out = models.JSONField(default=list)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ReaderQuerySet.as_manager()

    disclosure = Disclosure(
        staff="id outsider asked_at confirmed_at left_at chose_prisons prisons pathways sections_left_out changed_at",
        personal="email name",
    )

    class Meta:
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outsider=False) | Q(asked_at__isnull=False), name="reader_asked"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def name_in_audit(self) -> str:
        """Nobody's address: the audit of a prison is read by more people than may know it."""
        return "a reader of bulletins"


class Audience(models.Model):
    """For whom an issue is. Empty lists narrow nothing; several narrow together."""

    issue = models.OneToOneField("bulletins.BulletinIssue", on_delete=models.PROTECT, related_name="audience")
    roles = models.JSONField(default=list, help_text="Codes of roles; empty: every role.")
    people_who_come_in = models.BooleanField("people who come in and have no account", default=True)
    outsiders = models.BooleanField("others who joined", default=True)
    organisations = models.ManyToManyField("coordination.Organisation", blank=True, related_name="+")
    prisons = models.ManyToManyField(
        "coordination.Prison", blank=True, related_name="+", help_text="Of a set, or of all. Empty: each."
    )
    pathways = models.ManyToManyField("coordination.Pathway", blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        "coordination.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    settled = models.JSONField(
        default=dict,
        blank=True,
        help_text="As it was when the issue was scheduled, or approval was asked for.",
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    disclosure = Disclosure(
        staff="id issue roles people_who_come_in outsiders organisations prisons pathways changed_at settled"
        " settled_at",
        personal="changed_by",
    )

    def __str__(self) -> str:
        return f"Readers of {self.issue}"
