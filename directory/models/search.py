"""The search index of a prison: for each word and each filter, which entries have it, as bits.

Derived from the published listings and rebuilt from them at any time; actions keep it in step (directory/search).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Q

from coordination import access
from coordination.disclosure import Disclosure
from coordination.roles import Permission
from directory.models.listing import Listing

if TYPE_CHECKING:
    from coordination.models import User

# Entries of one row of SearchTerm. A change rewrites a word's row of one block, never of the whole prison.
BLOCK: Final = 4096
LONGEST_WORD: Final = 40
LONGEST_TERM: Final = 80


class OfAPrisonQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> OfAPrisonQuerySet:
        """For those who read the prison's directory: the index says no more than it does."""
        return self.filter(prison__in=access.standing_of(user).prisons_where(Permission.VIEW_DIRECTORY))


class SearchEntry(models.Model):
    """What one listing is found by, so that a change touches only what changed."""

    class QuerySet(models.QuerySet["SearchEntry"]):
        def visible_to(self, user: User) -> SearchEntry.QuerySet:
            return self.filter(listing__in=Listing.objects.visible_to(user).published())

    listing = models.OneToOneField(
        Listing, primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    terms = models.JSONField(help_text="[[field, term], ...], sorted.")

    objects = QuerySet.as_manager()

    disclosure = Disclosure(staff="listing terms")

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"{self.listing}, {len(self.terms)} terms"


class SearchTerm(models.Model):
    """Entries of a prison that have the term in the field: bit n stands for entry `block * BLOCK + n`."""

    class Field(models.TextChoices):
        """Where a word stands; the first ones weigh most. The last two hold codes instead of words."""

        NAME = "name", "Name of the service"
        LABEL = "label", "Organisation, pathway, group and other labels"
        TEXT = "text", "What it is, who it is for, how to ask"
        STAFF = "staff", "How staff refer, what stands behind it"
        FILTER = "filter", "A value that results can be narrowed to"
        SLOT = "slot", "A time at which sessions take place"

    prison = models.ForeignKey("coordination.Prison", on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=10, choices=Field)
    term = models.CharField(
        max_length=LONGEST_TERM, help_text="A stem; a Welsh word as it stands, after “cy:”; or a code."
    )
    block = models.PositiveSmallIntegerField()
    entries = models.BinaryField(help_text="Least significant byte first.")

    objects = OfAPrisonQuerySet.as_manager()

    disclosure = Disclosure(staff="id prison field term block entries")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prison", "term", "field", "block"], name="search_term_once")
        ]
        indexes = [
            models.Index(fields=["prison", "field"], condition=Q(field="filter"), name="search_filters"),
            models.Index(fields=["prison", "field"], condition=Q(field="slot"), name="search_slots"),
        ]

    def __str__(self) -> str:
        return f"{self.term} ({self.field})"


class SearchWord(models.Model):
    """A word as it is written at the prison: what a typing error is put right to, and what is suggested.

    A word that has left every text may stay until the next rebuild; it then finds nothing and is not offered.
    """

    prison = models.ForeignKey("coordination.Prison", on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=LONGEST_WORD, help_text="Small letters without accents.")
    length = models.PositiveSmallIntegerField()

    objects = OfAPrisonQuerySet.as_manager()

    disclosure = Disclosure(staff="id prison word length")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prison", "word"], name="search_word_once"),
            models.CheckConstraint(condition=Q(length__gt=0), name="search_word_is_not_empty"),
        ]
        indexes = [models.Index(fields=["prison", "length", "word"], name="search_words_by_length")]

    def __str__(self) -> str:
        return self.word
