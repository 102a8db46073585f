"""What a role is tied to: one prison, one organisation, a set of prisons, or everything."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from coordination.disclosure import Disclosure
from coordination.roles import Reach, Role, reach_of


def target_constraint(name: str) -> models.CheckConstraint:
    """Exactly what the role needs is set, and nothing else."""
    condition = Q(pk__in=[])
    columns = (Reach.PRISON, Reach.ORGANISATION, Reach.PRISON_SET)
    for reach in Reach:
        roles = [role.value for role in Role if reach_of(role) == reach]
        wanted = {f"{column.value}__isnull": column != reach for column in columns}
        clause = Q(role__in=roles, **wanted)
        condition = clause if reach == Reach.PRISON else condition | clause
    return models.CheckConstraint(condition=condition, name=name)


class Target(models.Model):
    """Shared by postings and invitations, so that the two can never differ in what a role needs."""

    role = models.CharField(max_length=20, choices=Role)
    prison = models.ForeignKey(
        "coordination.Prison", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    organisation = models.ForeignKey(
        "coordination.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    prison_set = models.ForeignKey(
        "coordination.PrisonSet", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )

    disclosure = Disclosure(staff="role prison organisation prison_set")

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        """Where the role holds, in words."""
        return str(self.prison or self.organisation or self.prison_set or "every prison")
