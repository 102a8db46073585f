"""One row that says what kind of database this is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from coordination.disclosure import Disclosure


class Installation(models.Model):
    """Demo accounts and one-click sign-in exist only where `seeded_as_demo` is set, and only seeding sets it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seeded_as_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    disclosure = Disclosure(staff="id seeded_as_demo created_at")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return "demonstration" if self.seeded_as_demo else "installation"

    @classmethod
    def is_demonstration(cls) -> bool:
        return cls.objects.filter(seeded_as_demo=True).exists()
