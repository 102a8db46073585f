"""Fills prisons with people who come in, past the actions: 20,000 of them with 400,000 records take about a minute.

Rows look like those the actions write. Each person works for an organisation at a prison, one in four at the next
prison, too, and has records over years, a clearance, signatures, bookings and visits. Days lie so that a part has
expired, a part is never recorded and a part ends within the next 60 days. The same people come out each time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, islice
from typing import Any, Final

from django.db import connection, models, transaction
from django.utils import timezone

from inductions.models import (
    AccessStop,
    Acknowledgement,
    Booking,
    Clearance,
    Engagement,
    Person,
    Placement,
    Reliance,
    StepSignature,
    TrainingRecord,
    Visit,
)
from tests.benchmarks.people_places import REFRESH, STEPS, Place, Places, users

RECORDS_A_PERSON: Final = 20
# Of them from sessions here; the others are earlier evidence.
FROM_SESSIONS: Final = 2
ROWS_A_STATEMENT: Final = 2000
PEOPLE_AT_ONCE: Final = 500
KINDS: Final = ("staff", "volunteer", "volunteer", "sessional", "volunteer", "staff", "trainee")
FIRST: Final = (
    "Amira",
    "Bethan",
    "Callum",
    "Deepa",
    "Ewan",
    "Farah",
    "Gareth",
    "Hana",
    "Idris",
    "Kofi",
    "Zoë",
)
LAST: Final = (
    "Abbott",
    "Bevan",
    "Clarke",
    "Desai",
    "Evans",
    "Gill",
    "Hughes",
    "Iqbal",
    "Khan",
    "O’Brien",
    "Öz",
)


@dataclass
class Batch:
    """Rows of one part of the people, by their model, in the order in which they are written."""

    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, *rows: Any) -> None:
        for row in rows:
            self.rows.setdefault(type(row), []).append(row)

    def write(self) -> None:
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows, ROWS_A_STATEMENT)
        self.rows.clear()


class Crowd(Places):
    """`furnish` a prison, then `add` people to it."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(Person.objects.count() + 1)

    def add(self, code: str, people: int, *, also_at: str = "") -> None:
        """So many people to a furnished prison. `also_at`: another, at which one in four works, too."""
        place, other = self.places[code], self.places.get(also_at)
        chance = random.Random(f"people of {code}")
        numbers = islice(self.numbers, people)
        while part := list(islice(numbers, PEOPLE_AT_ONCE)):
            with transaction.atomic():
                self._part(place, other, part, chance)

    def _part(self, place: Place, other: Place | None, numbers: list[int], chance: random.Random) -> None:
        accounts = iter(users(f"worker.{number}" for number in numbers if number % 5 == 0))
        people = Person.objects.bulk_create(
            Person(
                name=f"{FIRST[number % len(FIRST)]} {LAST[number // 3 % len(LAST)]} {letters(number)}",
                email="" if number % 10 == 3 else f"worker.{number}@bench.example.org",
                phone="01632 960123", user=next(accounts) if number % 5 == 0 else None,
                added_by=place.coordinator, told_at=self.now,
            )
            for number in numbers
        )  # fmt: skip
        self._put_to_work(place, other, people, chance)
        batch = Batch()
        for person in people:
            self._trained(batch, place, person, chance)
            self._known_at(batch, place, person, chance)
            if other is not None and person.pk % 4 == 0:
                self._known_at(batch, other, person, chance)
        batch.write()

    def _put_to_work(
        self, place: Place, other: Place | None, people: list[Person], chance: random.Random
    ) -> None:
        """One in ten works for two organisations; one in fifteen has left."""
        begins = {person.pk: self.today - timedelta(days=chance.randrange(30, 1500)) for person in people}
        engagements = []
        for person in people:
            left = self.today - timedelta(days=person.pk % 300) if person.pk % 15 == 7 else None
            at = chance.randrange(len(place.organisations))
            for step in range(2 if person.pk % 10 == 1 else 1):
                owner = place.organisations[(at + step) % len(place.organisations)]
                engagements.append(
                    Engagement(
                        person=person, organisation=owner, kind=KINDS[(person.pk + step) % len(KINDS)],
                        role_title="Group worker", ends_on=left,
                        begins_on=min(begins[person.pk], left or self.today),
                    )
                )  # fmt: skip
        Engagement.objects.bulk_create(engagements, ROWS_A_STATEMENT)
        placements = []
        for each in engagements:
            there = [place.prison]
            if other is not None and each.person_id % 4 == 0:
                there.append(other.prison)
            placements += [
                Placement(
                    engagement=each,
                    prison=prison,
                    begins_on=each.begins_on,
                    ends_on=each.ends_on,
                    line_contact="The chaplaincy",
                    movement=("escorted", "unescorted", "keys")[each.person_id % 3],
                )
                for prison in there
            ]
        Placement.objects.bulk_create(placements, ROWS_A_STATEMENT)

    def _trained(self, batch: Batch, place: Place, person: Person, chance: random.Random) -> None:
        """Twenty records, over years. One module in ten was never recorded."""
        for step in range(FROM_SESSIONS):
            session = place.ran[(person.pk * FROM_SESSIONS + step) % len(place.ran)]
            booking = Booking(session=session, person=person, state="attended", booked_by=place.coordinator)
            day = timezone.localdate(session.starts_at)
            batch.add(
                booking,
                self._record(place, person, session.module_id, day, source="session", booking=booking),
            )
        known = [module for module in place.modules if chance.random() > 0.1] or place.modules[:1]
        known += [module for module in self.modules if module not in place.modules][:2]
        ages: dict[str, int] = {}
        for at in range(RECORDS_A_PERSON - FROM_SESSIONS):
            module = known[at % len(known)]
            months = REFRESH[place.modules.index(module)] if module in place.modules else None
            if module in ages:
                ages[module] += 30 * (months or 24) - chance.randrange(60)
            else:
                ages[module] = chance.randrange(30 * (months or 24) + 90)
            batch.add(
                self._record(
                    place, person, module, self.today - timedelta(days=ages[module]), source="earlier"
                )
            )

    def _record(self, place: Place, person: Person, module: str, day: date, **how: Any) -> TrainingRecord:
        verified = {}
        if module == place.modules[7] and person.pk % 5:
            verified = {"verified_at": self.now, "verified_by": place.coordinator}
        return TrainingRecord(
            person_id=person.pk, module_id=module, done_on=day, prison_id=place.prison.pk, **verified, **how
        )  # fmt: skip

    def _known_at(self, batch: Batch, place: Place, person: Person, chance: random.Random) -> None:
        """Clearance, stop, induction, policies, a booking and visits at one prison."""
        by, key = place.coordinator, person.pk
        self._cleared(batch, place, person, chance)
        if key % 200 == 9:
            batch.add(AccessStop(person=person, prison=place.prison, stopped_by=by))
        signed = 0 if key % 10 == 4 else STEPS // 2 if key % 10 == 8 else STEPS
        began_on = self.today - timedelta(days=30 + key % 900)
        for step in place.steps[:signed]:
            batch.add(
                StepSignature(
                    person_id=key, step_id=step.pk, title=step.title, signed_on=began_on, signed_by_id=by.pk
                )
            )
        for document in place.policies[: 1 if key % 10 < 3 else 2]:
            batch.add(Acknowledgement(person=person, document=document, by=by))
        if key % 3 == 0:
            session = place.ahead[key % len(place.ahead)]
            state = "waiting" if key % 15 == 0 else "booked"
            batch.add(Booking(session=session, person=person, state=state, booked_by=by))
        for ago in range(key % 7, 14, 7):
            arrived = self.now - timedelta(days=ago, hours=3)
            left = None if ago == 0 and key % 2 else arrived + timedelta(hours=2)
            batch.add(
                Visit(
                    person=person, prison=place.prison, arrived_at=arrived, left_at=left, escorted=key % 3 == 0,
                    read_acct_folder=True, recorded_by=by,
                )
            )  # fmt: skip

    def _cleared(self, batch: Batch, place: Place, person: Person, chance: random.Random) -> None:
        """One in twelve has only applied, one in fifty was refused, one in twenty has nothing."""
        key, applied_on = person.pk, self.today - timedelta(days=chance.randrange(5, 1000))
        known = {
            "person": person, "prison": place.prison, "level_id": ("standard_plus", "enhanced_2")[key % 2],
            "recorded_by": place.coordinator,
        }  # fmt: skip
        if key % 20 == 6:
            return
        if key % 12 == 2:
            waiting = self.today - timedelta(days=chance.randrange(1, 120))
            batch.add(Clearance(**known, applied_on=None if key % 24 == 2 else waiting))
            return
        decided_on = min(applied_on + timedelta(days=chance.randrange(5, 60)), self.today)
        decided = known | {"applied_on": applied_on, "decided_on": decided_on}
        if key % 50 == 11:
            batch.add(Clearance(**decided, state="refused"))
            return
        clearance = Clearance(
            **decided, state="granted", granted_on=decided_on, granted_by="Vetting office",
            expires_on=decided_on + timedelta(days=1000),
        )  # fmt: skip
        batch.add(clearance)
        relying = [each for each in self.places.values() if each is not place][:1]
        if key % 40 == 1 and relying:
            batch.add(
                Reliance(clearance=clearance, prison=relying[0].prison, confirmed_by=relying[0].coordinator)
            )


def letters(number: int) -> str:
    """A number as a third name: nobody's name holds digits."""
    return "".join(chr(97 + number // 26**place % 26) for place in range(3, -1, -1)).title()


def analyse() -> None:
    """What the database's own housekeeping does over night; the throw-away one has it switched off."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
