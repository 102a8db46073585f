"""Words that mean the same to whoever searches: a list that coordinators keep, beside one that came with the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission

if TYPE_CHECKING:
    from coordination.models import Prison, User


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def visible_to(self, user: User) -> SynonymQuerySet:
        """Those of the prisons whose directory one reads, and with them those of every prison."""
        standing = access.standing_of(user)
        if not standing.may(Permission.VIEW_DIRECTORY):
            return self.none()
        return self.filter(Q(prison=None) | Q(prison__in=standing.prisons_where(Permission.VIEW_DIRECTORY)))

    def of(self, prison: Prison) -> SynonymQuerySet:
        """What holds in a search at the prison."""
        return self.filter(Q(prison=prison) | Q(prison=None), active=True)


class Synonym(models.Model):
    """Two or more words or phrases; whoever types one finds services that use any of them."""

    prison = models.ForeignKey(
        "coordination.Prison", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Empty: at every prison.",
    )  # fmt: skip
    words = models.CharField(max_length=400, help_text="Separated by commas.")
    code = models.SlugField(
        max_length=40, null=True, blank=True, unique=True, help_text="Of the list that came with the portal."
    )
    active = models.BooleanField(default=True)

    objects = SynonymQuerySet.as_manager()

    disclosure = Disclosure(staff="id prison words code active")

    class Meta:
        ordering = ["words"]
        constraints = [
            models.CheckConstraint(condition=Q(words__contains=","), name="synonym_has_two_words"),
            models.CheckConstraint(
                condition=Q(code=None) | Q(prison=None), name="synonym_shipped_is_everywhere"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def phrases(self) -> list[str]:
        return [phrase.strip() for phrase in self.words.split(",") if phrase.strip()]
