"""Directories that were printed before today, where their copies lie, and new ones for the worker to print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from coordination.access import SYSTEM
from coordination.demo.world import World
from coordination.queueing import queue_on_commit
from directory.actions.copies import add_copy_place, place_copies
from directory.actions.editions import make_edition
from directory.actions.rendering import render_edition
from directory.models import CopyPlace, Edition

LATE = 9  # The turn of the day: after what was decided on it.
KINDS = (Edition.Kind.STAFF, Edition.Kind.PEOPLE)
# Place -> copies of the directory for staff, of the one for people in prison.
EXETER = {
    "A wing office": (2, 4),
    "B wing office": (2, 4),
    "C wing office": (2, 4),
    "D wing office": (2, 4),
    "First night centre": (1, 10),
    "Library": (0, 6),
    "Chaplaincy": (1, 3),
    "ACCT documents, safer custody": (15, 0),
    "Gate": (1, 0),
}
GUYS_MARSH = ("Wing offices", "Library", "Resettlement desk", "Induction room")


def events(world: World) -> Iterator[tuple[int, int, Callable[[], None]]]:
    """(day, turn, what happens)."""
    yield -180, LATE, partial(add_places, world, "EXI", tuple(EXETER), -180)
    yield -180, LATE, partial(add_places, world, "GMI", GUYS_MARSH, -180)
    # The older one at Guys Marsh is due to be replaced; Cardiff has none yet.
    yield -96, LATE, partial(make, world, "GMI", -96)
    yield -45, LATE, partial(print_and_place, world, "EXI", -45)
    yield -10, LATE, partial(make, world, "EWI", -10)
    yield -1, LATE, partial(make, world, "EXI", -1)


def add_places(world: World, code: str, names: tuple[str, ...], days: int) -> None:
    with world.at(days, LATE):
        for name in names:
            add_copy_place(by=world.coordinators[code], prison=world.prisons[code], name=name)


def make(world: World, code: str, days: int) -> list[Edition]:
    """Both kinds, waiting for the worker."""
    with world.at(days, LATE):
        return [
            make_edition(by=world.coordinators[code], prison=world.prisons[code], kind=kind) for kind in KINDS
        ]


def print_and_place(world: World, code: str, days: int) -> None:
    """Printed here and now, because what happens later in the story is about its copies.

    A machine that cannot print says so on the edition, and no copies lie anywhere.
    """
    for edition in make(world, code, days):
        if not render_edition(by=SYSTEM, pk=edition.pk):
            continue
        edition.refresh_from_db()
        position = KINDS.index(Edition.Kind(edition.kind))
        places = {place.name: place for place in CopyPlace.objects.filter(prison=edition.prison)}
        copies = {places[name]: numbers[position] for name, numbers in EXETER.items() if numbers[position]}
        with world.at(days + 1, LATE):
            place_copies(by=world.coordinators[code], edition=edition, copies=copies)


def queue_what_waits() -> None:
    """The story was played in silence; the sweep queues what it left to print."""
    queue_on_commit("directory.sweep_editions")
