"""Who did what, when. No foreign keys: an entry outlives what it speaks of. Features never read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from coordination.disclosure import Disclosure
from coordination.models.immutable import ImmutableQuerySet, ImmutableRow
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models.user import User


class AuditEntryQuerySet(ImmutableQuerySet["AuditEntry"]):
    def visible_to(self, user: User) -> AuditEntryQuerySet:
        from coordination import access

        standing = access.standing_of(user)
        if standing.everywhere(Permission.VIEW_AUDIT):
            return self
        codes = standing.prisons_where(Permission.VIEW_AUDIT).values("code")
        return self.filter(prison_code__in=codes)


class AuditEntry(ImmutableRow):
    """`actor`, `object` are references such as `coordination.user:7`; `changes` is {field: [old, new]}."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.CharField(max_length=60, blank=True, help_text="Empty: the portal itself.")
    verb = models.CharField(max_length=60)
    object = models.CharField(max_length=80, blank=True)
    prison_code = models.CharField(max_length=3, blank=True, db_index=True)
    organisation_slug = models.CharField(max_length=80, blank=True)
    changes = models.JSONField(default=dict, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    disclosure = Disclosure(staff="id at actor verb object prison_code organisation_slug changes")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.object}"
