"""Rows that are written once. SQLite relies on these classes; PostgreSQL has row triggers beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, TypeVar

from django.db import connection, models, transaction

M = TypeVar("M", bound=models.Model)


class ImmutableError(TypeError):
    """Raised by an attempt to change or delete a row that is written once."""


_anonymising: ContextVar[bool] = ContextVar("anonymising", default=False)


@contextmanager
def anonymising() -> Iterator[None]:
    """The one permitted route: within it rows may change, in a transaction of its own, and none may be deleted.

    Only for taking a person out of rows whose retention time is over (design.md). PostgreSQL's triggers are told for
    this transaction alone; where it fails, they hold again with it.
    """
    with transaction.atomic():
        _tell_triggers("on")
        token = _anonymising.set(True)
        try:
            yield
        finally:
            _anonymising.reset(token)
        _tell_triggers("off")


def is_anonymising() -> bool:
    """For guards of other rows, which make the same one exception."""
    return _anonymising.get()


def _tell_triggers(state: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('portal.anonymising', %s, true)", [state])


class ImmutableQuerySet(models.QuerySet[M]):
    """Many rows at once are held to what `ImmutableRow` says of one."""

    def update(self, **values: Any) -> int:
        self._check(values)
        return super().update(**values)

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        fields = list(fields)
        self._check(fields)
        return super().bulk_update(objs, fields, batch_size=batch_size)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """New rows alone: those that are there already are not written over."""
        self._check(kwargs.get("update_fields") or ())
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ImmutableError(f"{self.model._meta.label} is kept. It cannot be deleted.")

    def _check(self, fields: Iterable[str]) -> None:
        if _anonymising.get():
            return
        if refused := set(fields) - self.model.may_change:  # type: ignore[attr-defined]  # an ImmutableRow's
            raise ImmutableError(f"{self.model._meta.label} is written once: {', '.join(sorted(refused))}.")


class ImmutableRow(models.Model):
    """Refuses a second save and any delete. `may_change` names columns outside the guard (a state, say)."""

    may_change: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and not _anonymising.get():
            fields = set(kwargs.get("update_fields") or ())
            if not fields or not fields <= self.may_change:
                raise ImmutableError(
                    f"{self._meta.label} {self.pk} is written once. Write a new row instead."
                )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ImmutableError(f"{self._meta.label} {self.pk} is kept. It cannot be deleted.")
