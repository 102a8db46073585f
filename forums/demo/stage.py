"""What has been played so far, and how the texts name things."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from coordination.demo.world import World
from coordination.models import Prison, User, Wing
from forums.models import Action, Forum, Meeting, Minutes, PartnershipEvent

Event = tuple[int, int, Callable[[], object]]  # Day, turn of the day, what happens.
FOLDER: Final = Path(__file__).with_name("texts")
SATURDAY: Final = 5
A_WEEK: Final = 7
# Turns of a day: a later one comes later (see World.moment). A meeting of the morning is over by MEETING.
FIRST, MORNING, MEETING, AFTERWARDS, LATER, EVENING = 0, 2, 8, 9, 11, 13


@dataclass
class Stage:
    """Keys are those of the texts; a meeting is found by (forum, day on which it is planned)."""

    world: World
    forums: dict[str, Forum] = field(default_factory=dict)
    meetings: dict[tuple[str, int], Meeting] = field(default_factory=dict)
    minutes: dict[tuple[str, int], Minutes] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    events: dict[str, PartnershipEvent] = field(default_factory=dict)
    wings: dict[tuple[str, str], Wing] = field(default_factory=dict)

    def keeper(self, code: str) -> User:
        return self.world.coordinators[code]

    def day(self, days: int) -> date:
        """When what is planned for it happens: of the past as `World.moment`, of days to come on a working day."""
        if days <= 0:
            return self.world.moment(days).date()
        day = self.world.day(days)
        return day + timedelta(days=A_WEEK - day.weekday()) if day.weekday() >= SATURDAY else day

    def at_clock(self, days: int, text: str) -> datetime:
        return timezone.make_aware(datetime.combine(self.day(days), time.fromisoformat(text)))

    def wing(self, prison: Prison, name: str) -> Wing | None:
        """Empty: the whole prison."""
        if name and (prison.code, name) not in self.wings:
            self.wings |= {(prison.code, wing.name): wing for wing in prison.wings.all()}
        return self.wings[prison.code, name] if name else None

    def owner(self, text: str) -> dict[str, Any]:
        """“org wrenmoor-homes”, “user governor.exeter@...” or the words for a role."""
        kind, _, name = text.partition(" ")
        if kind == "org":
            return {"owner_organisation": self.world.organisations[name]}
        if kind == "user":
            return {"owner": User.objects.get(email__startswith=f"{name}@")}
        return {"owner_role": text}


def read(name: str) -> dict[str, Any]:
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def chosen(rows: dict[str, Any], codes: Iterable[str]) -> list[Any]:
    return [rows[code] for code in codes]
