"""Rows that are written once. SQLite relies on this class; PostgreSQL has row triggers beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class ImmutableError(TypeError):
    """Raised by an attempt to change or delete a row that is written once."""


class ImmutableRow(models.Model):
    """Refuses a second save and any delete. `may_change` names columns outside the guard (a state, say)."""

    may_change: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            fields = set(kwargs.get("update_fields") or ())
            if not fields or not fields <= self.may_change:
                raise ImmutableError(
                    f"{self._meta.label} {self.pk} is written once. Write a new row instead."
                )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ImmutableError(f"{self._meta.label} {self.pk} is kept. It cannot be deleted.")
