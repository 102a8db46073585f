"""The numbers of issues: 1, 2, 3 of a prison, of a set, and of the issues for all prisons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from coordination.disclosure import Disclosure


class IssueNumbering(models.Model):
    """The last number given at one place. The row is held while the next is given, so that none comes twice."""

    prison = models.ForeignKey(
        "coordination.Prison", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    prison_set = models.ForeignKey(
        "coordination.PrisonSet", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="With neither prison nor set: of the issues for all prisons.",
    )  # fmt: skip
    last_number = models.PositiveIntegerField(default=0)

    disclosure = Disclosure(staff="id prison prison_set last_number")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(prison=None) | Q(prison_set=None), name="issue_numbering_of_one_place"
            ),
            models.UniqueConstraint(
                Coalesce(F("prison"), 0), Coalesce(F("prison_set"), 0), name="issue_numbering_once_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prison or self.prison_set or 'All prisons'}: {self.last_number}"
