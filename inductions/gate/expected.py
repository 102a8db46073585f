"""What is on at a prison on a day, and who comes for it (docs/adr/0054).

Training brings those who are booked. A service brings everybody whom its organisation has at the prison that day: the
portal does not know which of them comes, so the gate is told all who may.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone

from coordination.models import Prison
from directory.models import Listing, Session
from directory.search.next_session import takes_place
from inductions.gate.names import by_name
from inductions.models import Booking, Person, Placement, TrainingSession

State = TrainingSession.State


@dataclass(frozen=True)
class Happening:
    """A training session or a session of a service. Times are those on the wall; `people` are keys of persons.

    `discreet`: using it must not be seen, so paper names neither it nor its place.
    """

    begins: time
    ends: time
    title: str
    where: str
    organisation: str = ""
    discreet: bool = False
    people: frozenset[int] = frozenset()

    @property
    def times(self) -> str:
        return f"{self.begins:%H:%M} to {self.ends:%H:%M}"

    @property
    def printed_title(self) -> str:
        return f"A service of {self.organisation}" if self.discreet else self.title

    @property
    def printed_where(self) -> str:
        return "ask the coordinator" if self.discreet else self.where


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """The first moment of the day in London and the first of the next: 23 to 25 hours."""
    first, after = (datetime.combine(each, time()) for each in (day, day + timedelta(days=1)))
    return timezone.make_aware(first), timezone.make_aware(after)


def happenings(prison: Prison, day: date) -> list[Happening]:
    """In order of time. The same number of queries however much is on."""
    found = [*_training(prison, day), *_services(prison, day)]
    return sorted(found, key=lambda each: (each.begins, each.ends, each.title.casefold()))


def people_expected(prison: Prison, day: date, on: list[Happening]) -> list[Person]:
    """Everybody who comes for one of them, by name."""
    keys = {key for each in on for key in each.people}
    return sorted(Person.objects.filter(pk__in=keys, anonymised_at=None), key=by_name)


def by_person(on: list[Happening]) -> dict[int, list[Happening]]:
    found: dict[int, list[Happening]] = defaultdict(list)
    for each in on:
        for key in each.people:
            found[key].append(each)
    return found


def _training(prison: Prison, day: date) -> list[Happening]:
    first, after = bounds_of(day)
    sessions = TrainingSession.objects.filter(prison=prison, starts_at__gte=first, starts_at__lt=after)
    sessions = sessions.exclude(state__in=[State.CANCELLED, State.NOT_RUN]).select_related("module")
    booked: dict[int, set[int]] = defaultdict(set)
    bookings = Booking.objects.filter(
        session__in=sessions, state__in=[Booking.State.BOOKED, Booking.State.ATTENDED]
    )
    for session, person in bookings.values_list("session", "person"):
        booked[session].add(person)
    return [
        Happening(
            begins=timezone.localtime(each.starts_at).time(),
            ends=timezone.localtime(each.ends_at).time(),
            title=f"Training: {each.module.label}",
            where=each.place,
            people=frozenset(booked[each.pk]),
        )
        for each in sessions
    ]


def _services(prison: Prison, day: date) -> list[Happening]:
    paused = Q(revision__listing__room=Listing.Room.PAUSED) & (
        Q(revision__listing__room_on=None) | Q(revision__listing__room_on__gte=day)
    )
    sessions = (
        Session.objects.filter(
            Q(revision__starts_on=None) | Q(revision__starts_on__lte=day),
            Q(revision__ends_on=None) | Q(revision__ends_on__gte=day),
            revision__listing__prison=prison,
            revision__listing__withdrawn_at=None,
            revision__listing__approved_revision=F("revision"),
            weekday=day.weekday(),
        )
        .exclude(paused)
        .select_related("revision__listing__service__organisation")
        .prefetch_related("revision__wings")
    )
    placed: dict[int, set[int]] = defaultdict(set)
    placements = Placement.objects.on(day).filter(prison=prison).order_by()
    for organisation, person in placements.values_list("engagement__organisation", "engagement__person"):
        placed[organisation].add(person)
    return [_service(each, placed) for each in sessions if takes_place(each, day)]


def _service(session: Session, placed: dict[int, set[int]]) -> Happening:
    revision, service = session.revision, session.revision.listing.service
    wings = "every wing" if revision.every_wing else ", ".join(wing.name for wing in revision.wings.all())
    return Happening(
        begins=session.begins,
        ends=session.ends,
        title=revision.name,
        where=", ".join(filter(None, (session.place, f"for {wings}" if wings else ""))),
        organisation=service.organisation.name,
        discreet=revision.listing.discreet,
        people=frozenset(placed[service.organisation_id]),
    )
