"""What a demonstration is built around: the day of seeding, and who and what is there so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from coordination import clock, queueing
from coordination.models import Organisation, Prison, User


@dataclass
class World:
    """Features read it and write their own part. Keys: prison codes, and organisations of organisations.toml."""

    today: date
    national: User = field(init=False)
    prisons: dict[str, Prison] = field(default_factory=dict)
    coordinators: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    managers: dict[str, User] = field(default_factory=dict)

    def day(self, days: int) -> date:
        """So many days from the day of seeding."""
        return self.today + timedelta(days=days)

    def moment(self, days: int, turn: int = 0) -> datetime:
        """In office hours on that day, or on the Friday before a weekend. A later `turn` is later on the day.

        Negative days only: the past. Of one listing, turns count up, so that their order holds.
        """
        day = self.day(days)
        day -= timedelta(days=max(0, day.weekday() - 4))
        at = datetime.combine(day, time(9, 5)) + timedelta(minutes=34 * turn)
        return timezone.make_aware(at)

    @contextmanager
    def at(self, days: int, turn: int = 0) -> Iterator[datetime]:
        """Actions within the block happen at that moment, and nobody is written to about them."""
        moment = self.moment(days, turn)
        with clock.set_to(moment), queueing.silence():
            yield moment


def backdate(row: Model, **columns: Any) -> None:
    """The one place where a demonstration writes past the actions: moments that models stamp by themselves."""
    type(row)._default_manager.filter(pk=row.pk).update(**columns)
