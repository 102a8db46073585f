"""Dartmoor closes for a time: its managed exit, from the news to the last copy. Days are the demonstration's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from coordination.actions.prisons import change_prison_status
from coordination.demo.world import World
from coordination.models import Prison
from planning.actions import exits
from planning.models import ExitStep, ManagedExit

CODE: Final = "DAI"
# What is played there before was offered while it was open.
OPEN, BEGUN, CLOSES = -1099, -846, -815
FIRST, LATER, LAST = 0, 4, 8
NEEDS: Final[dict[str, Any]] = {
    "key": "dartmoor", "prison": CODE, "kind": "survey", "source": "Survey of the wings {year}", "on": -905,
    "dated": -910, "population": 598, "stay_days": 410, "groups": {"older": 171, "veterans": 22},
    "needs": [
        {"pathway": "accommodation", "needing": 190}, {"pathway": "employment", "needing": 260},
        {"pathway": "family", "needing": 120}, {"pathway": "health", "needing": 210},
    ],
}  # fmt: skip
# Step: day on which it was ticked off, and what was agreed. What is left out was never done.
DONE: Final[dict[str, tuple[int, str]]] = {
    "tell_organisations": (-845, "Told at a meeting that was called for it, and in a letter the same day."),
    "name_contact": (-845, "The coordinator, until three months after."),
    "tell_funders": (-840, "Two funders let what is left move with the service."),
    "stop_new": (-843, ""),
    "offer_places": (-838, "Offered to Exeter and Guys Marsh; four organisations go on there."),
    "move_people": (-832, "Twelve courses finish at the prison that people go to."),
    "volunteers": (-834, "Most of the volunteers want to go on, if the journey is not longer than an hour."),
    "final_forum": (-830, "What was learned is in the minutes."),
    "tell_people": (-836, "A sheet under every door, and the wing representatives."),
    "equipment": (-818, "The pottery kiln is fetched in spring."),
    "records": (-822, ""),
    "keys": (-816, ""),
    "copies": (-815, "Two copies were not found."),
    "thank": (-800, ""),
}
Event = tuple[int, int, Callable[[], object]]


def events(world: World, record: Callable[[dict[str, Any]], object]) -> Iterator[Event]:
    """`record` writes down a source of needs."""
    yield OPEN, FIRST, partial(opened, world)
    yield NEEDS["on"], FIRST, partial(record, NEEDS)
    yield BEGUN, FIRST, partial(begin, world)
    for code, (day, note) in DONE.items():
        yield day, LATER, partial(tick, world, code, day, note)
    yield CLOSES, LAST, partial(close, world)


def opened(world: World) -> None:
    """The register knows it as closed; on this day of the demonstration it is not yet."""
    with world.at(OPEN, FIRST):
        change_prison_status(by=world.national, prison=world.prisons[CODE], status=Prison.Status.OPEN)


def begin(world: World) -> None:
    with world.at(BEGUN, FIRST):
        exits.begin_exit(
            by=world.national, prison=world.prisons[CODE], closes_on=world.day(CLOSES), temporary=True
        )


def tick(world: World, code: str, day: int, note: str) -> None:
    step = ExitStep.objects.get(managed_exit__prison=world.prisons[CODE], code=code)
    with world.at(day, LATER):
        exits.tick_step(by=world.coordinators[CODE], step=step, note=note)


def close(world: World) -> None:
    """On its last day, or on the Monday after a weekend: an exit does not end before its day."""
    begun = ManagedExit.objects.get(prison=world.prisons[CODE])
    late = 2 if world.day(CLOSES).weekday() > 4 else 0
    with world.at(CLOSES + late, LAST):
        exits.close_prison(by=world.national, managed_exit=begun)
