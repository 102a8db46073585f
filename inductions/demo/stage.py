"""What has been played so far, and days that fall on working days."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from coordination.demo.world import World
from coordination.models import User
from coordination.reference.demonstration import ACCOUNTS
from coordination.roles import Role
from inductions.models import Person, PolicyDocument, TrainingModule

Event = tuple[int, int, Callable[[], None]]  # Day, turn of the day, what happens.
FOLDER: Final = Path(__file__).with_name("texts")
SATURDAY: Final = 5
A_WEEK: Final = 7
# Looks at other people's records at Exeter, since a day of the demonstration on which she was there already.
SECOND_PERSON: Final = ("Rowan Beer", -100)


@dataclass
class Stage:
    world: World
    people: dict[str, Person] = field(default_factory=dict)
    documents: dict[str, list[PolicyDocument]] = field(default_factory=dict)
    modules: dict[str, TrainingModule] = field(default_factory=TrainingModule.objects.in_bulk)

    def past(self, days: int) -> date:
        """The day on which something done so many days ago happens: see `World.moment`."""
        return self.world.moment(days).date()

    def working_day(self, days: int) -> date:
        """As `past`; of days to come, the Monday after a weekend."""
        if days <= 0:
            return self.past(days)
        day = self.world.day(days)
        return day + timedelta(days=A_WEEK - day.weekday()) if day.weekday() >= SATURDAY else day

    def gate(self, code: str) -> User:
        emails = [each.email for each in ACCOUNTS if each.role == Role.GATE and each.prison == code]
        return User.objects.get(email__in=emails)


def read(name: str) -> dict[str, Any]:
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)
