"""Forty people who ask for the last three places, and what must hold afterwards on either database."""

from __future__ import annotations

from typing import Any, Final

from inductions.models import Booking, Engagement, Person, Placement, TrainingSession, WorkerKind
from tests.cast import Cast
from tests.inductions.trained import a_session

CAME: Final = 40
PLACES: Final = 3


def gathered(cast: Cast) -> tuple[TrainingSession, list[Person]]:
    """A session of eight places of which five are taken, and forty more people at work at Exeter."""
    people = [Person(name=f"Person {number:02}", added_by=cast.manager) for number in range(CAME + 5)]
    Person.objects.bulk_create(people)
    made = list(Person.objects.filter(name__startswith="Person ").order_by("name"))
    engagements = [
        Engagement(person=person, organisation=cast.harbour, kind=WorkerKind.VOLUNTEER) for person in made
    ]
    Engagement.objects.bulk_create(engagements)
    placements = [
        Placement(engagement=each, prison=cast.exeter)
        for each in Engagement.objects.filter(person__in=made).order_by("pk")
    ]
    Placement.objects.bulk_create(placements)
    session = a_session(cast, capacity=PLACES + 5)
    for person in made[CAME:]:
        Booking.objects.create(session=session, person=person, state="booked", booked_by=cast.manager)
    return session, made[:CAME]


def outcome(session: TrainingSession, people: list[Person]) -> dict[str, Any]:
    """What became of the forty, in the order in which their bookings were written."""
    rows = list(Booking.objects.filter(session=session, person__in=people).order_by("pk"))
    return {
        "states": [row.state for row in rows],
        "people": [row.person_id for row in rows],
        "in_order": [row.booked_at for row in rows] == sorted(row.booked_at for row in rows),
        "positions": [row.place_on_list for row in rows],
        "news": [row.news for row in rows],
    }


def expected(people: list[int]) -> dict[str, Any]:
    """`people`: keys in the order in which they came."""
    waiting = len(people) - PLACES
    return {
        "states": ["booked"] * PLACES + ["waiting"] * waiting,
        "people": people,
        "in_order": True,
        "positions": [0] * PLACES + list(range(1, waiting + 1)),
        "news": ["booked"] * PLACES + ["waiting"] * waiting,
    }
