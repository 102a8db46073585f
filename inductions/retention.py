"""Addresses of people who come in, until their record is made anonymous."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from coordination.models import User
from inductions.models import Person


def held(emails: Collection[str]) -> set[str]:
    rows = Person.objects.filter(email__in=emails, anonymised_at=None)
    return set(rows.values_list("email", flat=True))


def over(before: datetime) -> set[str]:
    """None by itself: `anonymise` hands over the address of whom it made anonymous."""
    return set()


def hide(emails: Collection[str]) -> None:
    """A person's own record has no address any more when this is called."""


def record_of(email: str, by: User | None) -> dict[str, list[dict[str, Any]]]:
    """The whole record of a person holds it already."""
    return {}
